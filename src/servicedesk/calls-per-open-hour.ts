import type { OpenHours } from '#platform/clock';
import type { Db } from '#platform/db';
import { type CallRate, fitCallRate } from './core/call-rate.ts';
import { openedCalls } from './store.ts';

/**
 * The usual calls per open hour, by hour of the week, over all calls opened in [from, to): what a surge is compared
 * with. Null when the desk was not open in that time.
 */
export async function callsPerOpenHour(
  db: Db,
  of: { hours: OpenHours; from: Date; to: Date },
): Promise<CallRate | null> {
  return fitCallRate(await openedCalls(db, of), of.hours, of.from, of.to);
}
