import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { versionOf } from '#platform/kept';
import { startThread } from '#platform/loading';
import { forecastAll, restsOn, usualQuestion } from './forecast.ts';
import type { ConcentratorForecast } from './forecast-model.ts';
import { upsertForecast } from './store-forecast.ts';

/** Works out the forecast of every concentrator as of a time, somewhere. */
export type Foreseer = (now: Date) => Promise<ConcentratorForecast[]>;

/** On the thread that asks: for commands and replays, where nobody waits for a page meanwhile. */
export const foreseeHere =
  (db: Db): Foreseer =>
  (now) =>
    forecastAll(db, { now, ...usualQuestion });

/** What the thread is told, and what it tells. */
export interface ForeseeRequest {
  url: string;
  nowMs: number;
}
export type ForeseeReply = { found: ConcentratorForecast[] } | { error: string };

/**
 * In a thread of its own with a database connection of its own, which ends with its answer: a country's takes a processor for a
 * minute, and the pages of a serving process may not wait for that. `internal` when the thread dies.
 */
export const foreseeApart =
  (url: string): Foreseer =>
  (now) => {
    const workerData: ForeseeRequest = { url, nowMs: now.getTime() };
    const worker = startThread(new URL('./foresee-thread.ts', import.meta.url), { workerData });
    const answer = new Promise<ConcentratorForecast[]>((resolve, reject) => {
      worker.once('message', (reply: ForeseeReply) => {
        if ('found' in reply) resolve(reply.found);
        else reject(new AllclearError('internal', `The forecast failed: ${reply.error}`));
      });
      worker.once('error', (error) => reject(new AllclearError('internal', `The forecast failed: ${error}`)));
      worker.once('exit', () => reject(new AllclearError('internal', 'The forecast was cut short.')));
    });
    return answer.finally(() => worker.terminate());
  };

/**
 * Works out the forecast of every concentrator and keeps it for all who look: for a job. Run twice it does the same again. What
 * is stored says what it rests on, so nobody is shown it for more than that.
 */
export async function foreseePeaks(context: Context, foreseer: Foreseer): Promise<void> {
  const now = context.clock.now();
  // Before anything is read: the forecast may be of newer data than it says, never of older.
  const version = await versionOf(context.db, restsOn);
  await upsertForecast(context.db, { now, version, found: await foreseer(now) });
}
