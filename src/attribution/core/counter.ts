import type { Candidate } from './candidates.ts';
import { layOut, rowStarts } from './layout.ts';
import { buildClocks, type Shuffled, type Strata } from './resample.ts';
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
  const { events, segments, calendar } = table;
  const layout = layOut(table, options.candidates);
  const { own, ownStart, timed } = layout;
  const weight = weigh(table, options.counted);
  const reader = createReader(table, options.strata);
  const sums = new Float64Array(layout.length);
  const keys = segments.attributes.length;
  const times = new Int32Array(calendar.timeCode.length);
  const plain = timed.filter(({ first }) => first < 0 || first >= keys);
  const mixed = timed.filter(({ first }) => first >= 0 && first < keys);
  const kinds = Int32Array.from(mixed, ({ kind }) => kind);
  const places = rowStarts(table, mixed);

  const add = (at: number, weighs: number): void => {
    sums[at] = (sums[at] ?? 0) + weighs;
  };
  // Failures of one site follow each other, mostly in one segment: what holds there is added once for all of them.
  let pending = 0;
  let pendingWeight = 0;
  const flush = (next: number): void => {
    const end = ownStart[pending + 1] ?? 0;
    for (let index = ownStart[pending] ?? 0; index < end; index++) add(own[index] ?? 0, pendingWeight);
    pending = next;
    pendingWeight = 0;
  };
  const addEvent = (event: number, world: Shuffled | undefined, weighs: number): void => {
    reader.read(event, world);
    const { segment, shownCell, shownDay } = reader;
    if (segment !== pending) flush(segment);
    pendingWeight += weighs;
    for (let kind = 0; kind < times.length; kind++)
      times[kind] = calendar.timeCode[kind]?.[kind >= firstDayKind ? shownDay : shownCell] ?? 0;
    const base = segment * kinds.length;
    for (let index = 0; index < kinds.length; index++)
      add((places[base + index] ?? 0) + (times[kinds[index] ?? 0] ?? 0), weighs);
    for (const { first, kind, columns: width, start } of plain) {
      const row = first < 0 ? 0 : (times[first - keys] ?? 0);
      add(start + row * width + (times[kind] ?? 0), weighs);
    }
  };

  return {
    costPerWorld: events.count * (20 + 2 * timed.length + own.length / Math.max(1, segments.count)),
    meanWeight: weight.reduce((sum, each) => sum + each, 0) / Math.max(1, events.count),
    count(world) {
      sums.fill(0);
      for (let event = 0; event < events.count; event++) {
        const weighs = weight[event] ?? 0;
        if (weighs > 0) addEvent(event, world, weighs);
      }
      flush(0);
      // A plain loop: TypedArray.from with a mapping is ten times slower, and this runs for every world.
      const counts = new Float64Array(layout.place.length);
      for (let index = 0; index < counts.length; index++) counts[index] = sums[layout.place[index] ?? 0] ?? 0;
      return counts;
    },
  };
}

/** The attributes of time from here on are the same all day. */
const firstDayKind = 2;

/** What the event read last is shown with: the segment of a site, a cell of the calendar, and one for its weekday. */
interface Reader {
  segment: number;
  shownCell: number;
  shownDay: number;
  /** Reads an event as a world shows it, or in truth. */
  read(event: number, world: Shuffled | undefined): void;
}

function createReader(table: Table, strata: Strata): Reader {
  const { events, segments, calendar } = table;
  const clocks = buildClocks(table, strata);
  const { slots, dayOfSlot } = calendar;
  const firstSlotOfDay = Int32Array.from(calendar.dates, (_, day) => dayOfSlot.indexOf(day));
  const turned = (cell: number, day: number, world: Shuffled): number => {
    const length = clocks.length[cell] ?? 0;
    if (length === 0) return cell % slots;
    const place = (clocks.place[cell] ?? 0) + Math.floor((world.turn[day] ?? 0) * length);
    return clocks.slots[(clocks.start[cell] ?? 0) + (place % length)] ?? 0;
  };
  return {
    segment: 0,
    shownCell: 0,
    shownDay: 0,
    read(event, world) {
      const own = events.segment[event] ?? 0;
      const slot = events.slot[event] ?? 0;
      const group = segments.group[own] ?? 0;
      if (!world) {
        this.segment = own;
        this.shownCell = group * slots + slot;
        this.shownDay = slot;
        return;
      }
      const day = dayOfSlot[slot] ?? 0;
      const given = world.site[events.site[event] ?? 0] ?? 0;
      const theirs = segmentAt(segments, given, events.atMs[event] ?? 0);
      const segment = strata.segment[theirs] === strata.segment[own] ? theirs : own;
      this.segment = segment;
      this.shownCell = (segments.group[segment] ?? 0) * slots + turned(group * slots + slot, day, world);
      this.shownDay = firstSlotOfDay[world.day[day] ?? day] ?? slot;
    },
  };
}
