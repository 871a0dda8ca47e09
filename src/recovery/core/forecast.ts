import type { Random } from '#platform/numbers';
import { commonPace } from './common-pace.ts';
import type { Course } from './courses.ts';
import { normal } from './draws.ts';
import { forecastParameters } from './forecast-parameters.ts';
import { type Known, knownOf } from './known.ts';
import { drawLatest, type Weighted } from './simulate.ts';

// When will the last practice be back to normal? The model, its limits and a worked example: docs/algorithms/recovery.md.

export interface Forecast {
  /** Working days since recovery began by which the last practice is back to normal; the interval in whole days. */
  low: number;
  middle: number;
  high: number;
  /** Practices whose pace is known. */
  paces: number;
  /** Still recovering, with no pace of their own yet. */
  withoutPace: number;
  silent: number;
}

export type ForecastResult = { ok: true; forecast: Forecast } | { ok: false; refused: string };

/**
 * Forecasts the working day on which the last practice is back to normal, with an 80% interval: the length of each practice's
 * recovery is lognormal over all practices, in days at the pace that all of them have; what each reported narrows its own. `nowDay` in
 * working days since the beginning. Never earlier than now: a practice that is silent has not recovered. Refuses with too little to go by.
 */
export function forecastRecovery(courses: readonly Course[], nowDay: number, random: Random): ForecastResult {
  const pace = commonPace(courses, nowDay);
  const answered = courses
    .filter((course) => course.length > 0)
    .map((course) => course.map((report) => ({ ...report, day: pace.effortBy(report.day) })));
  const known = answered.map(knownOf);
  const open = known.filter(({ isBack }) => !isBack).length;
  const silent = courses.length - answered.length;
  const withoutPace = known.filter((each) => !each.isBack && !each.pace).length;
  const paces = known.length - withoutPace;
  const refused = refusalOf({ total: courses.length, answered: answered.length, open, silent, paces });
  if (refused !== null) return { ok: false, refused };
  const done = pace.effortBy(nowDay);
  const days = drawLatest(weighted(known), { silent, nowDay: done }, random)
    .map((latest) => nowDay + ((latest - done) / pace.recent) * Math.exp(pace.changeSd * normal(random)))
    .sort((a, b) => a - b);
  const [low, high] = intervalOf(days);
  const middle = quantile(days, 0.5);
  return { ok: true, forecast: { low, middle, high, paces, withoutPace, silent } };
}

/**
 * The whole days that hold the stated share of the draws. No more than half of the rest lies after them, since too early is what hurts;
 * they begin as late as the share allows, for whole days hold more than was asked.
 */
function intervalOf(days: readonly number[]): [low: number, high: number] {
  const { interval } = forecastParameters;
  const tail = (1 - interval) / 2;
  let low = Math.ceil(quantile(days, tail));
  const high = Math.ceil(quantile(days, 1 - tail));
  const heldFrom = (first: number): number => days.filter((day) => day > first - 1 && day <= high).length;
  while (low < high && heldFrom(low + 1) >= interval * days.length) low += 1;
  return [low, high];
}

function refusalOf(counts: {
  total: number;
  answered: number;
  open: number;
  silent: number;
  paces: number;
}): string | null {
  const { leastPaces, leastAnsweredShare } = forecastParameters;
  const { total, answered, open, silent, paces } = counts;
  if (total === 0) return 'No practice is awaited.';
  if (answered < leastAnsweredShare * total)
    return `${answered} of ${total} practices have replied. At least half must have.`;
  if (open === 0 && silent === 0) return 'Every practice is back to normal: there is nothing to forecast.';
  if (open === 0)
    return `Every practice that replied is back to normal. Nothing is known of the ${silent} that have not replied.`;
  if (paces < leastPaces)
    return `${paces} practices have shown how fast they recover. At least ${leastPaces} must have: by two reports of a backlog that falls, or by being back to normal.`;
  return null;
}

/** Every one that still recovers, and of those that are back to normal some, spread evenly over the list, which stand for the others. */
function weighted(all: readonly Known[]): Weighted[] {
  const back = all.filter(({ isBack }) => isBack);
  const wanted = Math.min(back.length, forecastParameters.mostBack);
  const weight = back.length / Math.max(1, wanted);
  const kept = Array.from({ length: wanted }, (_, index) => back[Math.floor(index * weight)]);
  return [
    ...kept.flatMap((known) => (known ? [{ known, weight }] : [])),
    ...all.filter(({ isBack }) => !isBack).map((known) => ({ known, weight: 1 })),
  ];
}

const quantile = (sorted: readonly number[], share: number): number => {
  const place = share * (sorted.length - 1);
  const [below, above] = [Math.floor(place), Math.ceil(place)];
  const [a, b] = [sorted[below] ?? 0, sorted[above] ?? 0];
  return a + (b - a) * (place - below);
};
