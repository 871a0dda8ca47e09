import type { ScenarioEvent } from '#app';
import { historiesOf } from '../support/history.ts';
import { publishUpdate, type ScriptItem, scriptOf } from '../support/script.ts';
import { london } from '../support/time.ts';
import type { World } from '../support/world.ts';
import { carryOutActions, proposeActions } from './after-actions.ts';
import { lastReadings, quietDays, quietWeek } from './after-data.ts';
import { director, independent, publisher } from './after-people.ts';
import { followRecovery, formEvents, type PracticeCourse, recoveryCourses } from './after-recovery.ts';
import { comments, factors, reviewerStatement, rivals, statements, writtenParts } from './after-texts.ts';
import { approver, author, deskLead, engineer, lead, safetyLead } from './people.ts';
import { aprilIncident } from './script.ts';

// What comes after the page of 29 April, to the end of June 2026: the incident ends, the review runs, and its actions are checked.

type Does = ReturnType<typeof scriptOf>['does'];

/** How practices answer the accuracy check over their links: most agree, some correct, some are silent. By telephone: two. */
export interface Answers {
  agree: string[];
  correct: string[];
  telephone: string[];
  silent: string[];
}

/** Every practice that lost its connection, in order of its code, and what it does about the check. */
export function answersOf(world: World): Answers {
  const affected = affectedPractices(world);
  const every = (n: number, of: number): string[] => affected.filter((_, index) => index % of === n);
  const telephone = affected.slice(-2);
  const rest = (codes: string[]): string[] => codes.filter((code) => !telephone.includes(code));
  const correct = rest(every(3, 20));
  const silent = rest([...every(1, 4)]).filter((code) => !correct.includes(code));
  const agree = rest(affected).filter((code) => !correct.includes(code) && !silent.includes(code));
  return { agree, correct, telephone, silent };
}

/** What each practice that lost its connection says about its recovery. */
export const coursesOf = (world: World): PracticeCourse[] => recoveryCourses(world, affectedPractices(world));

/** By the ground truth: an outage or an unstable connection that began in the incident. */
function affectedPractices({ truth, estate, parameters }: World): string[] {
  const histories = historiesOf(truth, parameters.endsAt);
  const startMs = parameters.fault.from.getTime();
  const codes = estate.sites.flatMap((site) => {
    const history = histories[site.index];
    const began = [...(history?.outages ?? []), ...(history?.flaps ?? [])].some(
      ({ fromMs }) => fromMs >= startMs,
    );
    return began ? [site.practice.odsCode] : [];
  });
  return [...new Set(codes)].sort();
}

/** Everything in order of time: what people do, between batches of coarse readings and one tick a day. */
export function* afterEvents(world: World): Generator<ScenarioEvent> {
  const { items, does } = scriptOf(aprilIncident);
  items.push({
    at: london('2026-04-29 15:00'),
    actor: engineer,
    verb: 'attribution.explain',
    input: {
      from: world.parameters.fault.from.toISOString(),
      to: london('2026-04-28 00:00').toISOString(),
    },
  });
  endResponse(does);
  beginReview(does);
  writeReview(does);
  checkAccuracy(does, answersOf(world));
  readIndependently(does);
  carryOutActions(does);
  const courses = coursesOf(world);
  followRecovery(courses, items);
  const forms = [...answerEvents(answersOf(world)), ...formEvents(courses)];
  const people = [...items.map(eventOf), ...forms].sort((a, b) => a.at.getTime() - b.at.getTime());
  const data = [...quietWeek(world), ...quietDays(world), ...lastReadings(world)];
  yield* merged(data, people);
}

const eventOf = (item: ScriptItem): ScenarioEvent =>
  'verb' in item
    ? { at: item.at, kind: 'verb', actor: item.actor, verb: item.verb, input: item.input }
    : { at: item.at, kind: 'estate', files: item.files };

/** Data of an instant come before what people do at it. */
function* merged(data: readonly ScenarioEvent[], people: readonly ScenarioEvent[]): Generator<ScenarioEvent> {
  let next = 0;
  for (const event of data) {
    for (; next < people.length && (people[next]?.at ?? event.at) < event.at; next += 1)
      yield people[next] as ScenarioEvent;
    yield event;
  }
  for (; next < people.length; next += 1) yield people[next] as ScenarioEvent;
}

function endResponse(does: Does): void {
  does(london('2026-04-30 12:00'), lead, 'incident.respond', {
    to: 'restored',
    note: 'Every practice is connected, and nothing has failed since Monday morning.',
  });
  publishUpdate(
    does,
    { author, approver },
    {
      number: 9,
      draftedAt: london('2026-04-30 15:45'),
      publishedAt: london('2026-04-30 16:00'),
      title: 'Connections are restored',
      body: 'The connection to the data centre is restored at every practice. {{claim exitCriteria.met}} for closing the incident are met. We go on watching for a week.\n\nNext update: {{claim update.nextDue}}.',
      nextUpdateDue: london('2026-05-07 17:00'),
    },
  );
  publishUpdate(
    does,
    { author, approver },
    {
      number: 10,
      draftedAt: london('2026-05-06 15:45'),
      publishedAt: london('2026-05-06 16:00'),
      title: 'How practices recover',
      body: 'By their own word, {{claim recovery.practices}}. We go on asking those that have not replied.\n\nNext update: {{claim update.nextDue}}.',
      nextUpdateDue: london('2026-05-07 17:00'),
    },
  );
  does(london('2026-05-07 12:30'), lead, 'incident.evaluate', {});
  does(london('2026-05-07 12:30'), lead, 'incident.respond', {
    to: 'stood down',
    note: 'Every criterion is met. Recovery and the review go on.',
  });
  does(london('2026-05-08 10:00'), lead, 'review.service-report-sent', {
    to: 'NHS England',
    on: '2026-05-08',
  });
}

