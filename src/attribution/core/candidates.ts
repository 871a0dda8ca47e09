import { firstCode } from './calendar.ts';
import type { Term } from './question.ts';
import type { Table } from './table.ts';

/** One to three attribute values that must all hold. */
export interface Candidate {
  parts: { attribute: number; code: number }[];
}

export const outside = 0;
export const inside = 1;
/** A value that matters is not known. */
export const unclear = 2;

/** Where a candidate holds: by segment (what sites hold) and by cell (group and half hour). Both must be `inside`. */
export interface Mask {
  segment: Uint8Array;
  cell: Uint8Array;
  ofSites: boolean;
  ofTime: boolean;
}

export function maskOf(table: Table, { parts }: Candidate): Mask {
  const { segments, calendar } = table;
  const width = segments.attributes.length;
  const mask: Mask = {
    segment: new Uint8Array(segments.count).fill(inside),
    cell: new Uint8Array(calendar.groups.length * calendar.slots).fill(inside),
    ofSites: parts.some(({ attribute }) => attribute < width),
    ofTime: parts.some(({ attribute }) => attribute >= width),
  };
  for (const { attribute, code } of parts) {
    if (attribute < width) {
      for (let segment = 0; segment < segments.count; segment++) {
        const held = segments.codes[segment * width + attribute] ?? 0;
        mask.segment[segment] = and(mask.segment[segment] ?? 0, judge(held, code));
      }
      continue;
    }
    const codes = calendar.timeCode[attribute - width];
    for (let cell = 0; cell < mask.cell.length; cell++)
      mask.cell[cell] = and(mask.cell[cell] ?? 0, judge(codes?.[cell] ?? 0, code));
  }
  return mask;
}

const judge = (held: number, code: number): number =>
  held === 0 ? unclear : held === code ? inside : outside;

/** Kleene's "and": outside wins, then unclear. */
export const and = (a: number, b: number): number =>
  a === outside || b === outside ? outside : Math.max(a, b);

/** `inside`, `outside` or `unclear` for each row of the exposure table. */
export function rowsInside(table: Table, mask: Mask): Uint8Array {
  const { rows, runs } = table;
  const found = new Uint8Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const cell = runs.cell[rows.run[row] ?? 0] ?? 0;
    found[row] = and(mask.segment[rows.segment[row] ?? 0] ?? 0, mask.cell[cell] ?? 0);
  }
  return found;
}

export const termsOf = (table: Table, { parts }: Candidate): Term[] =>
  parts.map(({ attribute, code }) => ({
    key: table.attributes[attribute]?.key ?? '',
    value: table.attributes[attribute]?.values[code] ?? '',
  }));

/** The candidate of these terms; nothing is inside a value that nobody, or hardly anybody, holds. */
export function candidateOf(table: Table, terms: readonly Term[]): Candidate {
  return {
    parts: terms.map(({ key, value }) => {
      const attribute = table.attributes.findIndex((each) => each.key === key);
      // A value that nobody holds has no code; then nothing is inside.
      const code = table.attributes[attribute]?.values.indexOf(value) ?? -1;
      return { attribute: Math.max(0, attribute), code: code < 0 ? Number.MAX_SAFE_INTEGER : code };
    }),
  };
}

/** Every single value that can be looked at. Made from attributes alone: outcomes have no say in what is tested. */
export const singlesOf = (table: Table): Candidate[] =>
  table.attributes.flatMap(({ values }, attribute) =>
    values.slice(firstCode).map((_, index) => ({ parts: [{ attribute, code: firstCode + index }] })),
  );

/**
 * Every pair of values of two attributes that at least `minimumSites` sites hold together, and that is not the same as one
 * of its parts. At most `most`, those of most sites first.
 */
export function pairsOf(table: Table, minimumSites: number, most: number): Candidate[] {
  const { segments, attributes } = table;
  const width = segments.attributes.length;
  const found: { candidate: Candidate; sites: number }[] = [];
  const single = attributes.map((_, attribute) =>
    attribute < width ? countSites(table, attribute, attribute) : new Map<number, number>(),
  );
  for (let a = 0; a < attributes.length; a++) {
    for (let b = a + 1; b < attributes.length; b++) {
      const together = b < width ? countSites(table, a, b) : timePairs(table, a, b, single);
      for (const [key, sites] of together) {
        const parts = [
          { attribute: a, code: Math.floor(key / 65_536) },
          { attribute: b, code: key % 65_536 },
        ];
        const nested =
          b < width && parts.some(({ attribute, code }) => single[attribute]?.get(code * 65_537) === sites);
        if (sites >= minimumSites && !nested) found.push({ candidate: { parts }, sites });
      }
    }
  }
  if (found.length > most) found.sort((x, y) => y.sites - x.sites);
  return found.slice(0, most).map(({ candidate }) => candidate);
}

/** How many sites ever hold each pair of codes of two site attributes; the key is `first * 65,536 + second`. */
function countSites({ segments }: Table, a: number, b: number): Map<number, number> {
  const width = segments.attributes.length;
  const columns = segments.attributes[b]?.values.length ?? 0;
  const counts = new Int32Array((segments.attributes[a]?.values.length ?? 0) * columns);
  const last = new Int32Array(counts.length).fill(-1);
  for (let segment = 0; segment < segments.count; segment++) {
    const first = segments.codes[segment * width + a] ?? 0;
    const second = segments.codes[segment * width + b] ?? 0;
    if (first < firstCode || second < firstCode) continue;
    const at = first * columns + second;
    const site = segments.site[segment] ?? 0;
    if (last[at] === site) continue;
    last[at] = site;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const found = new Map<number, number>();
  for (const [at, sites] of counts.entries())
    if (sites > 0) found.set(Math.floor(at / columns) * 65_536 + (at % columns), sites);
  return found;
}

/** Pairs with an attribute of time: as many sites as hold the other part. Days of the week are not paired: a fortnight has too few. */
function timePairs(
  table: Table,
  a: number,
  b: number,
  single: readonly Map<number, number>[],
): Map<number, number> {
  const width = table.segments.attributes.length;
  const found = new Map<number, number>();
  if ([a, b].some((attribute) => ['weekday', 'day'].includes(table.attributes[attribute]?.key ?? '')))
    return found;
  const codes = (attribute: number): number[] =>
    (table.attributes[attribute]?.values ?? []).map((_, code) => code).slice(firstCode);
  for (const first of codes(a)) {
    const sites = a < width ? (single[a]?.get(first * 65_537) ?? 0) : table.sites.length;
    for (const second of codes(b)) found.set(first * 65_536 + second, sites);
  }
  return found;
}
