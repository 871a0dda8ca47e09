import { firstCode } from './calendar.ts';
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

type Part = Candidate['parts'][number];

export function layOut(table: Table, candidates: readonly Candidate[]): Layout {
  const keys = table.segments.attributes.length;
  const size = (attribute: number): number => table.attributes[attribute]?.values.length ?? 0;
  const timed = new Map<string, TimedTable>();
  const fixed = new Map<number, number>();
  const place = new Int32Array(candidates.length);
  let length = 0;
  for (const [index, { parts }] of candidates.entries()) {
    const last = parts.at(-1) ?? { attribute: 0, code: 0 };
    const first = parts.length > 1 ? parts[0] : undefined;
    if (last.attribute < keys) {
      place[index] = length;
      fixed.set(placeKey(keys, first, last), length++);
      continue;
    }
    const key = `${first?.attribute ?? -1}/${last.attribute}`;
    const columns = size(last.attribute);
    const known = timed.get(key) ?? {
      first: first?.attribute ?? -1,
      kind: last.attribute - keys,
      columns,
      start: length,
    };
    if (!timed.has(key)) length += columns * (first ? size(first.attribute) : 1);
    timed.set(key, known);
    place[index] = known.start + (first?.code ?? 0) * columns + last.code;
  }
  const arePairs = candidates.some(({ parts }) => parts.length > 1);
  return { timed: [...timed.values()], length, place, ...ownPlaces(table, fixed, arePairs) };
}

/** Below 2^53 for 100 attributes of 65,536 values. */
const placeKey = (keys: number, one: Part | undefined, two: Part): number =>
  (((one?.attribute ?? keys) * keys + two.attribute) * 65_536 + (one?.code ?? 0)) * 65_536 + two.code;

function ownPlaces(
  table: Table,
  fixed: ReadonlyMap<number, number>,
  arePairs: boolean,
): Pick<Layout, 'own' | 'ownStart'> {
  const { segments } = table;
  const keys = segments.attributes.length;
  const own: number[] = [];
  const ownStart = new Int32Array(segments.count + 1);
  for (let segment = 0; segment < segments.count; segment++) {
    const parts: Part[] = [];
    for (let attribute = 0; attribute < keys; attribute++) {
      const code = segments.codes[segment * keys + attribute] ?? 0;
      if (code < firstCode) continue;
      const two = { attribute, code };
      for (const one of arePairs ? parts : [undefined]) {
        const place = fixed.get(placeKey(keys, one, two));
        if (place !== undefined) own.push(place);
      }
      parts.push(two);
    }
    ownStart[segment + 1] = own.length;
  }
  return { own: Int32Array.from(own), ownStart };
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
