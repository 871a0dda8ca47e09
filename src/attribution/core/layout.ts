import type { Candidate } from './candidates.ts';
import type { Table } from './table.ts';

/**
 * Where the count of each candidate stands. Values and pairs of site attributes, by far the most, have a place each, and a
 * segment knows its own. What has a part of time is counted in whole tables of the values of its attributes.
 */
export interface Layout {
  /** Places of what holds in a segment: `own[ownStart[segment]..ownStart[segment + 1])`. */
  own: Int32Array;
  ownStart: Int32Array;
  timed: TimedTable[];
  length: number;
  /** Place of each candidate. */
  place: Int32Array;
}

/** Counts by the values of one attribute of time and, unless `first` is -1, of another attribute. */
export interface TimedTable {
  first: number;
  /** Place of the second, or only, attribute in `timeKeys`. */
  kind: number;
  columns: number;
  start: number;
}

export function layOut(table: Table, candidates: readonly Candidate[]): Layout {
  const keys = table.segments.attributes.length;
  const size = (attribute: number): number => table.attributes[attribute]?.values.length ?? 0;
  const timed = new Map<string, TimedTable>();
  const fixed = new Map<string, FixedTable>();
  const place = new Int32Array(candidates.length);
  let length = 0;
  for (const [index, { parts }] of candidates.entries()) {
    const last = parts.at(-1) ?? { attribute: 0, code: 0 };
    const one = parts.length > 1 ? parts[0] : undefined;
    const first = one?.attribute ?? -1;
    const columns = size(last.attribute);
    const cells = columns * (one ? size(first) : 1);
    const at = (one?.code ?? 0) * columns + last.code;
    const key = `${first}/${last.attribute}`;
    if (last.attribute < keys) {
      const known = fixed.get(key) ?? {
        ...{ first, second: last.attribute, columns },
        places: new Int32Array(cells).fill(-1),
      };
      fixed.set(key, known);
      known.places[at] = length;
      place[index] = length++;
      continue;
    }
    const known = timed.get(key) ?? { first, kind: last.attribute - keys, columns, start: length };
    if (!timed.has(key)) length += cells;
    timed.set(key, known);
    place[index] = known.start + at;
  }
  return { timed: [...timed.values()], length, place, ...ownPlaces(table, [...fixed.values()]) };
}

/** Places by value: of one site attribute (`first` is -1), or of two; -1 where there is no candidate. */
interface FixedTable {
  first: number;
  second: number;
  columns: number;
  places: Int32Array;
}

function ownPlaces(table: Table, fixed: readonly FixedTable[]): Pick<Layout, 'own' | 'ownStart'> {
  const { codes, count, attributes } = table.segments;
  const own = new Int32Array(count * fixed.length);
  const ownStart = new Int32Array(count + 1);
  let length = 0;
  for (let segment = 0; segment < count; segment++) {
    const base = segment * attributes.length;
    for (const { first, second, columns, places } of fixed) {
      const row = first < 0 ? 0 : (codes[base + first] ?? 0);
      const place = places[row * columns + (codes[base + second] ?? 0)] ?? -1;
      if (place >= 0) own[length++] = place;
    }
    ownStart[segment + 1] = length;
  }
  return { own: own.subarray(0, length), ownStart };
}

/** For each segment and each table of a site attribute and one of time, where the row of the segment's value begins. */
export function rowStarts({ segments }: Table, mixed: readonly TimedTable[]): Int32Array {
  const keys = segments.attributes.length;
  const starts = new Int32Array(segments.count * mixed.length);
  for (let segment = 0; segment < segments.count; segment++) {
    for (const [index, { first, columns, start }] of mixed.entries()) {
      const code = segments.codes[segment * keys + first] ?? 0;
      starts[segment * mixed.length + index] = start + code * columns;
    }
  }
  return starts;
}
