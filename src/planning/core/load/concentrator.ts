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

/** Where tunnels ended, made ready for walking through half hours. */
interface AttachmentTable {
  codes: readonly string[];
  /** In the order in which the sites came, by site id: the place of its code in `codes` in each half hour, -1 where unknown. */
  rows: ReadonlyMap<number, Int16Array>;
  /** Sites that were ever on a concentrator, by its code. */
  ever: ReadonlyMap<string, readonly number[]>;
}

// Everything here asks for it, a country's has thousands of rows, and it never changes.
const tables = new WeakMap<EstateLoad, AttachmentTable>();

function tableOf(load: EstateLoad): AttachmentTable {
  const known = tables.get(load);
  if (known) return known;
  const codes = [...new Set(load.attachments.map((one) => one.concentrator))];
  const places = new Map(codes.map((code, place) => [code, place]));
  const rows = new Map<number, Int16Array>();
  for (const { siteId, concentrator, fromMs, toMs } of load.attachments) {
    const row = rows.get(siteId) ?? new Int16Array(load.halfHours).fill(-1);
    rows.set(siteId, row);
    const from = Math.max(0, Math.ceil((fromMs - load.fromMs) / halfHourMs));
    const to = toMs === null ? load.halfHours : Math.ceil((toMs - load.fromMs) / halfHourMs);
    row.fill(places.get(concentrator) ?? -1, from, Math.max(from, Math.min(load.halfHours, to)));
  }
  const sets = new Map(codes.map((code) => [code, new Set<number>()]));
  for (const { siteId, concentrator } of load.attachments) sets.get(concentrator)?.add(siteId);
  // In one order everywhere, so that sums of the same sites are the same to the last digit.
  const order = [...rows.keys()];
  const ever = new Map([...sets].map(([code, own]) => [code, order.filter((siteId) => own.has(siteId))]));
  const table = { codes, rows, ever };
  tables.set(load, table);
  return table;
}

/** The code of the concentrator on which each site's tunnel ended, half hour by half hour; undefined where unknown. */
export function attachmentTable(load: EstateLoad): (siteId: number, index: number) => string | undefined {
  const { codes, rows } = tableOf(load);
  return (siteId, index) => codes[rows.get(siteId)?.[index] ?? -1];
}

/** Sites that were ever on a concentrator in the window, with what tells whether they were in a half hour. */
function membersOf(load: EstateLoad, code: string): { siteId: number; row: Int16Array; place: number }[] {
  const { codes, rows, ever } = tableOf(load);
  const place = codes.indexOf(code);
  return (ever.get(code) ?? []).flatMap((siteId) => {
    const row = rows.get(siteId);
    return row ? [{ siteId, row, place }] : [];
  });
}

/**
 * Every attached site's load: its own, and where that is unknown while its concentrator's is known, its share of what the
 * concentrator carried beyond the sites that are known. Shares are in proportion to the sites' own means; a site that was
 * never measured counts as the mean of those that were.
 */
export function siteLoads(load: EstateLoad): Map<number, SiteLoad> {
  const { codes, rows } = tableOf(load);
  const siteIds = [...rows.keys()];
  const weights = weightsOf(load, siteIds);
  const found = new Map(siteIds.map((siteId) => [siteId, emptySite(load, load.sites.get(siteId))] as const));
  for (const code of codes) {
    const totals = load.concentrators.get(code);
    if (!totals) continue;
    const members = membersOf(load, code);
    for (let index = 0; index < load.halfHours; index++) {
      const total = totals[index] ?? Number.NaN;
      if (Number.isNaN(total)) continue;
      const group = members.filter(({ row, place }) => row[index] === place).map(({ siteId }) => siteId);
      shareOut(group, total, index, found, weights);
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
  const reported = load.concentrators.get(code);
  const mbps = new Float32Array(load.halfHours).fill(Number.NaN);
  const unattributedMbps = mbps.slice();
  const attached = new Uint16Array(load.halfHours);
  const known = new Uint16Array(load.halfHours);
  const sums = new Float64Array(load.halfHours);
  for (const { siteId, row, place } of membersOf(load, code)) {
    const own = load.sites.get(siteId);
    for (let index = 0; index < load.halfHours; index++) {
      if (row[index] !== place) continue;
      attached[index] = (attached[index] ?? 0) + 1;
      const value = own?.[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      known[index] = (known[index] ?? 0) + 1;
      sums[index] = (sums[index] ?? 0) + value;
    }
  }
  for (let index = 0; index < load.halfHours; index++) {
    const [all = 0, some = 0, sum = 0] = [attached[index], known[index], sums[index]];
    const whole = some > 0 && some >= knownShare * all;
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
  const last = load.halfHours - 1;
  const mbps = own.mbps.slice();
  for (const { siteId, row, place } of membersOf(load, code)) {
    const site = sites.get(siteId);
    if (!site) continue;
    const now = row[last] === place;
    for (let index = 0; index < load.halfHours; index++) {
      const then = row[index] === place;
      if (then === now) continue;
      const moved = site.mbps[index] ?? Number.NaN;
      // Before its first site came, a concentrator carried nothing, whether or not it said so.
      const base = own.attached[index] === 0 ? zeroed(mbps[index]) : (mbps[index] ?? Number.NaN);
      mbps[index] = now ? base + moved : Math.max(0, base - moved);
    }
  }
  return { fromMs: load.fromMs, mbps };
}
