import type { Task } from './forecast-data.ts';
import type { Answer } from './forecast-methods.ts';

export const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
export const bands = [
  { name: 'hours 1-6', from: 0, to: 6 },
  { name: 'hours 7-24', from: 6, to: 24 },
  { name: 'hours 25-48', from: 24, to: 48 },
];

/** Sums over tasks, from which the scores follow. */
export interface Tally {
  tasks: number;
  mase: number;
  smape: number;
  /** Sums of pinball losses, twice, by level; and of the sizes of the values. */
  pinball: number[];
  size: number;
  covered: number;
  values: number;
  /** Sums of scaled errors by band of hours ahead. */
  byBand: { sum: number; n: number; covered: number }[];
  seconds: number;
}

export const emptyTally = (): Tally => ({
  tasks: 0,
  mase: 0,
  smape: 0,
  pinball: levels.map(() => 0),
  size: 0,
  covered: 0,
  values: 0,
  byBand: bands.map(() => ({ sum: 0, n: 0, covered: 0 })),
  seconds: 0,
});

/**
 * Adds one task: MASE and sMAPE as the M4 competition defines them (errors scaled by those of the daily seasonal naive over
 * the past), pinball loss at .1 to .9, coverage of the interval from .1 to .9. Unknown values are left out.
 */
export function add(tally: Tally, task: Task, answer: Answer, seconds: number): void {
  const scale = naiveError(task.past, 24);
  const quantiles = levels.map((level) => answer.quantile(level));
  const sums = { error: 0, percent: 0, n: 0 };
  for (const [h, actual] of task.actual.entries()) {
    const middle = answer.middle[h] ?? 0;
    if (Number.isNaN(actual)) continue;
    const error = Math.abs(actual - middle);
    sums.error += error;
    sums.percent += (200 * error) / Math.max(1e-12, Math.abs(actual) + Math.abs(middle));
    sums.n++;
    tally.size += Math.abs(actual);
    for (const [i, level] of levels.entries())
      tally.pinball[i] = (tally.pinball[i] ?? 0) + pinball(actual, quantiles[i]?.[h] ?? 0, level);
    const inside = actual >= (quantiles[0]?.[h] ?? 0) && actual <= (quantiles.at(-1)?.[h] ?? 0);
    tally.covered += inside ? 1 : 0;
    tally.values++;
    const band = tally.byBand[bands.findIndex(({ from, to }) => h >= from && h < to)];
    if (!band || scale === 0) continue;
    band.sum += error / scale;
    band.n++;
    band.covered += inside ? 1 : 0;
  }
  tally.tasks++;
  tally.mase += scale === 0 ? 0 : sums.error / sums.n / scale;
  tally.smape += sums.percent / sums.n;
  tally.seconds += seconds;
}

function naiveError(past: Float64Array, period: number): number {
  let sum = 0;
  let n = 0;
  for (let t = period; t < past.length; t++) {
    const step = Math.abs((past[t] ?? Number.NaN) - (past[t - period] ?? Number.NaN));
    if (Number.isNaN(step)) continue;
    sum += step;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

/** Twice the pinball loss, as the weighted quantile loss is usually summed. */
const pinball = (actual: number, quantile: number, level: number): number =>
  2 * (actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual));

export interface Scores {
  method: string;
  tasks: number;
  mase: number;
  smapePercent: number;
  weightedQuantileLoss: number;
  coverage80: number;
  maseByHour: { hours: string; mase: number; coverage80: number }[];
  secondsEach: number;
}

export const scoresOf = (method: string, tally: Tally): Scores => ({
  method,
  tasks: tally.tasks,
  mase: tally.mase / tally.tasks,
  smapePercent: tally.smape / tally.tasks,
  weightedQuantileLoss: tally.pinball.reduce((sum, loss) => sum + loss / tally.size, 0) / levels.length,
  coverage80: tally.covered / tally.values,
  maseByHour: bands.map(({ name }, i) => {
    const band = tally.byBand[i] ?? { sum: 0, n: 1, covered: 0 };
    return { hours: name, mase: band.sum / band.n, coverage80: band.covered / band.n };
  }),
  secondsEach: tally.seconds / tally.tasks,
});
