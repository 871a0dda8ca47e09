import type { ScenarioEvent } from '#app';
import { createRandom } from '../support/random.ts';
import type { ScriptItem } from '../support/script.ts';
import { london } from '../support/time.ts';
import type { World } from '../support/world.ts';
import { deskLead, safetyLead } from './people.ts';
import { aprilIncident } from './script.ts';

// How practices return to normal in May and June: most answer over their links, some by telephone, some never, some against what readings
// show.

/** Days on which answers come in, by the working days since 30 April. */
const answerDays = [
  [1, '2026-05-01'],
  [3, '2026-05-06'],
  [8, '2026-05-13'],
  [11, '2026-05-18'],
  [15, '2026-05-22'],
  [20, '2026-06-01'],
  [25, '2026-06-08'],
  [34, '2026-06-19'],
] as const;

export interface PracticeCourse {
  odsCode: string;
  /** Silent practices never answer. */
  silent: boolean;
  /** Without an address for messages they are rung. */
  rung: boolean;
  answers: { date: string; form: Record<string, string> }[];
}

/** What each practice that lost its connection says, and when. Every tenth has no address; every eighth is silent. */
export function recoveryCourses(world: World, affected: readonly string[]): PracticeCourse[] {
  const random = createRandom(`${world.parameters.seed}/recovery`);
  return affected.map((odsCode, index) => {
    const silent = index % 8 === 5;
    const lasts = Math.min(33, Math.exp(random.between(0.2, 2.9)));
    const appointments = random.whole(20, 120);
    const first = random.chance(0.6) ? 0 : 1;
    const answers = silent ? [] : answersOf({ lasts, appointments, first });
    return { odsCode, silent, rung: index % 10 === 9, answers: special(answers, index) };
  });
}

function answersOf({
  lasts,
  appointments,
  first,
}: {
  lasts: number;
  appointments: number;
  first: number;
}): PracticeCourse['answers'] {
  const answers: PracticeCourse['answers'] = [];
  for (const [index, [day, date]] of answerDays.entries()) {
    if (index !== first && index < 2) continue;
    if (day >= lasts)
      return [
        ...answers,
        { date, form: { state: 'recovered', allWorking: 'yes', staffHours: String(appointments / 4) } },
      ];
    const left = (count: number): string => String(Math.max(1, Math.round(count * (1 - day / lasts))));
    answers.push({
      date,
      form: {
        state: 'recovering',
        ...{ telephones: 'working', onlineConsultations: day < 4 ? 'off' : 'on' },
        ...{
          appointments: left(appointments),
          results: left(appointments * 2),
          paperRecords: left(appointments / 2),
        },
        staffHours: String(Math.round(appointments / 5)),
      },
    });
  }
  return answers;
}

/** Three say that it is not fixed, against readings: two take it back. One worries about patients. One stays behind for good. */
function special(answers: PracticeCourse['answers'], index: number): PracticeCourse['answers'] {
  const change = (place: number, form: Record<string, string>): PracticeCourse['answers'] =>
    answers.map((answer, at) => (at === place ? { ...answer, form: { ...answer.form, ...form } } : answer));
  if (index === 2 || index === 3)
    return [
      {
        date: '2026-05-01',
        form: { state: 'recovering', fixed: 'no', note: 'It dropped again this morning.' },
      },
      { date: '2026-05-13', form: { state: 'recovered', fixed: 'yes' } },
    ];
  if (index === 4)
    return [
      { date: '2026-05-01', form: { state: 'recovering', fixed: 'no', appointments: '80' } },
      { date: '2026-05-13', form: { state: 'recovering', fixed: 'no', appointments: '80' } },
    ];
  return index === 6 ? change(0, { safetyConcern: concernText }) : answers;
}

export const concernText = 'Results came late for two days. We have looked through all of them.';

const addressesAt = london('2026-04-30 11:30');

/** What the desk and the clinical safety lead do about it. */
export function followRecovery(courses: readonly PracticeCourse[], items: ScriptItem[]): void {
  const reached = courses.filter(({ rung }) => !rung);
  const csv = [
    'ods_code,channel,address',
    ...reached.map(
      ({ odsCode }) => `${odsCode},email,manager@${odsCode.toLowerCase()}.demonstration.example`,
    ),
  ].join('\n');
  items.push({ at: addressesAt, actor: deskLead, verb: 'contact.import', input: { csv } });
  for (const { odsCode, answers } of courses.filter(({ rung }) => rung))
    for (const { date, form } of answers)
      items.push({
        at: london(`${date} 14:30`),
        actor: deskLead,
        verb: 'recovery.report',
        input: {
          incident: aprilIncident,
          practice: odsCode,
          ...form,
          ...(form.allWorking ? { allWorking: true } : {}),
        },
      });
  // It says so still at the end, while its readings are good: the two stand side by side.
  items.push({
    at: london('2026-06-30 12:00'),
    actor: deskLead,
    verb: 'recovery.report',
    input: { incident: aprilIncident, practice: courses[4]?.odsCode ?? '', state: 'recovering', fixed: 'no' },
  });
  items.push({
    at: london('2026-05-07 09:30'),
    actor: safetyLead,
    verb: 'recovery.settle-concern',
    input: {
      incident: aprilIncident,
      concern: 1,
      outcome: 'no harm',
      text: 'The practice has looked through every result. Nobody was harmed.',
    },
  });
}

/** Answers that come over the practices' own links. */
export const formEvents = (courses: readonly PracticeCourse[]): ScenarioEvent[] =>
  courses
    .filter(({ rung }) => !rung)
    .flatMap(({ odsCode, answers }) =>
      answers.map(
        ({ date, form }): ScenarioEvent => ({
          at: london(`${date} 14:00`),
          kind: 'form',
          practice: odsCode,
          form: { saidBy: 'Practice manager', key: date, ...form },
        }),
      ),
    );

/** What the page must say at the end, by what was said. */
export function recoveryAtEnd(courses: readonly PracticeCourse[]): {
  recovered: number;
  recovering: number;
  silent: number;
  staffHoursToldBy: number;
} {
  const last = courses.map(({ answers }) => answers.at(-1)?.form);
  return {
    recovered: last.filter((form) => form?.state === 'recovered').length,
    recovering: last.filter((form) => form?.state === 'recovering').length,
    silent: last.filter((form) => form === undefined).length,
    staffHoursToldBy: last.filter((form) => form?.staffHours !== undefined).length,
  };
}
