import { forecastDaily, type ModelDay } from '#planning';

/**
 * Daily peaks of a long hourly series, up to 60 days ahead from origins two weeks apart, beside the same weekday of last
 * week and a straight line; and when the series first reaches 1.1 times the highest seen so far.
 */

const horizon = 60;
const originEvery = 14;
const leastDays = 28;
const capacityFactor = 1.1;
const spans = [
  { name: 'days 1-7', from: 0, to: 7 },
  { name: 'days 8-28', from: 7, to: 28 },
  { name: 'days 29-60', from: 28, to: 60 },
];

export interface PeakScores {
  method: string;
  errorPercent: number[];
  coverage80: number[];
}

export interface ExhaustionScores {
  origins: number;
  reached: number;
  /** Of the first days reached: how many lay within P10 to P90 (a P90 of never counts as late enough). */
  within: number;
  /** Of the origins after which it was not reached in 60 days: how many were called "not in sight". */
  quiet: number;
  quietRight: number;
  /** Mean absolute error in days of the median, where both are within the horizon. */
  medianErrorDays: number | null;
}

/** Daily peaks (the 95th percentile of the busiest third of 24 hours); weekdays count from any day, the same for all. */
function peaksOf(values: Float64Array): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / 24) }, (_, day) => {
    const hours = [...values.subarray(day * 24, day * 24 + 24)].filter((value) => !Number.isNaN(value));
    return hours.length < 18 ? Number.NaN : quantileOf(hours.sort((a, b) => a - b).slice(-8), 0.95);
  });
}

/** The value at a share of a sorted list, between neighbours. */
function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

const dayOf = (day: number): ModelDay => ({ weekday: (day % 7) + 1, kind: 'ordinary' });

interface Answer {
  middle(h: number): number;
  low(h: number): number;
  high(h: number): number;
}

function ours(past: Float64Array): (Answer & { first(value: number): Float64Array }) | null {
  const forecast = forecastDaily(
    past,
    Array.from(past, (_, day) => dayOf(day)),
    Array.from({ length: horizon }, (_, h) => dayOf(past.length + h)),
  );
  if (!forecast) return null;
  const [low, high] = [forecast.quantile(0.1), forecast.quantile(0.9)];
  return {
    middle: (h) => forecast.middle[h] ?? 0,
    low: (h) => low[h] ?? 0,
    high: (h) => high[h] ?? 0,
    first: (value) => forecast.firstReached(value),
  };
}

const known = (past: Float64Array): [number, number][] =>
  [...past.entries()].filter(([, value]) => !Number.isNaN(value));

function sameWeekday(past: Float64Array): Answer {
  const steps = known(past).flatMap(([day, value]) => {
    const before = past[day - 7] ?? Number.NaN;
    return Number.isNaN(before) ? [] : [value - before];
  });
  const sigma = Math.sqrt(steps.reduce((sum, step) => sum + step ** 2, 0) / Math.max(1, steps.length));
  const middle = (h: number): number => past[past.length - 7 + (h % 7)] ?? 0;
  const reach = (h: number): number => 1.2816 * sigma * Math.sqrt(Math.floor(h / 7) + 1);
  return { middle, low: (h) => middle(h) - reach(h), high: (h) => middle(h) + reach(h) };
}

/** What a monitoring system calls linear prediction: least squares through the last 28 days. */
function straightLine(past: Float64Array): Answer {
  const points = known(past).slice(-28);
  const n = points.length;
  const meanDay = points.reduce((sum, [day]) => sum + day, 0) / n;
  const mean = points.reduce((sum, [, value]) => sum + value, 0) / n;
  const square = points.reduce((sum, [day]) => sum + (day - meanDay) ** 2, 0);
  const slope = points.reduce((sum, [day, value]) => sum + (day - meanDay) * (value - mean), 0) / square;
  const rest = points.reduce((sum, [day, value]) => sum + (value - mean - slope * (day - meanDay)) ** 2, 0);
  const sigma = Math.sqrt(rest / (n - 2));
  const middle = (h: number): number => mean + slope * (past.length + h - meanDay);
  const reach = (h: number): number =>
    1.313 * sigma * Math.sqrt(1 + 1 / n + (past.length + h - meanDay) ** 2 / square);
  return { middle, low: (h) => middle(h) - reach(h), high: (h) => middle(h) + reach(h) };
}

export function evaluatePeaks(series: readonly Float64Array[]): {
  scores: PeakScores[];
  exhaustion: ExhaustionScores;
} {
  const methods = ['same weekday a week ago', 'straight line', 'Allclear'];
  const sums = methods.map(() => spans.map(() => ({ error: 0, size: 0, covered: 0, n: 0 })));
  const exhaustion = emptyExhaustion();
  const errors: number[] = [];
  for (const values of series) {
    const peaks = peaksOf(values);
    for (let origin = leastDays; origin + 7 <= peaks.length; origin += originEvery) {
      const past = peaks.subarray(0, origin);
      const own = ours(past);
      if (!own) continue;
      const actual = peaks.subarray(origin, origin + horizon);
      for (const [m, answer] of [sameWeekday(past), straightLine(past), own].entries())
        tally(sums[m], answer, actual);
      if (actual.length === horizon) judge(exhaustion, errors, own.first, past, actual);
    }
  }
  if (errors.length > 0) exhaustion.medianErrorDays = errors.reduce((a, b) => a + b, 0) / errors.length;
  const scores = methods.map((method, m) => ({
    method,
    errorPercent: spans.map((_, s) => (100 * (sums[m]?.[s]?.error ?? 0)) / (sums[m]?.[s]?.size ?? 1)),
    coverage80: spans.map((_, s) => (100 * (sums[m]?.[s]?.covered ?? 0)) / (sums[m]?.[s]?.n ?? 1)),
  }));
  return { scores, exhaustion };
}

type Sum = { error: number; size: number; covered: number; n: number };

function tally(sums: Sum[] | undefined, answer: Answer, actual: Float64Array): void {
  for (const [h, value] of actual.entries()) {
    const sum = sums?.[spans.findIndex(({ from, to }) => h >= from && h < to)];
    if (!sum || Number.isNaN(value)) continue;
    sum.error += Math.abs(value - answer.middle(h));
    sum.size += Math.abs(value);
    sum.covered += value >= answer.low(h) && value <= answer.high(h) ? 1 : 0;
    sum.n++;
  }
}

const emptyExhaustion = (): ExhaustionScores => ({
  origins: 0,
  reached: 0,
  within: 0,
  quiet: 0,
  quietRight: 0,
  medianErrorDays: null,
});

function judge(
  scores: ExhaustionScores,
  errors: number[],
  first: (value: number) => Float64Array,
  past: Float64Array,
  actual: Float64Array,
): void {
  const capacity = capacityFactor * Math.max(...known(past).map(([, value]) => value));
  const days = first(capacity);
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((share) => days[Math.round(share * (days.length - 1))] ?? 0);
  const reached = actual.findIndex((value) => value >= capacity) + 1;
  scores.origins++;
  if (reached > 0) {
    scores.reached++;
    if (reached >= (p10 ?? 0) && reached <= (p90 ?? 0)) scores.within++;
    if (Number.isFinite(p50)) errors.push(Math.abs((p50 ?? 0) - reached));
  } else {
    scores.quiet++;
    // Not in sight: fewer than half of the futures reach it.
    if (!Number.isFinite(p50)) scores.quietRight++;
  }
}

export const spanNames = spans.map(({ name }) => name);
