import type { Candidate } from './candidates.ts';
import { type Layout, layOut, rowStarts, type TimedTable } from './layout.ts';
import { buildClocks, type Clocks, type Shuffled, type Strata } from './resample.ts';
import { segmentAt, type Table } from './table.ts';

/** Counts weighted failures inside each candidate, in truth (no world) or as a permuted world shows them. */
export interface Counter {
  count(world: Shuffled | undefined): Float64Array;
  /** Additions for one world, about. */
  costPerWorld: number;
  meanWeight: number;
}

export interface CounterOptions {
  /** Single values only, or pairs only. */
  candidates: readonly Candidate[];
  strata: Strata;
  /** Failures that count, by event; absent: all. */
  counted?: Uint8Array;
}

/**
 * Weighs a failure by what its site contributes in all: the square root of its count (at equal known time), spread over its
 * failures. One site that failed 40 times weighs as much as 6 that failed once.
 */
function weigh(table: Table, counted: Uint8Array | undefined): Float64Array {
  const { events, sites, siteHours } = table;
  const failures = new Float64Array(sites.length);
  for (let event = 0; event < events.count; event++) {
    const site = events.site[event] ?? 0;
    if (counted?.[event] !== 0) failures[site] = (failures[site] ?? 0) + 1;
  }
  const mean = siteHours.reduce((sum, hours) => sum + hours, 0) / Math.max(1, sites.length);
  const weight = new Float64Array(events.count);
  for (let event = 0; event < events.count; event++) {
    if (counted?.[event] === 0) continue;
    const site = events.site[event] ?? 0;
    const hours = siteHours[site] ?? 0;
    const scale = hours > 0 ? Math.min(4, mean / hours) : 4;
    weight[event] = Math.sqrt(scale / (failures[site] ?? 1));
  }
  return weight;
}

export function createCounter(table: Table, options: CounterOptions): Counter {
  const { events, segments } = table;
  const layout = layOut(table, options.candidates);
  const { own, timed, place } = layout;
  const weight = weigh(table, options.counted);
  const shown = createShow(table, options.strata, weight);
  const keys = segments.attributes.length;
  const plain = timed.filter(({ first }) => first < 0 || first >= keys);
  const mixed = timed.filter(({ first }) => first >= 0 && first < keys).sort((a, b) => a.kind - b.kind);
  const spread = { rows: rowStarts(table, mixed), tables: mixed.length };
  const sums = new Float64Array(layout.length);
  return {
    costPerWorld: events.count * (20 + 2 * timed.length + own.length / Math.max(1, segments.count)),
    meanWeight: weight.reduce((sum, each) => sum + each, 0) / Math.max(1, events.count),
    count(world) {
      sums.fill(0);
      shown.show(world);
      addOwn(sums, shown, layout);
      for (const { kind, from, to } of stretches(mixed)) addMixed(sums, shown, kind, { ...spread, from, to });
      for (const { first, kind, columns, start } of plain)
        addPlain(sums, shown, first < 0 ? noCodes : (shown.times[first - keys] ?? noCodes), {
          ...{ codes: shown.times[kind] ?? noCodes, columns, start },
        });
      // A plain loop: TypedArray.from with a mapping is ten times slower, and this runs for every world.
      const counts = new Float64Array(place.length);
      for (let index = 0; index < counts.length; index++) counts[index] = sums[place[index] ?? 0] ?? 0;
      return counts;
    },
  };
}

const noCodes = new Uint8Array(0);

// The loops below run for every failure of every world. They read and write arrays only, and each sum takes its parts in
// the order of the events, so that it comes out the same to the last bit however the loops are arranged.

/** What holds in a segment. Failures of one site follow each other, mostly in one segment: added once for all of them. */
function addOwn(sums: Float64Array, shown: Show, { own, ownStart }: Layout): void {
  const { count, weight, segment } = shown;
  for (let event = 0; event < count; ) {
    const at = segment[event] ?? 0;
    let weighs = 0;
    while (event < count && segment[event] === at) weighs += weight[event++] ?? 0;
    const end = ownStart[at + 1] ?? 0;
    for (let index = ownStart[at] ?? 0; index < end; index++) {
      const to = own[index] ?? 0;
      sums[to] = (sums[to] ?? 0) + weighs;
    }
  }
}

/** Tables of one kind of time that follow each other. */
function stretches(mixed: readonly TimedTable[]): { kind: number; from: number; to: number }[] {
  return [...Map.groupBy(mixed.keys(), (index) => mixed[index]?.kind ?? 0)].map(([kind, places]) => ({
    ...{ kind, from: places[0] ?? 0, to: (places.at(-1) ?? -1) + 1 },
  }));
}

