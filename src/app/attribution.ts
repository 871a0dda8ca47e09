import { type Analyst, lastLookAt, look, thinResults } from '#attribution';
import { measureChanges, openIncidents, resultsInUse } from '#incidents';
import { measureLoadChanges } from '#planning';
import type { Context } from '#platform/context';
import type { Jobs } from '#platform/jobs';

/** How often failures are looked at. */
export interface LookRhythm {
  /** From a change to the look at it: changes that come together are looked at together. */
  settleSeconds: number;
  /** From one look to the next, at least. */
  restSeconds: number;
  /** Whether forecasts are worked out ahead when the estate changes, so that nobody who looks waits for them. */
  foresees: boolean;
}

/**
 * A server looks within seconds. A replay takes weeks in a minute: on its clock, every hour would be a look every few
 * milliseconds, so it rests for three.
 */
export const lookRhythms: Readonly<Record<'live' | 'stepped', LookRhythm>> = {
  live: { settleSeconds: 2, restSeconds: 10, foresees: true },
  stepped: { settleSeconds: 0, restSeconds: 3 * 3600, foresees: false },
};

export const lookJob = 'attribution.look';
const lookKey = 'look';

/** With no incident going on, the last two weeks are looked at: a fault may show before anybody declares. */
const standingDays = 14;
const dayMs = 86_400_000;

/** Asks for a look, in the transaction of the change it follows. One that waits already is enough. */
export async function askForLook(tx: Context, jobs: Jobs, rhythm: LookRhythm): Promise<void> {
  if (await jobs.isWaiting(tx, lookJob, lookKey)) return;
  const last = await lastLookAt(tx.db);
  const settled = tx.clock.now().getTime() + rhythm.settleSeconds * 1000;
  const rested = (last?.getTime() ?? 0) + rhythm.restSeconds * 1000;
  await jobs.enqueue(tx, lookJob, {}, { key: lookKey, startAfter: new Date(Math.max(settled, rested)) });
}

/**
 * Looks at each open incident over its period, or at the last 14 days when none is open; then at whether failures and
 * loads changed when measures began. What was looked at before, with the same failures and attributes, is not computed again, so that running it
 * twice does no harm.
 */
export async function lookAtFailures(context: Context, analyst: Analyst): Promise<void> {
  const now = context.clock.now();
  const open = await openIncidents(context.db);
  for (const { id, startedAt, endedAt } of open)
    await look(context, { incidentId: id, from: startedAt, to: endedAt ?? now }, analyst);
  await measureChanges(context, analyst);
  await measureLoadChanges(context);
  if (open.length > 0) return;
  const from = new Date(now.getTime() - standingDays * dayMs);
  await look(context, { incidentId: null, from, to: now }, analyst);
}

/**
 * Thins out the results of attribution: for a nightly job. What a suggestion, a factor, a decision or a review rests on
 * stays, whatever its age. Returns how many results went.
 */
export const thinAttribution = (context: Context, keepDays = 400): Promise<number> =>
  thinResults(context, { keepDays, needs: [resultsInUse] });
