import { formatNumber } from '#platform/clock';
import { medianOf } from '../forecast/quantiles.ts';
import { halfHourMs, type SchoolHoliday, slotter } from '../load/calendar.ts';
import type { HalfHourSeries } from '../load/profile.ts';
import type { HeldShare } from './changes.ts';

/** The same share in every half hour before the hour: an assumption somebody states. */
export const statedShare = (percent: number, beforeHour: number): HeldShare =>
  Float64Array.from({ length: 48 }, (_, place) => (place < beforeHour * 2 ? percent / 100 : 0));

export interface SeenShare {
  share: HeldShare;
  daysBefore: number;
  daysSince: number;
  text: string;
}

const leastDays = 3;

/**
 * The share that readings show was held back since an instant: what is missing at each half hour before the hour, against
 * working days before, after both are put on the level of the afternoon, which nothing held back. Null with fewer than
 * three known working days on either side.
 */
export function seenShare(
  series: HalfHourSeries,
  sinceMs: number,
  beforeHour: number,
  holidays: readonly SchoolHoliday[],
): SeenShare | null {
  const [before, since] = [
    daysOf(series, holidays, (atMs) => atMs < sinceMs),
    daysOf(series, holidays, (atMs) => atMs >= sinceMs),
  ];
  if (before.size < leastDays || since.size < leastDays) return null;
  const at = (days: ReadonlyMap<string, Float64Array>, place: number): number =>
    medianOf([...days.values()].map((day) => day[place] ?? Number.NaN));
  const afternoon = Array.from({ length: 8 }, (_, i) => 28 + i);
  const level = medianOf(afternoon.map((place) => at(since, place) / at(before, place)));
  const share = Float64Array.from({ length: 48 }, (_, place) => {
    if (place >= beforeHour * 2) return 0;
    const missing = 1 - at(since, place) / (at(before, place) * level);
    return Number.isNaN(missing) ? 0 : Math.min(1, Math.max(0, missing));
  });
  const most = Math.max(...share);
  return {
    share,
    daysBefore: before.size,
    daysSince: since.size,
    text: `Readings show up to ${formatNumber(100 * most, { decimals: 0 })}% held back in a half hour, by ${since.size} working days since against ${before.size} before.`,
  };
}

function daysOf(
  series: HalfHourSeries,
  holidays: readonly SchoolHoliday[],
  wanted: (atMs: number) => boolean,
): Map<string, Float64Array> {
  const days = new Map<string, Float64Array>();
  const slotAt = slotter(holidays);
  for (const [index, mbps] of series.mbps.entries()) {
    const atMs = series.fromMs + index * halfHourMs;
    const slot = slotAt(atMs);
    if (Number.isNaN(mbps) || !wanted(atMs) || slot.kind !== 'ordinary' || slot.place >= 5 * 48) continue;
    const day = days.get(slot.isoDate) ?? new Float64Array(48).fill(Number.NaN);
    day[slot.halfHourOfDay] = mbps;
    days.set(slot.isoDate, day);
  }
  return days;
}
