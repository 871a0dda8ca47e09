import { halfHourMs } from './calendar.ts';
import type { HalfHourSeries } from './profile.ts';

/** A site's tunnel ended on a concentrator from (included) to (excluded); null still does. */
export interface Attachment {
  siteId: number;
  concentrator: string;
  fromMs: number;
  toMs: number | null;
}

/** Loads of sites and concentrators over one window, half hour by half hour. */
export interface EstateLoad {
  fromMs: number;
  halfHours: number;
  /** By site id. A site that never sent a reading is not in it. */
  sites: ReadonlyMap<number, Float32Array>;
  /** By code. */
  concentrators: ReadonlyMap<string, Float32Array>;
  attachments: readonly Attachment[];
}

/** A site's load with its share of the concentrator's where only that is known. */
export interface SiteLoad extends HalfHourSeries {
  /** 1 where the value is a share and was not measured at the site. */
  shared: Uint8Array;
}

export interface ConcentratorLoad extends HalfHourSeries {
  /** What its sites do not account for; NaN where either side is unknown. Negative when they report more than it does. */
  unattributedMbps: Float32Array;
  /** Sites attached, and those of them with a known load of their own, in each half hour. */
  attached: Uint16Array;
  known: Uint16Array;
}

/** How many sites must be known before the rest of a total is called unattributed. */
const knownShare = 0.95;

/** The code of the concentrator on which each site's tunnel ended, half hour by half hour; undefined where unknown. */
export function attachmentTable(load: EstateLoad): (siteId: number, index: number) => string | undefined {
  const spells = Map.groupBy(load.attachments, (one) => one.siteId);
  const codes = [...new Set(load.attachments.map((one) => one.concentrator))];
  const table = new Map<number, Int16Array>();
  for (const [siteId, list] of spells) {
    const row = new Int16Array(load.halfHours).fill(-1);
    for (const { concentrator, fromMs, toMs } of list) {
      const from = Math.max(0, Math.ceil((fromMs - load.fromMs) / halfHourMs));
      const to = toMs === null ? load.halfHours : Math.ceil((toMs - load.fromMs) / halfHourMs);
      row.fill(codes.indexOf(concentrator), from, Math.max(from, Math.min(load.halfHours, to)));
    }
    table.set(siteId, row);
  }
  return (siteId, index) => codes[table.get(siteId)?.[index] ?? -1];
}

/**
 * Every attached site's load: its own, and where that is unknown while its concentrator's is known, its share of what the
 * concentrator carried beyond the sites that are known. Shares are in proportion to the sites' own means; a site that was
 * never measured counts as the mean of those that were.
 */
export function siteLoads(load: EstateLoad): Map<number, SiteLoad> {
  const at = attachmentTable(load);
  const siteIds = [...new Set(load.attachments.map((one) => one.siteId))];
  const weights = weightsOf(load, siteIds);
  const found = new Map(siteIds.map((siteId) => [siteId, emptySite(load, load.sites.get(siteId))] as const));
  for (let index = 0; index < load.halfHours; index++) {
    for (const [code, group] of Map.groupBy(siteIds, (siteId) => at(siteId, index))) {
      const total = code === undefined ? Number.NaN : (load.concentrators.get(code)?.[index] ?? Number.NaN);
      if (!Number.isNaN(total)) shareOut(group, total, index, found, weights);
    }
  }
  return found;
}

const emptySite = (load: EstateLoad, own: Float32Array | undefined): SiteLoad => ({
  fromMs: load.fromMs,
  mbps: own?.slice() ?? new Float32Array(load.halfHours).fill(Number.NaN),
  shared: new Uint8Array(load.halfHours),
});

function weightsOf(load: EstateLoad, siteIds: readonly number[]): Map<number, number> {
  const means = new Map(siteIds.map((siteId) => [siteId, meanOf(load.sites.get(siteId) ?? [])] as const));
  const usual = meanOf(means.values());
  return new Map(
    [...means].map(([siteId, mean]) => [
      siteId,
      Number.isNaN(mean) ? (Number.isNaN(usual) ? 1 : usual) : mean,
    ]),
  );
}

