import { londonParts } from '#platform/clock';
import { quantileOf } from '../forecast/quantiles.ts';
import { type DayKind, dayKind, halfHourMs, type SchoolHoliday } from './calendar.ts';
import type { HalfHourSeries } from './profile.ts';

/** The busiest time of a London day. */
export interface DayPeak {
  isoDate: string;
  /** 1 is Monday. */
  weekday: number;
  kind: DayKind;
  /** 95th percentile of the busy half hours, in Mbps; null when too much of the day is unknown. */
  mbps: number | null;
  /** The busiest half hour; null when none is known. */
  at: Date | null;
  /** Half hours known. */
  known: number;
}

/** The busy half hours of a day are its busiest third: 16 of 48. */
const busyShare = 1 / 3;
const peakQuantile = 0.95;
/** With less of a day known, its busiest time may be among what is not. */
const knownShare = 0.75;

/** The peak of every London day that the series touches, in order. */
export function dayPeaks(series: HalfHourSeries, holidays: readonly SchoolHoliday[]): DayPeak[] {
  const days = new Map<
    string,
    { weekday: number; values: { atMs: number; mbps: number }[]; halfHours: number }
  >();
  for (const [index, mbps] of series.mbps.entries()) {
    const atMs = series.fromMs + index * halfHourMs;
    const { isoDate, weekday } = londonParts(new Date(atMs));
    const day = days.get(isoDate) ?? { weekday, values: [], halfHours: 0 };
    days.set(isoDate, day);
    day.halfHours++;
    if (!Number.isNaN(mbps)) day.values.push({ atMs, mbps });
  }
  return [...days].map(([isoDate, { weekday, values, halfHours }]) => {
    const known = values.length;
    // The first and last day of a window may be cut: 48 are expected of them, 46 and 50 of the days the clocks change.
    const enough = known >= knownShare * Math.max(46, halfHours);
    const sorted = [...values].sort((a, b) => a.mbps - b.mbps);
    const busy = sorted.slice(-Math.max(1, Math.round(known * busyShare)));
    const mbps = enough
      ? quantileOf(
          busy.map((one) => one.mbps),
          peakQuantile,
        )
      : null;
    const highest = busy.at(-1);
    const at = highest === undefined ? null : new Date(highest.atMs);
    return { isoDate, weekday, kind: dayKind(isoDate, holidays), mbps, at, known };
  });
}
