import { forecastDoubleSeasonal, forecastSeries } from '#planning';

export interface Answer {
  middle: Float64Array;
  quantile(probability: number): Float64Array;
}

export interface Method {
  name: string;
  forecast(past: Float64Array, horizon: number): Answer;
}

const seasons = { short: 24, long: 168 };

/** The same value a season before; the band from its own errors in the past, normal, wider with each season ahead. */
const naive = (name: string, period: number): Method => ({
  name,
  forecast: (past, horizon) => {
    const filled = filledWithLast(past);
    const middle = Float64Array.from(
      { length: horizon },
      (_, h) => filled[filled.length - period + (h % period)] ?? 0,
    );
    return normalBand(middle, rootMeanSquare(differences(past, period)), (h) =>
      Math.sqrt(Math.floor(h / period) + 1),
    );
  },
});

/**
 * Theta (Assimakopoulos and Nikolopoulos 2000; as simple smoothing with half of the trend, Hyndman and Billah 2003), on values
 * freed of the day's shape.
 */
const theta: Method = {
  name: 'theta',
  forecast: (past, horizon) => {
    const filled = filledWithLast(past);
    const day = dayShape(filled);
    const flat = filled.map((value, t) => value - (day[t % 24] ?? 0));
    const [rate] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].sort(
      (a, b) => smooth(flat, a).mse - smooth(flat, b).mse,
    );
    const { level: last, mse } = smooth(flat, rate ?? 0.5);
    const drift = slope(flat) / 2;
    const middle = Float64Array.from(
      { length: horizon },
      (_, h) => last + drift * (h + 1) + (day[(filled.length + h) % 24] ?? 0),
    );
    return normalBand(middle, Math.sqrt(mse), (h) => Math.sqrt(1 + h * (rate ?? 0.5) ** 2));
  },
};

/** One member alone, to show what averaging adds. */
const smoothing: Method = {
  name: 'double seasonal smoothing',
  forecast: (past, horizon) => {
    const recent = past.subarray(-12 * seasons.long);
    const middle = forecastDoubleSeasonal(recent, seasons, horizon);
    return normalBand(middle, rootMeanSquare(differences(recent, 24)), () => 1);
  },
};

const ours: Method = {
  name: 'Allclear',
  forecast: (past, horizon) => {
    const forecast = forecastSeries(past, seasons, horizon);
    if (!forecast) throw new Error('the series is too short');
    return forecast;
  },
};

export const methods: readonly Method[] = [
  naive('seasonal naive', 24),
  naive('seasonal naive, weekly', 168),
  theta,
  smoothing,
  ours,
];

/** Unknown values take the last known one: enough for simple methods on series that hardly have any. */
function filledWithLast(y: Float64Array): Float64Array {
  let last = y.find((value) => !Number.isNaN(value)) ?? 0;
  return y.map((value) => {
    last = Number.isNaN(value) ? last : value;
    return last;
  });
}

/** The mean of each hour of the day, less the mean of all. */
function dayShape(y: Float64Array): Float64Array {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const level = mean(y);
  return Float64Array.from({ length: 24 }, (_, hour) => mean(y.filter((_, t) => t % 24 === hour)) - level);
}

/** Standard normal quantiles at the levels that are scored. */
const normalQuantiles: Record<string, number> = {
  '0.1': -1.2816,
  '0.2': -0.8416,
  '0.3': -0.5244,
  '0.4': -0.2533,
  '0.5': 0,
  '0.6': 0.2533,
  '0.7': 0.5244,
  '0.8': 0.8416,
  '0.9': 1.2816,
};
const normalQuantile = (probability: number): number => normalQuantiles[String(probability)] ?? 0;

const differences = (y: Float64Array, period: number): Float64Array =>
  y.subarray(period).map((value, t) => value - (y[t] ?? Number.NaN));

function rootMeanSquare(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return Math.sqrt(known.reduce((sum, value) => sum + value * value, 0) / Math.max(1, known.length));
}

const normalBand = (middle: Float64Array, sigma: number, growth: (h: number) => number): Answer => ({
  middle,
  quantile: (probability) =>
    middle.map((value, h) => value + normalQuantile(probability) * sigma * growth(h)),
});

function smooth(y: Float64Array, rate: number): { level: number; mse: number } {
  let level = y[0] ?? 0;
  let sum = 0;
  for (const value of y) {
    sum += (value - level) ** 2;
    level += rate * (value - level);
  }
  return { level, mse: sum / y.length };
}

function slope(y: Float64Array): number {
  const centre = (y.length - 1) / 2;
  const sum = y.reduce((total, value, t) => total + (t - centre) * value, 0);
  return sum / ((y.length * (y.length ** 2 - 1)) / 12);
}