function meanOf(values: Iterable<number>): number {
  let sum = 0;
  let n = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}

function shareOut(
  group: readonly number[],
  total: number,
  index: number,
  sites: ReadonlyMap<number, SiteLoad>,
  weights: ReadonlyMap<number, number>,
): void {
  const unknown = group.filter((siteId) => Number.isNaN(sites.get(siteId)?.mbps[index] ?? 0));
  if (unknown.length === 0) return;
  const known = group.reduce((sum, siteId) => sum + zeroed(sites.get(siteId)?.mbps[index]), 0);
  const weight = unknown.reduce((sum, siteId) => sum + (weights.get(siteId) ?? 0), 0);
  for (const siteId of unknown) {
    const site = sites.get(siteId);
    if (!site || weight === 0) continue;
    site.mbps[index] = (Math.max(0, total - known) * (weights.get(siteId) ?? 0)) / weight;
    site.shared[index] = 1;
  }
}

const zeroed = (value: number | undefined): number =>
  value === undefined || Number.isNaN(value) ? 0 : value;

/**
 * A concentrator's load: as it reported it, or else the sum of its sites when nearly all of them are known; with what cannot
 * be attributed to any site. Unknown stays unknown.
 */
export function concentratorLoad(load: EstateLoad, code: string): ConcentratorLoad {
  const at = attachmentTable(load);
  const siteIds = [...new Set(load.attachments.map((one) => one.siteId))];
  const reported = load.concentrators.get(code);
  const mbps = new Float32Array(load.halfHours).fill(Number.NaN);
  const unattributedMbps = mbps.slice();
  const attached = new Uint16Array(load.halfHours);
  const known = new Uint16Array(load.halfHours);
  for (let index = 0; index < load.halfHours; index++) {
    const loads = siteIds
      .filter((siteId) => at(siteId, index) === code)
      .map((siteId) => load.sites.get(siteId)?.[index] ?? Number.NaN);
    const own = loads.filter((value) => !Number.isNaN(value));
    attached[index] = loads.length;
    known[index] = own.length;
    const sum = own.reduce((total, value) => total + value, 0);
    const whole = own.length > 0 && own.length >= knownShare * loads.length;
    const total = reported?.[index] ?? Number.NaN;
    mbps[index] = Number.isNaN(total) ? (whole ? sum : Number.NaN) : total;
    if (whole && !Number.isNaN(total)) unattributedMbps[index] = total - sum;
  }
  return { fromMs: load.fromMs, mbps, unattributedMbps, attached, known };
}

/**
 * What a concentrator would have carried had its sites of today been on it all along: its load, less the sites that have
 * left since, plus those that have come. So a move is a known change of level, not one to be guessed. NaN where a site that
 * moved is unknown.
 */
export function asAttachedNow(
  load: EstateLoad,
  code: string,
  own: Pick<ConcentratorLoad, 'mbps' | 'attached'>,
  sites: ReadonlyMap<number, SiteLoad>,
): HalfHourSeries {
  const at = attachmentTable(load);
  const last = load.halfHours - 1;
  const mbps = own.mbps.slice();
  for (const [siteId, site] of sites) {
    const now = at(siteId, last) === code;
    for (let index = 0; index < load.halfHours; index++) {
      const then = at(siteId, index) === code;
      if (then === now) continue;
      const moved = site.mbps[index] ?? Number.NaN;
      // Before its first site came, a concentrator carried nothing, whether or not it said so.
      const base = own.attached[index] === 0 ? zeroed(mbps[index]) : (mbps[index] ?? Number.NaN);
      mbps[index] = now ? base + moved : Math.max(0, base - moved);
    }
  }
  return { fromMs: load.fromMs, mbps };
}
