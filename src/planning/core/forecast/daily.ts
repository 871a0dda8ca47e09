import { createRandom } from '#platform/numbers';
import { type DailyModel, fitDaily, type ModelDay, projectDaily } from './daily-model.ts';
import { fewErrorsFactor, normalQuantile, quantileOf } from './quantiles.ts';

export interface DailyForecast {
  model: DailyModel;
  /** Middle of each day to come. */
  middle: Float64Array;
  /** The value not exceeded with this probability, for each day to come. */
  quantile(probability: number): Float64Array;
  /**
   * The first day (1 is the next one) on which the series reaches a value, as it comes in many drawn futures; days beyond the
   * horizon are Infinity. Ascending.
   */
  firstReached(value: number): Float64Array;
  /** Known days it rests on, and past forecasts its interval rests on. */
  knownDays: number;
  origins: number;
}

export const dailyParameters = {
  /** Fewer known days are no ground for a forecast. */
  leastDays: 14,
  mostDays: 182,
  origins: 16,
  originEvery: 7,
  futures: 1000,
  seed: 20260429,
} as const;

/** Error variance of a forecast h days ahead: noise of the day itself, and the drift of the level. */
interface Spread {
  noise: number;
  drift: number;
  /** Standardised errors of past forecasts, ascending; empty when there were too few. */
  scaled: Float64Array;
  origins: number;
}

/**
 * Forecasts a daily series of positive values (NaN where unknown) for the days to come. Null with fewer than 14 known days.
 * The interval comes from the errors of forecasts made every week in the past: their variance as a straight line over days
 * ahead, and their own quantiles.
 */
export function forecastDaily(
  values: Float64Array,
  days: readonly ModelDay[],
  ahead: readonly ModelDay[],
): DailyForecast | null {
  const recent = values.subarray(-dailyParameters.mostDays);
  const recentDays = days.slice(-dailyParameters.mostDays);
  const y = recent.map((value) => (value > 0 ? Math.log(value) : Number.NaN));
  const knownDays = y.filter((value) => !Number.isNaN(value)).length;
  if (knownDays < dailyParameters.leastDays) return null;
  const model = fitDaily(y, recentDays);
  const path = projectDaily(model, ahead);
  const spread = spreadOf(y, recentDays, model);
  return {
    model,
    middle: path.map(Math.exp),
    quantile: (probability) => {
      const reach = reachOf(spread, probability);
      return path.map((value, h) => Math.exp(value + reach * deviation(spread, h + 1)));
    },
    firstReached: (value) => firstReached(path, spread, model.noise, Math.log(value)),
    knownDays,
    origins: spread.origins,
  };
}

const deviation = ({ noise, drift }: Spread, h: number): number => Math.sqrt(noise + drift * h);

/** Multiple of the deviation: the errors' own quantile and the normal one, half each, wider when the origins are few. */
function reachOf({ scaled, origins }: Spread, probability: number): number {
  const factor = fewErrorsFactor(Math.max(4, origins), probability);
  const normal = normalQuantile(probability);
  if (scaled.length === 0) return factor * normal;
  return (factor * (normal + quantileOf(scaled, probability))) / 2;
}

function spreadOf(y: Float64Array, days: readonly ModelDay[], model: DailyModel): Spread {
  const errors = pastErrors(y, days);
  const theory = model.rate ** 2 * model.noise;
  if (errors.length < 3)
    return { noise: model.noise, drift: theory, scaled: new Float64Array(0), origins: errors.length };
  const line = varianceLine(errors.flat());
  const spread = { noise: Math.max(line.noise, 1e-6), drift: Math.max(line.drift, 0) };
  const scaled = errors.flat().map(({ h, error }) => error / Math.sqrt(spread.noise + spread.drift * h));
  return { ...spread, scaled: Float64Array.from(scaled).sort(), origins: errors.length };
}

interface PastError {
  h: number;
  error: number;
}

/** Errors of forecasts made a week apart, each with three weeks and half of the days at least to learn from. */
function pastErrors(y: Float64Array, days: readonly ModelDay[]): PastError[][] {
  const { origins, originEvery, leastDays } = dailyParameters;
  const found: PastError[][] = [];
  for (let k = 1; k <= origins; k++) {
    const origin = y.length - k * originEvery;
    const past = y.subarray(0, Math.max(0, origin));
    if (
      2 * origin < y.length ||
      past.filter((value) => !Number.isNaN(value)).length < leastDays + originEvery
    )
      break;
    const path = projectDaily(fitDaily(past, days.slice(0, origin)), days.slice(origin, origin + 60));
    const errors = [...path].flatMap((value, i) => {
      const error = (y[origin + i] ?? Number.NaN) - value;
      return Number.isNaN(error) ? [] : [{ h: i + 1, error }];
    });
    if (errors.length > 0) found.push(errors);
  }
  return found;
}

/** Least squares of squared errors on days ahead, neither part below zero. */
function varianceLine(errors: readonly PastError[]): { noise: number; drift: number } {
  const n = errors.length;
  const mean = (of: (one: PastError) => number): number => errors.reduce((sum, one) => sum + of(one), 0) / n;
  const h = mean((one) => one.h);
  const square = mean((one) => one.error ** 2);
  const spread = mean((one) => (one.h - h) ** 2);
  const drift =
    spread === 0 ? 0 : Math.max(0, mean((one) => (one.h - h) * (one.error ** 2 - square)) / spread);
  const noise = square - drift * h;
  return noise >= 0 ? { noise, drift } : { noise: 0, drift: square / h };
}

/**
 * Futures drawn from a fixed seed: a level that wanders, an error of the level that all days share, and the noise of each
 * day, which is no more than the model is wrong from one day to the next.
 */
function firstReached(path: Float64Array, spread: Spread, dayNoise: number, log: number): Float64Array {
  const random = createRandom(dailyParameters.seed);
  const own = Math.min(dayNoise, spread.noise);
  const factor = reachOf(spread, 0.9) / normalQuantile(0.9);
  const draw = (variance: number): number =>
    factor * Math.sqrt(variance) * normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random())));
  const days = new Float64Array(dailyParameters.futures).fill(Number.POSITIVE_INFINITY);
  for (let future = 0; future < days.length; future++) {
    let level = draw(spread.noise - own);
    for (const [h, value] of path.entries()) {
      level += draw(spread.drift);
      if (value + level + draw(own) < log) continue;
      days[future] = h + 1;
      break;
    }
  }
  return days.sort();
}