function beginReview(does: Does): void {
  does(london('2026-04-29 14:00'), independent, 'review.declare-interests', {
    interests: 'None. I have never worked for the board, its suppliers or a practice in the county.',
    reportsTo: ['The council of the Northmoor Institute'],
  });
  does(london('2026-05-04 10:00'), lead, 'review.advance', {
    to: 'evidence',
    note: 'The record is gathered.',
  });
  for (const [kind, saidBy, text] of statements)
    does(london('2026-05-05 11:00'), deskLead, 'review.statement', {
      kind,
      saidBy,
      text,
      consent: true,
      public: true,
    });
  does(london('2026-05-08 11:00'), engineer, 'review.gather', {});
  does(london('2026-05-08 11:30'), lead, 'review.advance', {
    to: 'analysis',
    note: 'The response is stood down.',
  });
}

function writeReview(does: Does): void {
  for (const factor of factors) does(london('2026-05-11 10:00'), engineer, 'review.factor', { ...factor });
  for (const rival of rivals) does(london('2026-05-11 11:00'), engineer, 'review.rival', { ...rival });
  for (const [section, text] of Object.entries(writtenParts))
    does(london('2026-05-12 14:00'), lead, 'review.section', { section, text });
  does(london('2026-05-12 15:00'), lead, 'review.redact', {
    what: 'phrase',
    target: 'Jonas Pike',
    reason: 'names a person who has not agreed',
  });
  does(london('2026-05-13 09:30'), safetyLead, 'review.consequences', {
    harm: 'No harm to a patient is known. 3 practices reported delayed results, all found the same day.',
    staffHours: 2140,
    staffHoursSource: 'Told by 41 of the affected practices by telephone. The others did not count.',
  });
  proposeActions(does);
}

function checkAccuracy(does: Does, { telephone, correct }: Answers): void {
  does(london('2026-05-13 10:00'), lead, 'review.advance', {
    to: 'accuracy check',
    note: 'Practices check the facts.',
  });
  does(london('2026-05-13 10:30'), author, 'review.accuracy-open', { closesOn: '2026-05-22' });
  for (const practice of telephone)
    does(london('2026-05-15 12:00'), deskLead, 'review.accuracy-answer', {
      practice,
      verdict: 'agree',
      saidBy: 'The practice manager, by telephone',
    });
  for (const [index, practice] of correct.entries())
    does(london('2026-05-22 15:00'), author, 'review.accuracy-settle', {
      practice,
      ...(index === 0
        ? { outcome: 'not accepted', text: 'Readings show no loss of connection at the time that was named.' }
        : { outcome: 'accepted', text: 'The time was corrected in what the report says.' }),
    });
}

/** Answers that come over the practices' own links, some each working day. */
function answerEvents({ agree, correct }: Answers): ScenarioEvent[] {
  const days = ['2026-05-13', '2026-05-14', '2026-05-15', '2026-05-18', '2026-05-19', '2026-05-20'];
  const answer = (practice: string, index: number, form: Record<string, string>): ScenarioEvent => ({
    at: london(`${days[index % days.length]} 13:00`),
    kind: 'answer',
    practice,
    form: { saidBy: 'Practice manager', ...form },
  });
  return [
    ...agree.map((practice, index) => answer(practice, index, { verdict: 'agree', corrections: '' })),
    ...correct.map((practice, index) =>
      answer(practice, index, {
        verdict: 'correct',
        corrections: 'It also failed on the evening of 21 April.',
      }),
    ),
  ];
}

function readIndependently(does: Does): void {
  does(london('2026-05-26 09:00'), lead, 'review.advance', {
    to: 'independent review',
    note: 'The check has ended.',
  });
  for (const { about, text } of comments)
    does(london('2026-05-26 11:00'), independent, 'review.comment', { about, text });
  for (const [index, { answer }] of comments.entries())
    does(london('2026-05-27 15:00'), lead, 'review.answer', { comment: index + 1, ...answer });
  does(london('2026-05-28 10:00'), independent, 'review.reviewer-statement', { text: reviewerStatement });
  does(london('2026-05-28 16:00'), director, 'review.accept', {
    organisation: 'Board of Demonstration ICB',
    note: 'The board accepts the review and its actions.',
  });
  does(london('2026-05-29 12:00'), publisher, 'review.publish', {
    note: 'With thanks to every practice that answered.',
  });
  does(london('2026-05-29 16:00'), lead, 'review.advance', {
    to: 'actions',
    note: 'Every action is decided.',
  });
  does(london('2026-06-03 10:00'), lead, 'review.section', {
    section: 'unknown',
    text: `${writtenParts.unknown ?? ''}\n\nWe do not know what made it hard for a practice to see that it was not alone.`,
  });
  does(london('2026-06-03 11:00'), publisher, 'review.correct', {
    changes: [
      'What we still do not know: added the question that comment 2 asked for, which version 1 left out.',
    ],
  });
}
