import { quantileOf } from '../forecast/quantiles.ts';
import { type DayKind, dayKinds, halfHourMs, type SchoolHoliday, slotter } from './calendar.ts';

/** Half-hour means that follow each other from `fromMs` on, in Mbps; NaN is unknown. */
export interface HalfHourSeries {
  fromMs: number;
  mbps: Float32Array;
}

/** What is usual in one half hour; null where nothing is known. */
export interface Usual {
  mbps: number;
  /** Nine in ten known values are above `low`, one in ten above `high`; the extremes while fewer than five are known. */
  low: number;
  high: number;
  /** How many days it rests on. */
  days: number;
}

/** By kind of day: 336 half hours of the week, or 48 of the day for bank holidays. */
export type LoadProfile = Record<DayKind, (Usual | null)[]>;

const places: Record<DayKind, number> = { ordinary: 336, 'school holiday': 336, 'bank holiday': 48 };
const fewDays = 5;
const trimmedShare = 0.2;

/**
 * The usual load in each half hour of the week, for ordinary days, school holidays and bank holidays apart: the median of up
 * to four days, the mean without the lowest and highest fifth from five on (Tukey's trimmed mean). Unknown time counts for
 * nothing. An hour that a day has twice, when the clocks go back, counts once, as its mean.
 */
export function profileOf(series: HalfHourSeries, holidays: readonly SchoolHoliday[]): LoadProfile {
  const found = new Map<string, { day: string; sum: number; n: number }[]>();
  const slotAt = slotter(holidays);
  for (const [index, mbps] of series.mbps.entries()) {
    if (Number.isNaN(mbps)) continue;
    const { kind, place, isoDate } = slotAt(series.fromMs + index * halfHourMs);
    const key = `${kind} ${place}`;
    const days = found.get(key) ?? [];
    found.set(key, days);
    const last = days.at(-1);
    if (last?.day === isoDate) {
      last.sum += mbps;
      last.n++;
    } else days.push({ day: isoDate, sum: mbps, n: 1 });
  }
  const usual = (kind: DayKind): (Usual | null)[] =>
    Array.from({ length: places[kind] }, (_, place) =>
      usualOf((found.get(`${kind} ${place}`) ?? []).map(({ sum, n }) => sum / n)),
    );
  return {
    ordinary: usual(dayKinds[0]),
    'school holiday': usual(dayKinds[1]),
    'bank holiday': usual(dayKinds[2]),
  };
}

function usualOf(values: readonly number[]): Usual | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const few = values.length < fewDays;
  const cut = Math.floor(values.length * trimmedShare);
  const middle = sorted.subarray(cut, sorted.length - cut);
  return {
    mbps: few ? quantileOf(sorted, 0.5) : middle.reduce((sum, value) => sum + value, 0) / middle.length,
    low: quantileOf(sorted, few ? 0 : 0.1),
    high: quantileOf(sorted, few ? 1 : 0.9),
    days: values.length,
  };
}

/**
 * What is usual at an instant, in Mbps. Where days of its kind say nothing, what an ordinary day of the week has: the same
 * day for a school holiday, a Sunday for a bank holiday. NaN when that is unknown too.
 */
export function usualAt(profile: LoadProfile, holidays: readonly SchoolHoliday[]): (atMs: number) => number {
  const slotAt = slotter(holidays);
  return (atMs) => {
    const { kind, place, halfHourOfDay } = slotAt(atMs);
    const own = profile[kind][place];
    if (own) return own.mbps;
    const ordinary = kind === 'bank holiday' ? 6 * 48 + halfHourOfDay : place;
    return profile.ordinary[ordinary]?.mbps ?? Number.NaN;
  };
}
