import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import { coursesOf, workingDays } from './core/courses.ts';
import { forecastRecovery } from './core/forecast.ts';
import { createRandom } from './core/random.ts';
import type { RecoveryProgress } from './model.ts';
import { type StoredReport, selectReports } from './store.ts';
import { selectRecovery } from './store-asks.ts';

/** London days, YYYY-MM-DD; or why nothing can be said. */
export type RecoveryForecast =
  | {
      ok: true;
      low: string;
      middle: string;
      high: string;
      paces: number;
      withoutPace: number;
      silent: number;
      /** The latest day that a practice still recovering named itself; null when none did. */
      latestNamed: string | null;
    }
  | { ok: false; refused: string };

/**
 * The day on which the last practice will be back to normal, with an 80% interval, by what practices reported up to `now`, those of `progress`; `known` are all reports when they are loaded
 * already. The same data
 * on the same day give the same answer.
 */
export async function recoveryForecast(
  db: Db,
  incident: { id: number; endedAt: Date | null; startedAt: Date },
  now: Date,
  progress: RecoveryProgress,
  known?: readonly StoredReport[],
): Promise<RecoveryForecast> {
  const reports = (known ?? (await selectReports(db, incident.id))).filter(({ at }) => at <= now);
  const recovery = await selectRecovery(db, incident.id);
  const began = [recovery?.openedAt, incident.endedAt ?? undefined, reports[0]?.at]
    .filter((each) => each !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0];
  const calendar = workingDays(londonDate(began ?? incident.startedAt));
  const answers = reports.map(({ practiceId, at, answer: { state, backlog } }) => ({
    practiceId,
    at,
    state,
    backlog,
  }));
  const courses = coursesOf(
    progress.practices.map(({ practiceId }) => practiceId),
    answers,
    calendar.dayOf,
  );
  const nowDay = calendar.dayOf(now);
  const result = forecastRecovery(courses, nowDay, createRandom(incident.id * 1_000 + nowDay));
  if (!result.ok) return result;
  const { low, middle, high, paces, withoutPace, silent } = result.forecast;
  const named = progress.practices.flatMap(({ state, expectedNormalOn }) =>
    state === 'recovering' && expectedNormalOn !== null ? [expectedNormalOn] : [],
  );
  return {
    ok: true,
    low: calendar.dateOf(low),
    middle: calendar.dateOf(middle),
    high: calendar.dateOf(high),
    ...{ paces, withoutPace, silent },
    latestNamed: named.sort().at(-1) ?? null,
  };
}
