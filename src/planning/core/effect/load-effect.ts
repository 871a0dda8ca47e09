import { fewErrorsFactor, normalQuantile } from '../forecast/quantiles.ts';
import { halfHourMs, type SchoolHoliday, slotter } from '../load/calendar.ts';
import type { HalfHourSeries } from '../load/profile.ts';

export interface EffectQuestion {
  /** The load that the measure was to change. */
  treated: HalfHourSeries;
  /** The load of sites that it did not touch; null when there are none. */
  untouched: HalfHourSeries | null;
  beforeMs: readonly [from: number, to: number];
  afterMs: readonly [from: number, to: number];
  /** Hours of the London day that count, the second excluded. */
  hours: readonly [from: number, to: number];
  weekdaysOnly: boolean;
  holidays: readonly SchoolHoliday[];
}

/** A change as a factor of what was, with its 95% interval: 0.8 is a fall by a fifth. */
export interface LoadEffect {
  factor: number;
  low: number;
  high: number;
  /** Whether the change of the untouched sites was taken off (difference in differences). */
  againstUntouched: boolean;
  strata: 'half hour of the week' | 'half hour of the day';
  daysBefore: number;
  daysAfter: number;
}

const leastDays = 3;
const weekMs = 7 * 86_400_000;

/**
 * How a measure changed a load: the mean logarithm of each day after against those before, each half hour of the week against
 * itself (with less than a week on a side, half hours of the day, working days and weekends apart), less the change of what
 * the measure did not touch, day by day (difference in differences: Card and Krueger 1994). A day is one observation, because
 * its half hours hang together (Bertrand, Duflo and Mullainathan 2004). Bank holidays and school holidays are left out. Null with
 * fewer than three known days on a side.
 */
export function loadEffect(question: EffectQuestion): LoadEffect | null {
  const { beforeMs, afterMs, untouched } = question;
  const long = Math.min(beforeMs[1] - beforeMs[0], afterMs[1] - afterMs[0]) >= weekMs;
  const cells = cellsOf(question, long);
  const slots = slotMeans(cells);
  const days = dayMeans(cells, slots);
  const [before, after] = [days.before, days.after];
  if (before.length < leastDays || after.length < leastDays) return null;
  const change = mean(after) - mean(before);
  const error = Math.sqrt(variance(before) / before.length + variance(after) / after.length);
  const fewer = Math.min(before.length, after.length);
  const reach = normalQuantile(0.975) * fewErrorsFactor(fewer, 0.975) * error;
  return {
    factor: Math.exp(change),
    low: Math.exp(change - reach),
    high: Math.exp(change + reach),
    againstUntouched: untouched !== null,
    strata: long ? 'half hour of the week' : 'half hour of the day',
    daysBefore: before.length,
    daysAfter: after.length,
  };
}

interface Cell {
  day: string;
  slot: number;
  after: boolean;
  value: number;
}

function cellsOf({ treated, untouched, ...question }: EffectQuestion, long: boolean): Cell[] {
  const slotAt = slotter(question.holidays);
  const other =
    untouched && new Map([...untouched.mbps].map((mbps, i) => [untouched.fromMs + i * halfHourMs, mbps]));
  return [...treated.mbps].flatMap((mbps, index) => {
    const atMs = treated.fromMs + index * halfHourMs;
    const within = ([from, to]: readonly [number, number]): boolean => atMs >= from && atMs < to;
    const [isBefore, isAfter] = [within(question.beforeMs), within(question.afterMs)];
    if (isBefore === isAfter) return [];
    const { kind, place, isoDate, halfHourOfDay } = slotAt(atMs);
    const weekend = place >= 5 * 48;
    const [fromHour, toHour] = question.hours;
    if (kind !== 'ordinary' || halfHourOfDay < fromHour * 2 || halfHourOfDay >= toHour * 2) return [];
    if (question.weekdaysOnly && weekend) return [];
    const less = other ? Math.log(other.get(atMs) ?? Number.NaN) : 0;
    const value = Math.log(mbps) - less;
    const slot = long ? place : halfHourOfDay + (weekend ? 48 : 0);
    return Number.isFinite(value) ? [{ day: isoDate, slot, after: isAfter, value }] : [];
  });
}

/** The middle between before and after at each slot that both have. */
function slotMeans(cells: readonly Cell[]): Map<number, number> {
  const means = new Map<number, number>();
  for (const [slot, list] of Map.groupBy(cells, (cell) => cell.slot)) {
    const [before, after] = [list.filter((cell) => !cell.after), list.filter((cell) => cell.after)];
    if (before.length === 0 || after.length === 0) continue;
    means.set(slot, (mean(before.map((cell) => cell.value)) + mean(after.map((cell) => cell.value))) / 2);
  }
  return means;
}

/** What is left of each day on average, over the slots that both sides have. */
function dayMeans(
  cells: readonly Cell[],
  slots: ReadonlyMap<number, number>,
): { before: number[]; after: number[] } {
  const found: { before: number[]; after: number[] } = { before: [], after: [] };
  for (const list of Map.groupBy(cells, (cell) => `${cell.day} ${cell.after}`).values()) {
    const rest = list.flatMap((cell) => {
      const usual = slots.get(cell.slot);
      return usual === undefined ? [] : [cell.value - usual];
    });
    if (rest.length > 0) found[list[0]?.after ? 'after' : 'before'].push(mean(rest));
  }
  return found;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
