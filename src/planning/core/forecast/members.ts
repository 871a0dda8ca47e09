import { continueSeries, dailyLags, denseLags, fitAutoregression, sparseLags } from './autoregression.ts';
import { forecastDoubleSeasonal } from './double-seasonal.ts';
import { fillGaps, type Seasons } from './seasons.ts';

/** One way to forecast. `needs` is the shortest series it can learn from, in steps. */
export interface Member {
  name: string;
  needs(seasons: Seasons): number;
  forecast(y: Float64Array, seasons: Seasons, horizon: number): Float64Array;
}

// The penalties are the same for every series. Near-collinear lags need next to none; differences, which are mostly
// noise, and few lags, which have to stand for many, need more.
const penalty = { daily: 1e-5, difference: 1e-2, dense: 1e-4, sparse: 1e-3 };
const rowsPerLag = 3;

const seasonalNaive = (name: string, which: keyof Seasons): Member => ({
  name,
  needs: (seasons) => seasons[which],
  forecast(y, seasons, horizon) {
    const filled = fillGaps(y, seasons);
    const period = seasons[which];
    return Float64Array.from(
      { length: horizon },
      (_, h) => filled[filled.length - period + (h % period)] ?? 0,
    );
  },
});

function autoregression(name: string, lagsOf: (seasons: Seasons) => number[], ridge: number): Member {
  return {
    name,
    needs: (seasons) => needs(lagsOf(seasons)),
    forecast: (y, seasons, horizon) => {
      const filled = fillGaps(y, seasons);
      const model = fitAutoregression(y, filled, lagsOf(seasons), ridge);
      return within(filled, continueSeries(model, filled, horizon));
    },
  };
}

const needs = (lags: readonly number[]): number => (lags.at(-1) ?? 0) + rowsPerLag * lags.length;

/** The same on differences from a day before, which a change of level does not disturb for longer than a day. */
const dailyDifferences: Member = {
  name: 'autoregression of daily differences',
  needs: (seasons) => seasons.short + needs(dailyLags(seasons)),
  forecast(y, seasons, horizon) {
    const { short } = seasons;
    const filled = fillGaps(y, seasons);
    const differences = (of: Float64Array): Float64Array =>
      of.subarray(short).map((value, t) => value - (of[t] ?? 0));
    const steps = differences(filled);
    const model = fitAutoregression(differences(y), steps, dailyLags(seasons), penalty.difference);
    const path = continueSeries(model, steps, horizon);
    for (let h = 0; h < horizon; h++)
      path[h] = (path[h] ?? 0) + (h < short ? (filled[y.length - short + h] ?? 0) : (path[h - short] ?? 0));
    return within(filled, path);
  },
};

/** Keeps a forecast within the range ever seen and 30% more: a fitted recursion may run away. */
function within(seen: Float64Array, path: Float64Array): Float64Array {
  const low = seen.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = seen.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const room = 0.3 * (high - low);
  return path.map((value) => Math.min(high + room, Math.max(low - room, value)));
}

/** The forecasts that are averaged. */
export const members: readonly Member[] = [
  seasonalNaive('seasonal naive, weekly', 'long'),
  {
    name: 'double seasonal smoothing',
    needs: (seasons) => 2 * seasons.long,
    forecast: forecastDoubleSeasonal,
  },
  autoregression('autoregression, daily lags', dailyLags, penalty.daily),
  autoregression('autoregression, dense lags', denseLags, penalty.dense),
  autoregression('autoregression, sparse lags', sparseLags, penalty.sparse),
  dailyDifferences,
];

/** What is left when the series is shorter than any member needs. */
export const lastResort: Member = seasonalNaive('seasonal naive, daily', 'short');
