import { formatNumber } from '#platform/clock';
import type { DailyForecast } from './daily.ts';
import { quantileOf } from './quantiles.ts';

/** When a daily peak first reaches a value; days count from the last day of data. */
export interface DaysUntil {
  percent: number;
  mbps: number;
  verdict: 'reached' | 'in sight' | 'not in sight';
  /** One future in ten reaches it sooner, in days; null when fewer than that reach it at all. */
  earliest: number | null;
  /** Half of the futures have reached it by then; null when fewer do. */
  likely: number | null;
  /** Nine in ten have; null when fewer do. */
  latest: number | null;
  /** Share of futures that reach it within the horizon. */
  chance: number;
  horizonDays: number;
  text: string;
}

/** Peaks that reached it in the last week mean that it is reached already. */
const recentDays = 7;

/**
 * Days until the daily peak reaches a share of a rating. `recent` are the last known daily peaks, NaN where unknown, the
 * latest last. "Not in sight" means that fewer than half of the futures reach it.
 */
export function daysUntil(
  forecast: Pick<DailyForecast, 'firstReached' | 'middle'>,
  recent: ArrayLike<number>,
  ratedMbps: number,
  percent: number,
): DaysUntil {
  const mbps = (ratedMbps * percent) / 100;
  const horizonDays = forecast.middle.length;
  const reached = Array.from(recent)
    .slice(-recentDays)
    .some((value) => value >= mbps);
  const days = forecast.firstReached(mbps);
  const chance = days.filter(Number.isFinite).length / days.length;
  const at = (share: number): number | null => {
    const day = chance < share ? Number.POSITIVE_INFINITY : quantileOf(days, Math.min(share, chance - 1e-9));
    return Number.isFinite(day) ? Math.max(1, Math.round(day)) : null;
  };
  const found = { earliest: at(0.1), likely: at(0.5), latest: at(0.9) };
  const verdict = reached ? 'reached' : found.likely === null ? 'not in sight' : 'in sight';
  const result = { percent, mbps, verdict, ...found, chance, horizonDays } as const;
  return { ...result, text: textOf(result) };
}

const dayCount = (days: number): string => `${formatNumber(days)} ${days === 1 ? 'day' : 'days'}`;

function textOf({
  percent,
  verdict,
  earliest,
  likely,
  latest,
  chance,
  horizonDays,
}: Omit<DaysUntil, 'text'>): string {
  const what = `${formatNumber(percent)}% of the rating`;
  if (verdict === 'reached') return `${what} has been reached in the last ${recentDays} days`;
  if (likely === null) {
    const odds = chance < 0.01 ? 'under 1%' : `${formatNumber(100 * chance, { decimals: 0 })}%`;
    const soonest =
      earliest === null ? '' : `; in one future of ten it is reached within ${dayCount(earliest)}`;
    return `${what} is not in sight: the chance within ${dayCount(horizonDays)} is ${odds}${soonest}`;
  }
  const to = latest === null ? `beyond ${formatNumber(horizonDays)}` : formatNumber(latest);
  return `${what} in about ${dayCount(likely)} (from ${formatNumber(earliest ?? likely)} to ${to})`;
}
