import type { Db } from '#platform/db';
import { figure } from './core/figure.ts';
import type { Reading } from './core/reading.ts';
import { stateName, stateOfStatus } from './core/status.ts';
import type { ConcentratorReading, SiteReading, SiteWindow } from './model.ts';
import { loadConcentratorReadings, loadLastLoads } from './store-concentrators.ts';
import { loadReadings } from './store-readings.ts';

/** Readings of concentrators in the window, by concentrator and instant. */
export function concentratorSeries(
  db: Db,
  window: { concentratorIds?: readonly number[]; from: Date; to: Date },
): Promise<ConcentratorReading[]> {
  return loadConcentratorReadings(db, window);
}

/** The last load (in plus out, Mbps) of each of these concentrators in [from, to), by its id; none where none was known. */
export async function lastLoads(
  db: Db,
  window: { concentratorIds: readonly number[]; from: Date; to: Date },
): Promise<Map<number, { at: Date; mbps: number }>> {
  const found = await loadLastLoads(db, window);
  return new Map(found.map(({ concentratorId, at, mbps }) => [concentratorId, { at, mbps }]));
}

/** Readings of sites in the window, by site and instant, one an instant. Figures are of single precision. */
export async function siteSeries(db: Db, window: SiteWindow): Promise<SiteReading[]> {
  const bySite = await loadReadings(db, {
    siteIds: window.siteIds && new Set(window.siteIds),
    from: Math.ceil(window.from.getTime() / 1000),
    to: Math.ceil(window.to.getTime() / 1000),
  });
  return [...bySite]
    .sort(([a], [b]) => a - b)
    .flatMap(([siteId, readings]) => readings.map((reading) => toSiteReading(siteId, reading)));
}

function toSiteReading(siteId: number, reading: Reading): SiteReading {
  return {
    siteId,
    at: new Date(reading.at * 1000),
    state: stateName(stateOfStatus(reading.status)),
    lossPercent: figure(reading.loss),
    latencyMs: figure(reading.latency),
    inMbps: figure(reading.inMbps),
    outMbps: figure(reading.outMbps),
  };
}
