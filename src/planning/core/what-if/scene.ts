import { halfHourMs, type SchoolHoliday, slotter } from '../load/calendar.ts';
import {
  asAttachedNow,
  attachmentTable,
  concentratorLoad,
  type EstateLoad,
  siteLoads,
} from '../load/concentrator.ts';
import type { LatentDemand } from '../saturation/latent.ts';

export interface RatedConcentrator {
  code: string;
  ratedMbps: number | null;
}

/** The last weeks as they would have been with today's sites on their concentrators: what changes are tried on. */
export interface Scene {
  fromMs: number;
  halfHours: number;
  holidays: readonly SchoolHoliday[];
  concentrators: readonly (RatedConcentrator & { mbps: Float32Array })[];
  /** By site id. */
  sites: ReadonlyMap<number, SceneSite>;
  /** Half hours of which demand was hidden and is estimated here, by concentrator. */
  hidden: ReadonlyMap<string, number>;
}

export interface SceneSite {
  code: string;
  /** Undefined: on no known concentrator. */
  concentrator: string | undefined;
  mbps: Float32Array;
}

/**
 * The scene of an estate. Where a concentrator was full, what was asked for takes the place of what was carried, at it and
 * in proportion at its sites: a site that moves away takes its hidden demand along.
 */
export function sceneOf(
  load: EstateLoad,
  of: {
    concentrators: readonly RatedConcentrator[];
    siteCodes: ReadonlyMap<number, string>;
    hidden: ReadonlyMap<string, readonly LatentDemand[]>;
    holidays: readonly SchoolHoliday[];
  },
): Scene {
  const sites = siteLoads(load);
  const at = attachmentTable(load);
  const totals = new Map(of.concentrators.map(({ code }) => [code, concentratorLoad(load, code)] as const));
  for (const [code, demand] of of.hidden) {
    for (const one of demand) {
      const index = Math.round((one.at.getTime() - load.fromMs) / halfHourMs);
      const factor = Math.max(1, (one.demandMbps ?? one.lowMbps) / one.carriedMbps);
      const total = totals.get(code);
      if (total) total.mbps[index] = (total.mbps[index] ?? Number.NaN) * factor;
      for (const [siteId, site] of sites)
        if (at(siteId, index) === code) site.mbps[index] = (site.mbps[index] ?? Number.NaN) * factor;
    }
  }
  const last = load.halfHours - 1;
  return {
    fromMs: load.fromMs,
    halfHours: load.halfHours,
    holidays: of.holidays,
    concentrators: of.concentrators.flatMap((concentrator) => {
      const own = totals.get(concentrator.code);
      if (!own) return [];
      const { mbps } = asAttachedNow(load, concentrator.code, own, sites);
      // One without a site, and without a reading that says otherwise, carries nothing.
      const carried = mbps.map((value, index) =>
        Number.isNaN(value) && own.attached[index] === 0 ? 0 : value,
      );
      return [{ ...concentrator, mbps: carried }];
    }),
    sites: new Map(
      [...sites].map(([siteId, site]) => [
        siteId,
        { code: of.siteCodes.get(siteId) ?? String(siteId), concentrator: at(siteId, last), mbps: site.mbps },
      ]),
    ),
    hidden: new Map([...of.hidden].map(([code, demand]) => [code, demand.length])),
  };
}

/** Which half hours are on ordinary working days, and their half hour of the London day. */
export function workingHalfHours(scene: Pick<Scene, 'fromMs' | 'halfHours' | 'holidays'>): Int8Array {
  const slotAt = slotter(scene.holidays);
  return Int8Array.from({ length: scene.halfHours }, (_, index) => {
    const slot = slotAt(scene.fromMs + index * halfHourMs);
    return slot.kind === 'ordinary' && slot.place < 5 * 48 ? slot.halfHourOfDay : -1;
  });
}

/** Mean of a series at each half hour of ordinary working days; NaN where nothing is known. */
export function workingDayMeans(mbps: Float32Array, places: Int8Array): Float64Array {
  const sums = new Float64Array(48);
  const counts = new Float64Array(48);
  for (const [index, place] of places.entries()) {
    const value = mbps[index] ?? Number.NaN;
    if (place < 0 || Number.isNaN(value)) continue;
    sums[place] = (sums[place] ?? 0) + value;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return sums.map((sum, place) => sum / (counts[place] ?? 0));
}
