import { lastResort, type Member, members } from './members.ts';
import { fewErrorsFactor, quantileOf } from './quantiles.ts';
import type { Seasons } from './seasons.ts';

export interface SeriesForecast {
  /** The most likely middle, one for each step ahead. */
  middle: Float64Array;
  /** The value that is not exceeded with this probability, for each step ahead. */
  quantile(probability: number): Float64Array;
  /** Each forecast that was averaged, with its weight; weights add up to 1. */
  weights: readonly { name: string; weight: number }[];
  /** How many past forecasts the band rests on. */
  origins: number;
}

/** The same for every series. docs/algorithms/forecast.md has the reasons and what was measured. */
export const seriesParameters = {
  longSeasons: 12,
  origins: 10,
  weightPower: 2,
  pooledOrigins: 3,
  neighbours: [0.1, 0.2, 0.4, 0.2, 0.1],
};

/** A forecast made in the past, and what came of it. */
interface Trial {
  paths: Float64Array[];
  actual: Float64Array;
  /** Mean absolute error of each member. */
  errors: number[];
}

/**
 * Forecasts a series (NaN where unknown) for `horizon` steps: several methods averaged by how well each did on the same
 * series (its last twelve weeks) from up to ten earlier origins, a short season apart, with a band from the errors of those earlier forecasts. Null
 * when less than two short seasons are given. Steps ahead keep their place in the day from origin to origin, so the band
 * is wide at the hours that are hard to forecast.
 */
export function forecastSeries(
  series: Float64Array,
  seasons: Seasons,
  horizon: number,
): SeriesForecast | null {
  const y = series.subarray(-seriesParameters.longSeasons * seasons.long);
  if (y.length < 2 * seasons.short || y.every(Number.isNaN)) return null;
  const origins = originsOf(y.length, seasons, horizon);
  const shortest = origins.at(-1) ?? y.length;
  const able = members.filter((member) => member.needs(seasons) <= shortest);
  const chosen = able.length === 0 ? [lastResort] : able;
  const trials = origins.map((origin) => tryFrom(y, origin, chosen, seasons, horizon));
  const paths = chosen.map((member) => member.forecast(y, seasons, horizon));
  const weights = weightsFrom(trials, chosen.length);
  const middle = average(paths, weights);
  return {
    middle,
    quantile: bandOf(middle, trials),
    weights: chosen.map((member, i) => ({ name: member.name, weight: weights[i] ?? 0 })),
    origins: origins.length,
  };
}

/** Up to ten origins, the latest first, leaving at least half of the series, or two long seasons, to learn from. */
function originsOf(length: number, { short, long }: Seasons, horizon: number): number[] {
  const least = Math.max(2 * short, Math.min(2 * long + short, length / 2));
  const origins: number[] = [];
  for (let origin = length - horizon; origin >= least; origin -= short) {
    if (origins.length === seriesParameters.origins) break;
    origins.push(origin);
  }
  return origins;
}

function tryFrom(
  y: Float64Array,
  origin: number,
  chosen: readonly Member[],
  seasons: Seasons,
  horizon: number,
): Trial {
  const past = y.subarray(0, origin);
  const actual = y.subarray(origin, origin + horizon);
  const paths = chosen.map((member) => member.forecast(past, seasons, horizon));
  return { paths, actual, errors: paths.map((path) => meanError(path, actual)) };
}

function meanError(path: Float64Array, actual: Float64Array): number {
  let sum = 0;
  let known = 0;
  for (let h = 0; h < actual.length; h++) {
    const error = Math.abs((actual[h] ?? Number.NaN) - (path[h] ?? 0));
    if (Number.isNaN(error)) continue;
    sum += error;
    known++;
  }
  return known === 0 ? Number.NaN : sum / known;
}

/** Weights in proportion to the mean error to the power of -2 (Bates and Granger, 1969, by absolute error). */
function weightsFrom(trials: readonly Trial[], count: number): number[] {
  const raw = Array.from({ length: count }, (_, member) => {
    const errors = trials
      .map((trial) => trial.errors[member] ?? Number.NaN)
      .filter((error) => !Number.isNaN(error));
    if (errors.length === 0) return 1;
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return (mean + 1e-12) ** -seriesParameters.weightPower;
  });
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

const average = (paths: readonly Float64Array[], weights: readonly number[]): Float64Array =>
  Float64Array.from({ length: paths[0]?.length ?? 0 }, (_, h) =>
    paths.reduce((sum, path, i) => sum + (weights[i] ?? 0) * (path[h] ?? 0), 0),
  );

/**
 * The band: errors of past forecasts, each averaged with weights learnt from the other origins alone, scaled by step ahead
 * and pooled (split conformal prediction on rolling origins: Vovk, Gammerman and Shafer 2005; Stankeviciute and others 2021).
 * Half of the quantile is taken from the signed errors and half from their size, because ten origins say little about skew.
 */
function bandOf(middle: Float64Array, trials: readonly Trial[]): (probability: number) => Float64Array {
  const errors = trials.map((trial) => {
    const others = trials.length > 1 ? trials.filter((other) => other !== trial) : trials;
    const path = average(trial.paths, weightsFrom(others, trial.paths.length));
    return path.map((value, h) => (trial.actual[h] ?? Number.NaN) - value);
  });
  if (errors.length === 0) return () => middle.map(() => Number.NaN);
  const scale = scaleByStep(errors, middle.length);
  const scaled = errors.flatMap((path) => [...path.map((error, h) => error / (scale[h] ?? 1))]);
  const signed = Float64Array.from(scaled.filter((error) => !Number.isNaN(error))).sort();
  const sizes = signed.map(Math.abs).sort();
  return (probability) => {
    const size = Math.sign(probability - 0.5) * quantileOf(sizes, Math.abs(2 * probability - 1));
    const factor = fewErrorsFactor(errors.length, probability);
    const reach = (factor * (size + quantileOf(signed, probability))) / 2;
    return middle.map((value, h) => value + reach * (scale[h] ?? 0));
  };
}

/** Root mean square of the errors of each step and its neighbours, drawn towards that of all steps. */
function scaleByStep(errors: readonly Float64Array[], horizon: number): Float64Array {
  const { neighbours, pooledOrigins } = seriesParameters;
  const squares = Float64Array.from({ length: horizon }, (_, h) => meanSquare(errors.map((path) => path[h])));
  const pooled = meanSquare(errors.flatMap((path) => [...path]));
  const reach = (neighbours.length - 1) / 2;
  return squares.map((_, h) => {
    let sum = 0;
    let weight = 0;
    for (const [index, share] of neighbours.entries()) {
      const square = squares[h + index - reach];
      if (square === undefined || Number.isNaN(square)) continue;
      sum += share * square;
      weight += share;
    }
    const own = weight === 0 ? pooled : sum / weight;
    const drawn = (errors.length * own + pooledOrigins * pooled) / (errors.length + pooledOrigins);
    return Math.sqrt(drawn + 1e-18);
  });
}

function meanSquare(values: readonly (number | undefined)[]): number {
  const known = values.filter((value): value is number => value !== undefined && !Number.isNaN(value));
  return known.length === 0
    ? Number.NaN
    : known.reduce((sum, value) => sum + value * value, 0) / known.length;
}
