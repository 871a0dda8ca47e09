import { displayName, listSites, type Site } from '#estate';
import type { Incident } from '#incidents';
import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { currentStates } from '#telemetry';
import { concernCounts } from './concerns.ts';
import { backlogHours } from './core/backlog.ts';
import { type Conflict, conflictOf, type MeasuredSite } from './core/conflict.ts';
import type { TimedAnswer } from './core/courses.ts';
import { orderByNeed } from './core/order.ts';
import { type RecoveryForecast, recoveryForecast } from './forecast-recovery.ts';
import type { ConcernCounts, RecoveryProgress, RecoveryReport } from './model.ts';
import { recoveryProgress } from './read.ts';
import { callers } from './scene.ts';
import { type FixedWord, selectLatestFixed, selectTimedAnswers } from './store.ts';
import { type Ask, selectAsks, selectRecovery } from './store-asks.ts';

/** A practice as staff see its recovery. */
export interface PracticeDetail {
  report: RecoveryReport;
  name: string;
  postcode: string;
  /** 1 is the first to help, with the reason. */
  rank: number;
  because: string;
  conflict: Conflict | null;
  /** Its last word on whether it is fixed; null when it never said. */
  saysFixed: 'yes' | 'no' | null;
  /** Its last word is that it is not fixed, at these sites; none when it did not say at which. */
  notFixed: { at: Date; sites: { code: string; name: string }[] } | null;
  called: boolean;
  backlogHours: number | null;
  asked: Pick<Ask, 'askedAt' | 'reminders' | 'nextReminderAt'> | null;
  hasAddress: boolean;
}

export interface RecoveryDetail {
  progress: Omit<RecoveryProgress, 'practices'>;
  /** In the order of need. */
  practices: PracticeDetail[];
  asking: { openedAt: Date; closesAt: Date; closedBy: string | null } | null;
  concerns: ConcernCounts;
  forecast: RecoveryForecast;
  /** After the last answer of each hour in which something was said: back to normal, still recovering; of the rest nothing is known. */
  history: { at: Date; recovered: number; recovering: number }[];
}

const kept = keepUntilChanged<RecoveryDetail>(
  ['recovery', 'incidents', 'impact', 'calls', 'estate', 'states'],
  { most: 4 },
);
/** Readings come every minute; what was said over time does not change with them. */
const histories = keepUntilChanged<RecoveryDetail['history']>(['recovery'], { most: 4 });

/** Everything staff see of an incident's recovery, in a fixed number of queries; kept until any of it changes, and shared. */
export const recoveryDetail = (db: Db, incident: Incident, now: Date): Promise<RecoveryDetail> =>
  kept(db, `${incident.id} ${londonDate(now)}`, () => readDetail(db, incident, now));

async function readDetail(db: Db, incident: Incident, now: Date): Promise<RecoveryDetail> {
  const whole = await recoveryProgress(db, incident.id);
  const { practices: reports, ...progress } = whole;
  const asks = new Map((await selectAsks(db, incident.id)).map((ask) => [ask.practiceId, ask]));
  const called = await callers(db, incident.id);
  const { openPractices, ...concerns } = await concernCounts(db, incident.id);
  const recovery = await selectRecovery(db, incident.id);
  const states = await currentStates(db);
  const words = new Map((await selectLatestFixed(db, incident.id)).map((word) => [word.practiceId, word]));
  const unfixed = new Map([...words].filter(([, { fixed }]) => fixed === 'no'));
  const notFixed = new Map([...unfixed].map(([id, { notFixedAt }]) => [id, notFixedAt ?? []]));
  const sites = Map.groupBy(
    (await listSites(db)).filter(({ closedOn }) => closedOn === null),
    ({ practiceId }) => practiceId,
  );
  return {
    progress,
    practices: orderByNeed(reports, { openConcerns: openPractices, notFixed }).map(
      ({ report, rank, because }): PracticeDetail => {
        const own = sites.get(report.practiceId) ?? [];
        const ask = asks.get(report.practiceId);
        return {
          ...{ report, rank, because },
          name: displayName(own[0]?.practiceName ?? report.odsCode),
          postcode: own[0]?.postcode ?? '',
          conflict: conflictOf(report, measured(own, states)),
          saysFixed: words.get(report.practiceId)?.fixed ?? null,
          notFixed: notFixedOf(unfixed.get(report.practiceId), own),
          called: called.has(report.practiceId),
          backlogHours: report.answer ? backlogHours(report.answer.backlog) : null,
          asked: ask ?? null,
          hasAddress: ask !== undefined && (ask.email !== null || ask.mobile !== null),
        };
      },
    ),
    asking: recovery ?? null,
    concerns,
    forecast: await recoveryForecast(db, incident, now),
    history: await histories(db, String(incident.id), async () =>
      historyOf(await selectTimedAnswers(db, incident.id)),
    ),
  };
}

function notFixedOf(word: FixedWord | undefined, sites: readonly Site[]): PracticeDetail['notFixed'] {
  if (!word) return null;
  const names = new Map(sites.map(({ code, name }) => [code, displayName(name)]));
  return {
    at: word.at,
    sites: (word.notFixedAt ?? []).map((code) => ({ code, name: names.get(code) ?? code })),
  };
}

export const measured = (
  sites: readonly Site[],
  states: Awaited<ReturnType<typeof currentStates>>,
): MeasuredSite[] =>
  sites.flatMap(({ id, code, name }) => {
    const current = states.get(id);
    return current ? [{ code, name: displayName(name), state: current.state, since: current.since }] : [];
  });

function historyOf(answers: readonly TimedAnswer[]): RecoveryDetail['history'] {
  const states = new Map<number, 'recovering' | 'recovered'>();
  let recovered = 0;
  // A country's answers are tens of thousands: a line through one an hour looks the same.
  const hours = new Map<number, RecoveryDetail['history'][number]>();
  for (const { practiceId, at, state } of answers) {
    if (states.get(practiceId) === 'recovered') recovered -= 1;
    if (state === 'recovered') recovered += 1;
    states.set(practiceId, state);
    hours.set(Math.floor(at.getTime() / 3_600_000), { at, recovered, recovering: states.size - recovered });
  }
  return [...hours.values()];
}
