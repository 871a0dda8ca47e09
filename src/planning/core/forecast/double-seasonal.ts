import { type Seasons, seasonMeans } from './seasons.ts';
import { minimise } from './simplex.ts';

/** The state after the values seen: a level, both seasons, and the error that lingers. */
interface State {
  level: number;
  short: Float64Array;
  long: Float64Array;
  lastError: number;
}

/** How fast each part follows the errors; `error` is how much of an error lasts to the next step. */
interface Rates {
  level: number;
  short: number;
  long: number;
  error: number;
}

const rateBounds = [
  { low: 0.0001, high: 0.6, start: 0.05 },
  { low: 0.0001, high: 0.6, start: 0.15 },
  { low: 0.0001, high: 0.6, start: 0.15 },
  { low: 0, high: 0.995, start: 0.7 },
];
const maxFits = 160;

/**
 * Forecast by exponential smoothing with two additive seasons and a first-order autoregressive error (Taylor, "Exponentially
 * weighted methods for forecasting intraday time series with multiple seasonal cycles", International Journal of
 * Forecasting 26, 2010, section 2.2). The four rates minimise the squared one-step error. An unknown value changes nothing
 * but lets the lingering error fade.
 */
export function forecastDoubleSeasonal(y: Float64Array, seasons: Seasons, horizon: number): Float64Array {
  const start = initialState(y, seasons);
  const fresh = (): State => ({ ...start, short: start.short.slice(), long: start.long.slice() });
  const ratesOf = ([level = 0, short = 0, long = 0, error = 0]: readonly number[]): Rates => ({
    level,
    short,
    long,
    error,
  });
  const rates = ratesOf(minimise((point) => run(y, fresh(), ratesOf(point)), rateBounds, maxFits));
  const state = fresh();
  run(y, state, rates);
  return project(state, rates, y.length, horizon);
}

/** Means over the first two weeks. */
function initialState(y: Float64Array, { short, long }: Seasons): State {
  const first = y.subarray(0, Math.min(y.length, 2 * long));
  const level = seasonMeans(first, 1)[0] ?? 0;
  const day = seasonMeans(first, short, () => level);
  const week = seasonMeans(first, long, (t) => level + (day[t % short] ?? 0));
  return { level, short: day, long: week, lastError: 0 };
}

/** Runs through the values, changing the state; returns the mean squared one-step error after the first long season. */
function run(y: Float64Array, state: State, rates: Rates): number {
  const { short, long } = state;
  let sum = 0;
  let count = 0;
  for (let t = 0; t < y.length; t++) {
    const value = y[t] ?? Number.NaN;
    const [i, j] = [t % short.length, t % long.length];
    const carried = rates.error * state.lastError;
    state.lastError = carried;
    if (Number.isNaN(value)) continue;
    const [day, week] = [short[i] ?? 0, long[j] ?? 0];
    const error = value - state.level - day - week;
    if (t >= long.length) {
      sum += (error - carried) ** 2;
      count++;
    }
    state.level += rates.level * error;
    short[i] = day + rates.short * error;
    long[j] = week + rates.long * error;
    state.lastError = error;
  }
  return count === 0 ? 0 : sum / count;
}

function project(state: State, rates: Rates, at: number, horizon: number): Float64Array {
  const { short, long, level, lastError } = state;
  return Float64Array.from(
    { length: horizon },
    (_, h) =>
      level +
      (short[(at + h) % short.length] ?? 0) +
      (long[(at + h) % long.length] ?? 0) +
      lastError * rates.error ** (h + 1),
  );
}