/** Values of site attributes, each together with one of time: all tables of one kind, for one failure after the other. */
function addMixed(
  sums: Float64Array,
  { count, weight, segment, times }: Show,
  kind: number,
  { rows, tables, from, to }: { rows: Int32Array; tables: number; from: number; to: number },
): void {
  const codes = times[kind] ?? noCodes;
  for (let event = 0; event < count; event++) {
    const weighs = weight[event] ?? 0;
    const code = codes[event] ?? 0;
    const base = (segment[event] ?? 0) * tables;
    for (let index = base + from; index < base + to; index++) {
      const at = (rows[index] ?? 0) + code;
      sums[at] = (sums[at] ?? 0) + weighs;
    }
  }
}

/** A value of time, alone (no codes in `first`) or with another of time. */
function addPlain(
  sums: Float64Array,
  { count, weight }: Show,
  first: Uint8Array,
  { codes, columns, start }: { codes: Uint8Array; columns: number; start: number },
): void {
  for (let event = 0; event < count; event++) {
    const at = start + (first[event] ?? 0) * columns + (codes[event] ?? 0);
    sums[at] = (sums[at] ?? 0) + (weight[event] ?? 0);
  }
}

/** The attributes of time from here on are the same all day. */
const firstDayKind = 2;

/** What each failure that counts is shown with, in truth or in a world. The arrays are used again. */
interface Show {
  count: number;
  weight: Float64Array;
  segment: Int32Array;
  /** By kind of time, the code of each failure. */
  times: Uint8Array[];
  show(world: Shuffled | undefined): void;
}

function createShow(table: Table, strata: Strata, allWeights: Float64Array): Show {
  const { events, segments, calendar } = table;
  const { slots, dayOfSlot, timeCode } = calendar;
  const counted = Int32Array.from(allWeights.keys()).filter((event) => (allWeights[event] ?? 0) > 0);
  const count = counted.length;
  const of = (values: ArrayLike<number>): Int32Array =>
    Int32Array.from(counted, (event) => values[event] ?? 0);
  const site = of(events.site);
  const slot = of(events.slot);
  const own = of(events.segment);
  const atMs = Float64Array.from(counted, (event) => events.atMs[event] ?? 0);
  const cell = Int32Array.from(own, (at, event) => (segments.group[at] ?? 0) * slots + (slot[event] ?? 0));
  const day = Int32Array.from(slot, (at) => dayOfSlot[at] ?? 0);
  const clocks = buildClocks(table, strata);
  const firstSlotOfDay = Int32Array.from(calendar.dates, (_, each) => dayOfSlot.indexOf(each));
  const shownCell = new Int32Array(count);
  const shownDay = new Int32Array(count);
  const segment = new Int32Array(count);
  const times = timeCode.map(() => new Uint8Array(count));

  const showTruth = (): void => {
    segment.set(own);
    shownCell.set(cell);
    shownDay.set(slot);
  };
  const showWorld = (world: Shuffled): void => {
    for (let event = 0; event < count; event++) {
      const from = own[event] ?? 0;
      const theirs = segmentAt(segments, world.site[site[event] ?? 0] ?? 0, atMs[event] ?? 0);
      const at = strata.segment[theirs] === strata.segment[from] ? theirs : from;
      segment[event] = at;
      const on = day[event] ?? 0;
      const turned = turnedSlot(clocks, cell[event] ?? 0, slot[event] ?? 0, world.turn[on] ?? 0);
      shownCell[event] = (segments.group[at] ?? 0) * slots + turned;
      shownDay[event] = firstSlotOfDay[world.day[on] ?? on] ?? slot[event] ?? 0;
    }
  };
  return {
    ...{ count, segment, times },
    weight: Float64Array.from(counted, (event) => allWeights[event] ?? 0),
    show(world) {
      if (world) showWorld(world);
      else showTruth();
      for (const [kind, codes] of timeCode.entries())
        gather(times[kind] ?? noCodes, codes, kind >= firstDayKind ? shownDay : shownCell);
    },
  };
}

/** The half hour that a cell's one is turned to, on the clock of its day. */
function turnedSlot(
  { start, length, place, slots }: Clocks,
  cell: number,
  slot: number,
  turn: number,
): number {
  const around = length[cell] ?? 0;
  if (around === 0) return slot;
  const to = (place[cell] ?? 0) + Math.floor(turn * around);
  return slots[(start[cell] ?? 0) + (to < around ? to : to - around)] ?? 0;
}

function gather(into: Uint8Array, codes: Uint8Array, at: Int32Array): void {
  for (let event = 0; event < into.length; event++) into[event] = codes[at[event] ?? 0] ?? 0;
}
