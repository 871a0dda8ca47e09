import { londonParts } from '#platform/clock';
import type { ChartDay, LinePoint } from '../charts/index.ts';

export const halfHourMs = 1_800_000;

/** The hours of a working day that are its morning peak, by a London clock; the last is excluded. */
export const morning = { fromHour: 6, toHour: 10 } as const;

/** The mean load of a half hour; null while too little is known of it. */
export interface HalfHour {
  atMs: number;
  mbps: number | null;
}

export interface Peak {
  atMs: number;
  mbps: number;
  /** Null without a rating. */
  percent: number | null;
}

/** One London day of a concentrator. */
export interface LoadDay {
  day: ChartDay;
  ratedMbps: number | null;
  peak: Peak | null;
  /** Highest half hour of the morning; null on days that are not worked, and where nothing is known. */
  morningPeak: Peak | null;
  /** Half hours with enough readings, of those that have passed. */
  known: number;
  passed: number;
}

/** Every half hour of [fromMs, toMs), in order, from means that begin with the one of `fromMs`; NaN is unknown. */
export const halfHoursOf = (mbps: ArrayLike<number> | undefined, fromMs: number, toMs: number): HalfHour[] =>
  Array.from({ length: Math.max(0, Math.ceil((toMs - fromMs) / halfHourMs)) }, (_, index) => {
    const value = mbps?.[index] ?? Number.NaN;
    return { atMs: fromMs + index * halfHourMs, mbps: Number.isNaN(value) ? null : value };
  });

/** In a chart a half hour stands at its middle. */
export const toPoints = (halfHours: readonly HalfHour[]): LinePoint[] =>
  halfHours.map(({ atMs, mbps }) => ({ atMs: atMs + halfHourMs / 2, value: mbps }));

export function highest(halfHours: readonly HalfHour[], ratedMbps: number | null): Peak | null {
  let peak: Peak | null = null;
  for (const { atMs, mbps } of halfHours) {
    if (mbps === null || (peak && mbps <= peak.mbps)) continue;
    peak = { atMs, mbps, percent: ratedMbps ? (mbps / ratedMbps) * 100 : null };
  }
  return peak;
}

const isMorning = (atMs: number): boolean => {
  const { hour } = londonParts(new Date(atMs));
  return hour >= morning.fromHour && hour < morning.toHour;
};

/** Each day's peaks against the rating it had that day. */
export function loadDays(
  halfHours: readonly HalfHour[],
  days: readonly ChartDay[],
  ratedOn: (isoDate: string) => number | null,
): LoadDay[] {
  return days.map((day) => {
    const own = halfHours.filter(({ atMs }) => atMs >= day.fromMs && atMs < day.toMs);
    const ratedMbps = ratedOn(day.isoDate);
    return {
      day,
      ratedMbps,
      peak: highest(own, ratedMbps),
      morningPeak: day.working
        ? highest(
            own.filter(({ atMs }) => isMorning(atMs)),
            ratedMbps,
          )
        : null,
      known: own.filter(({ mbps }) => mbps !== null).length,
      passed: own.length,
    };
  });
}

/** The highest of some days' peaks by share of the rating, or by load where there is no rating; null without any. */
export function worstPeak(days: readonly LoadDay[], which: 'peak' | 'morningPeak'): Peak | null {
  const peaks = days.flatMap((day) => day[which] ?? []);
  const size = (peak: Peak): number => peak.percent ?? peak.mbps;
  return peaks.reduce<Peak | null>(
    (worst, peak) => (worst && size(worst) >= size(peak) ? worst : peak),
    null,
  );
}

/** Mornings of working days, for shading. */
export const morningBands = (days: readonly ChartDay[]): { fromMs: number; toMs: number }[] =>
  days
    .filter((day) => day.working)
    .map((day) => ({
      // Clocks change on Sundays, so that a working day is 24 hours long.
      fromMs: day.fromMs + morning.fromHour * 2 * halfHourMs,
      toMs: day.fromMs + morning.toHour * 2 * halfHourMs,
    }));
