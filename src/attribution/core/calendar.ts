import { londonParts } from '#platform/clock';
import type { AttributionParameters, LoadSpan } from './question.ts';

/** One kind of attribute and its values by code. Code 0 is unknown, code 1 any value too rare to be looked at. */
export interface Attribute {
  key: string;
  values: readonly string[];
  /** Held by a site (firmware), or true of an instant (the hour). */
  of: 'site' | 'time';
}

export const unknownCode = 0;
export const rareCode = 1;
export const firstCode = 2;

export const slotMs = 1_800_000;

/** The attributes of time, in the order of `timeCode`. */
export const timeKeys = ['hour', 'load', 'weekday', 'day'] as const;

/**
 * What each half hour of the window is: its London day, band of hours, weekday, and for each group of sites (those of
 * one concentrator; group 0 has none) the band of its load.
 */
export interface Calendar {
  startMs: number;
  slots: number;
  days: number;
  /** London dates, YYYY-MM-DD. */
  dates: string[];
  dayOfSlot: Int32Array;
  attributes: Attribute[];
  groups: readonly string[];
  /** `timeCode[kind][group * slots + slot]`; kinds as in `timeKeys`. */
  timeCode: Uint8Array[];
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function buildCalendar(
  window: { fromMs: number; toMs: number },
  groups: readonly string[],
  loads: readonly LoadSpan[],
  parameters: AttributionParameters,
): Calendar {
  const startMs = Math.floor(window.fromMs / slotMs) * slotMs;
  const slots = Math.max(1, Math.ceil((window.toMs - startMs) / slotMs));
  const dates: string[] = [];
  const dayOfSlot = new Int32Array(slots);
  const width = groups.length * slots;
  const timeCode = timeKeys.map(() => new Uint8Array(width));
  const [hours, load, weekday, day] = timeCode;
  for (let slot = 0; slot < slots; slot++) {
    const parts = londonParts(new Date(startMs + slot * slotMs));
    if (dates.at(-1) !== parts.isoDate) dates.push(parts.isoDate);
    dayOfSlot[slot] = dates.length - 1;
    const band = parameters.hourBands.findLastIndex((from) => parts.hour >= from);
    for (let at = slot; at < width; at += slots) {
      if (hours) hours[at] = firstCode + band;
      if (weekday) weekday[at] = firstCode + parts.weekday - 1;
      if (day) day[at] = firstCode + (parts.weekday > 5 ? 1 : 0);
    }
  }
  if (load) fillLoads(load, { startMs, slots, groups }, loads, parameters.loadBands);
  const attributes = timeAttributes(parameters);
  return { startMs, slots, days: dates.length, dates, dayOfSlot, attributes, groups, timeCode };
}

/** The mean load of each half hour, weighted by time, as a band; a half hour without a known load stays unknown. */
function fillLoads(
  codes: Uint8Array,
  { startMs, slots, groups }: Pick<Calendar, 'startMs' | 'slots' | 'groups'>,
  loads: readonly LoadSpan[],
  bands: readonly number[],
): void {
  const time = new Float64Array(codes.length);
  const sum = new Float64Array(codes.length);
  const indexOf = new Map(groups.map((name, index) => [name, index]));
  // Sums of fractions depend on their order, by a hair; the order of the input must not matter at all.
  const sorted = [...loads].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs || a.share - b.share);
  for (const span of sorted) {
    const group = indexOf.get(span.concentrator);
    if (!group || !Number.isFinite(span.share)) continue;
    const first = Math.max(0, Math.floor((span.fromMs - startMs) / slotMs));
    const end = Math.min(slots, Math.ceil((span.toMs - startMs) / slotMs));
    for (let slot = first; slot < end; slot++) {
      const from = startMs + slot * slotMs;
      const held = Math.min(span.toMs, from + slotMs) - Math.max(span.fromMs, from);
      time[group * slots + slot] = (time[group * slots + slot] ?? 0) + held;
      sum[group * slots + slot] = (sum[group * slots + slot] ?? 0) + held * span.share;
    }
  }
  for (let at = 0; at < codes.length; at++) {
    const held = time[at] ?? 0;
    if (held > 0) codes[at] = firstCode + bands.filter((edge) => (sum[at] ?? 0) / held >= edge).length;
  }
}

function timeAttributes({ hourBands, loadBands }: AttributionParameters): Attribute[] {
  const percent = (share: number): string => `${Math.round(share * 100)}%`;
  const hours = hourBands.map((from, index) => `${from}:00-${hourBands[index + 1] ?? 24}:00`);
  const loads = [
    `under ${percent(loadBands[0] ?? 1)}`,
    ...loadBands.map((from, index) => {
      const to = loadBands[index + 1];
      return to === undefined ? `${percent(from)} or more` : `${percent(from)} to ${percent(to)}`;
    }),
  ];
  const named: Record<(typeof timeKeys)[number], string[]> = {
    hour: hours,
    load: loads,
    weekday: weekdays,
    day: ['working week', 'weekend'],
  };
  return timeKeys.map((key) => ({ key, values: ['', '', ...named[key]], of: 'time' }));
}

/** A stretch of half hours of one day in which no attribute of time changes, for one group. */
export interface Runs {
  count: number;
  /** First run of each group, and one more. */
  groupStart: Int32Array;
  fromMs: Float64Array;
  toMs: Float64Array;
  day: Int32Array;
  /** A slot of the run: its codes are those of the run. */
  cell: Int32Array;
}

/** `split` makes a new run wherever its value, for the first instant of a half hour, changes. */
export function buildRuns(calendar: Calendar, split: (atMs: number) => number = () => 0): Runs {
  const { slots, groups, dayOfSlot, timeCode, startMs } = calendar;
  const most = groups.length * slots;
  const runs: Runs = {
    count: 0,
    groupStart: new Int32Array(groups.length + 1),
    fromMs: new Float64Array(most),
    toMs: new Float64Array(most),
    day: new Int32Array(most),
    cell: new Int32Array(most),
  };
  const same = (a: number, b: number): boolean => timeCode.every((codes) => codes[a] === codes[b]);
  for (let group = 0; group < groups.length; group++) {
    runs.groupStart[group] = runs.count;
    for (let slot = 0; slot < slots; slot++) {
      const cell = group * slots + slot;
      const goesOn =
        slot > 0 &&
        dayOfSlot[slot] === dayOfSlot[slot - 1] &&
        same(cell, cell - 1) &&
        split(startMs + slot * slotMs) === split(startMs + (slot - 1) * slotMs);
      if (!goesOn) {
        runs.fromMs[runs.count] = startMs + slot * slotMs;
        runs.day[runs.count] = dayOfSlot[slot] ?? 0;
        runs.cell[runs.count] = cell;
        runs.count++;
      }
      runs.toMs[runs.count - 1] = startMs + (slot + 1) * slotMs;
    }
  }
  runs.groupStart[groups.length] = runs.count;
  return runs;
}
