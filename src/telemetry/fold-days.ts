import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { halfHoursOfDay } from './core/half-hours.ts';
import type { Reading } from './core/reading.ts';
import { hoursOf, loadAround } from './hourly-rollups.ts';
import type { FoldReport } from './model.ts';
import { mayTendReadings } from './policy.ts';
import { writeHalfHours } from './store-half-hours.ts';
import { deleteParts, listUnfolded, listUnfoldedStretches, writeDays, writeHours } from './store-readings.ts';

const secondsPerDay = 86_400;

/**
 * Folds the parts of whole UTC days before the day of `before` into one row a site and day, and rolls their hours and half hours
 * up.
 * One transaction for each block of sites and day, so intake never waits long; stopping half-way loses nothing.
 */
export async function foldDays(context: Context, { before }: { before: Date }): Promise<FoldReport> {
  authorise(context.actor, mayTendReadings);
  const report: FoldReport = { parts: 0, siteDays: 0, hours: 0 };
  for (const { block, day } of await listUnfolded(context.db, before.getTime() / 1000)) {
    const folded = await foldBlockDay(context, block, day);
    report.parts += folded.parts;
    report.siteDays += folded.siteDays;
    report.hours += folded.hours;
  }
  return report;
}

function foldBlockDay(context: Context, block: number, day: number): Promise<FoldReport> {
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'telemetry');
    const window = { from: day, to: day + secondsPerDay };
    const siteIds = new Set(Array.from({ length: 256 }, (_, index) => block * 256 + index));
    const stretches = await listUnfoldedStretches(tx.db, { ...window, siteIds });
    const around = await loadAround(tx.db, stretches);
    const hours = hoursOf(stretches, around);
    // The hours at its ends reach into the days beside it.
    const readings = within(around.readings, window);
    await writeDays(tx.db, day, readings);
    await writeHours(tx.db, hours);
    await writeHalfHours(
      tx.db,
      day,
      new Map([...readings].map(([siteId, list]) => [siteId, halfHoursOfDay(list, day)])),
    );
    const parts = await deleteParts(tx.db, block, day);
    return { parts, siteDays: readings.size, hours: hours.length };
  });
}

const within = (
  bySite: ReadonlyMap<number, readonly Reading[]>,
  { from, to }: { from: number; to: number },
): Map<number, readonly Reading[]> =>
  new Map(
    [...bySite]
      .map(([siteId, readings]) => [siteId, readings.filter(({ at }) => at >= from && at < to)] as const)
      .filter(([, readings]) => readings.length > 0),
  );
