import { type Attribute, firstCode, rareCode } from './calendar.ts';
import { derivedKey } from './derive.ts';
import type { SiteSpell } from './question.ts';

/** Stretches of the window in which no attribute of a site changes, by site and time; they leave no gap. */
export interface Segments {
  count: number;
  /** First segment of each site, and one more. */
  siteStart: Int32Array;
  site: Int32Array;
  fromMs: Float64Array;
  toMs: Float64Array;
  /** `codes[segment * attributes.length + attribute]`. */
  codes: Uint16Array;
  attributes: Attribute[];
  /** Index of the concentrator in `groups`; 0 is none known. */
  group: Int32Array;
  groups: string[];
  /** Whether the site shares a recorded value with another. */
  shares: Uint8Array;
}

interface Raw {
  site: number[];
  fromMs: number[];
  toMs: number[];
  /** For each segment and key, the code of the value among all values of the key; 0 is unknown. */
  codes: Int32Array;
  keys: string[];
  values: string[][];
}

/** Cuts the window of each site where an attribute changes. Values held by fewer than `minimumSites` become `rareCode`. */
export function buildSegments(
  siteIds: readonly number[],
  spells: readonly SiteSpell[],
  window: { fromMs: number; toMs: number },
  minimumSites: number,
): Segments {
  const raw = cut(siteIds, spells, window);
  const count = raw.site.length;
  const width = raw.keys.length;
  const siteStart = new Int32Array(siteIds.length + 1).fill(count);
  for (let segment = count - 1; segment >= 0; segment--) siteStart[raw.site[segment] ?? 0] = segment;
  const holders = countHolders(raw);
  const shares = new Uint8Array(siteIds.length);
  const recode = holders.map((counts) => {
    let next = firstCode;
    return counts.map((sites, code) => (code === 0 ? 0 : sites >= minimumSites ? next++ : rareCode));
  });
  const codes = new Uint16Array(count * width);
  for (let segment = 0; segment < count; segment++) {
    for (let key = 0; key < width; key++) {
      const code = raw.codes[segment * width + key] ?? 0;
      codes[segment * width + key] = recode[key]?.[code] ?? 0;
      if (code > 0 && raw.keys[key] !== derivedKey && (holders[key]?.[code] ?? 0) > 1)
        shares[raw.site[segment] ?? 0] = 1;
    }
  }
  const concentrator = raw.keys.indexOf('concentrator');
  return {
    count,
    siteStart,
    site: Int32Array.from(raw.site),
    fromMs: Float64Array.from(raw.fromMs),
    toMs: Float64Array.from(raw.toMs),
    codes,
    attributes: raw.keys.map((key, index) => ({
      key,
      values: ['', '', ...(raw.values[index] ?? []).filter((_, code) => (recode[index]?.[code] ?? 0) >= 2)],
      of: 'site',
    })),
    group: Int32Array.from(raw.site, (_, segment) =>
      concentrator < 0 ? 0 : (raw.codes[segment * width + concentrator] ?? 0),
    ),
    groups: ['', ...(raw.values[concentrator] ?? []).slice(1)],
    shares,
  };
}

function cut(
  siteIds: readonly number[],
  spells: readonly SiteSpell[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Raw {
  const indexOf = new Map(siteIds.map((id, index) => [id, index]));
  const bySite: SiteSpell[][] = siteIds.map(() => []);
  const keys = [...new Set(spells.map((spell) => spell.key))].sort();
  for (const spell of spells) {
    if (spell.toMs > fromMs && spell.fromMs < toMs) bySite[indexOf.get(spell.siteId) ?? -1]?.push(spell);
  }
  const keyIndex = new Map(keys.map((key, index) => [key, index]));
  const known = keys.map(() => new Map<string, number>());
  const raw = { site: [] as number[], fromMs: [] as number[], toMs: [] as number[], codes: [] as number[] };
  for (const [site, held] of bySite.entries()) {
    // Of two spells of one key that overlap, the later one holds; of equal ones, the order of names decides.
    held.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs || (a.value < b.value ? -1 : 1));
    const sorted = edgesOf(held, fromMs, toMs);
    for (let index = 0; index + 1 < sorted.length; index++) {
      const start = sorted[index] ?? fromMs;
      const base = raw.codes.length;
      for (let key = 0; key < keys.length; key++) raw.codes.push(0);
      for (const spell of held) {
        if (spell.fromMs > start || spell.toMs <= start) continue;
        const key = keyIndex.get(spell.key) ?? 0;
        raw.codes[base + key] = codeOf(known[key] ?? new Map(), spell.value);
      }
      raw.site.push(site);
      raw.fromMs.push(start);
      raw.toMs.push(sorted[index + 1] ?? toMs);
    }
  }
  const values = known.map((codes) => ['', ...codes.keys()]);
  return { ...raw, codes: Int32Array.from(raw.codes), keys, values };
}

/** Instants at which an attribute changes, and the ends of the window. Most sites change nothing: they have no others. */
function edgesOf(held: readonly SiteSpell[], fromMs: number, toMs: number): number[] {
  const inner = held.flatMap((spell) => {
    if (spell.fromMs <= fromMs && spell.toMs >= toMs) return [];
    return [spell.fromMs, spell.toMs].filter((at) => at > fromMs && at < toMs);
  });
  if (inner.length === 0) return [fromMs, toMs];
  return [...new Set([fromMs, ...inner, toMs])].sort((a, b) => a - b);
}

function codeOf(known: Map<string, number>, value: string): number {
  const found = known.get(value);
  if (found !== undefined) return found;
  known.set(value, known.size + 1);
  return known.size;
}

/** How many sites ever hold each value, for each key. */
function countHolders(raw: Raw): number[][] {
  const width = raw.keys.length;
  const counts = raw.values.map((values) => new Array<number>(values.length).fill(0));
  const last = raw.values.map((values) => new Int32Array(values.length).fill(-1));
  for (const [segment, site] of raw.site.entries()) {
    for (let key = 0; key < width; key++) {
      const code = raw.codes[segment * width + key] ?? 0;
      const seen = last[key];
      const count = counts[key];
      if (code === 0 || !seen || !count || seen[code] === site) continue;
      seen[code] = site;
      count[code] = (count[code] ?? 0) + 1;
    }
  }
  return counts;
}
