import type { Incident } from '#incidents';
import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { createRandom } from '#platform/numbers';
import { coursesOf, workingDays } from './core/courses.ts';
import { forecastRecovery } from './core/forecast.ts';
import { recoveryProgress } from './read.ts';
import { selectTimedAnswers } from './store.ts';
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

/** Of an incident on a London day; the days of its beginning and end are in the key. */
const kept = keepUntilChanged<RecoveryForecast>(['recovery', 'impact', 'estate'], { most: 8 });

type Forecasted = Pick<Incident, 'id' | 'startedAt' | 'endedAt'>;

/**
 * The day on which the last practice will be back to normal, with an 80% interval, by what practices reported. The same data on the same
 * day give the same answer, so it is worked out once for each change of what was said, and shared.
 */
export function recoveryForecast(db: Db, incident: Forecasted, now: Date): Promise<RecoveryForecast> {
  const { id, startedAt, endedAt } = incident;
  const key = [id, londonDate(now), startedAt.getTime(), endedAt?.getTime()].join(' ');
  return kept(db, key, () => forecast(db, incident, now));
}

async function forecast(db: Db, incident: Forecasted, now: Date): Promise<RecoveryForecast> {
  const progress = await recoveryProgress(db, incident.id);
  const answers = await selectTimedAnswers(db, incident.id);
  const recovery = await selectRecovery(db, incident.id);
  const began = [recovery?.openedAt, incident.endedAt ?? undefined, answers[0]?.at]
    .filter((each) => each !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0];
  const calendar = workingDays(londonDate(began ?? incident.startedAt));
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
