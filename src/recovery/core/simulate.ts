import { normalQuantile, type Random } from '#platform/numbers';
import { gamma, normal, truncatedNormal } from './draws.ts';
import { forecastParameters } from './forecast-parameters.ts';
import type { Known, OwnPace } from './known.ts';

/** The population of lengths, lognormal, and how far recoveries end sooner or later than their pace says: all on the scale of logarithms. */
interface Population {
  mean: number;
  sd: number;
  stretch: number;
}

/** A practice with the weight that it has in the population: those that are back to normal may stand for more than themselves. */
export interface Weighted {
  known: Known;
  weight: number;
}

/**
 * Draws of the last practice's day, by Gibbs sampling (Geman and Geman 1984): lengths given the population, the population given the
 * lengths (mean flat, variance inverse gamma (2, 0.3)), and the stretch given both the lengths and the paces (normal).
 */
export function drawLatest(
  practices: readonly Weighted[],
  { silent, nowDay }: { silent: number; nowDay: number },
  random: Random,
): number[] {
  const { warmUp, draws } = forecastParameters;
  const logs = practices.map(({ known }) => startOf(known));
  let population: Population = { ...centreOf(practices, logs), sd: 0.5, stretch: 0 };
  const found: number[] = [];
  for (let round = 0; round < warmUp + draws; round += 1) {
    let latest = 0;
    for (const [index, { known }] of practices.entries()) {
      const log = drawLength(known, logs[index] ?? 0, population, random);
      logs[index] = log;
      // What is back to normal is behind us.
      if (!known.isBack) latest = Math.max(latest, log);
    }
    population = drawPopulation(practices, logs, population.sd, random);
    if (round < warmUp) continue;
    if (silent > 0) latest = Math.max(latest, drawSilent(silent, population, random));
    found.push(Math.max(nowDay, Math.exp(latest)));
  }
  return found;
}

function startOf({ low, high, pace, isBack }: Known): number {
  if (isBack) return Math.log((low + high) / 2);
  return pace ? Math.log(pace.from + Math.exp(pace.logRemaining)) : Math.log(low * 1.3);
}

/** The mean of the logarithms by weight, and their squares around it as if each counted once. */
function centreOf(
  practices: readonly Weighted[],
  logs: readonly number[],
): { mean: number; squares: number } {
  let [weights, sum, squares] = [0, 0, 0];
  for (const [index, { weight }] of practices.entries()) {
    weights += weight;
    sum += weight * (logs[index] ?? 0);
  }
  const mean = sum / weights;
  for (const [index, { weight }] of practices.entries()) squares += weight * ((logs[index] ?? 0) - mean) ** 2;
  return { mean, squares: (squares * logs.length) / weights };
}

function drawPopulation(
  practices: readonly Weighted[],
  logs: readonly number[],
  lastSd: number,
  random: Random,
): Population {
  const { mean: centre, squares } = centreOf(practices, logs);
  const mean = centre + (lastSd / Math.sqrt(logs.length)) * normal(random);
  const around = squares + logs.length * (mean - centre) ** 2;
  const sd = Math.sqrt((0.3 + around / 2) / gamma(random, 2 + logs.length / 2));
  let precision = 1 / forecastParameters.stretchUncertainty ** 2;
  let pull = 0;
  for (const [index, { known }] of practices.entries()) {
    if (!known.pace) continue;
    const { from, logRemaining, sd: own } = known.pace;
    precision += 1 / own ** 2;
    pull += (Math.log(Math.exp(logs[index] ?? 0) - from) - logRemaining) / own ** 2;
  }
  return { mean, sd, stretch: pull / precision + normal(random) / Math.sqrt(precision) };
}

/** The longest of n silent ones alike, in one draw: the n-th root of a uniform is where it stands among them. */
function drawSilent(silent: number, { mean, sd }: Population, random: Random): number {
  const { silentFactor, silentUncertainty } = forecastParameters;
  const shift = Math.log(silentFactor) + silentUncertainty * normal(random);
  return mean + shift + sd * normalQuantile(Math.min(1 - 1e-12, random() ** (1 / silent)));
}

function drawLength(known: Known, current: number, population: Population, random: Random): number {
  if (known.pace) return drawByPace(known, known.pace, current, population, random);
  const low = Math.log(Math.max(1e-3, known.low));
  return truncatedNormal(random, { ...population, low, high: Math.log(known.high) });
}

/**
 * One step of Metropolis and Hastings (1970) that proposes from the practice's own pace and accepts by how the population weighs it. The
 * weight of a length T with R still to go is the population's density of T times dT/d(log R) = R.
 */
function drawByPace(
  { low, high }: Known,
  { from, logRemaining, sd }: OwnPace,
  current: number,
  population: Population,
  random: Random,
): number {
  const mean = logRemaining + population.stretch;
  const remaining =
    high === Number.POSITIVE_INFINITY
      ? mean + sd * normal(random)
      : truncatedNormal(random, {
          ...{ mean, sd },
          low: low > from ? Math.log(low - from) : Number.NEGATIVE_INFINITY,
          high: Math.log(high - from),
        });
  const proposed = Math.log(from + Math.exp(remaining));
  const gain =
    weightOf(proposed, from, population.mean, population.sd) -
    weightOf(current, from, population.mean, population.sd);
  return gain >= 0 || Math.log(1 - random()) < gain ? proposed : current;
}

/** Of the logarithm of a length. A function of its own: it runs millions of times for a country. */
function weightOf(log: number, from: number, mean: number, sd: number): number {
  const remaining = Math.exp(log) - from;
  return remaining <= 0 ? Number.NEGATIVE_INFINITY : Math.log(remaining) - log - ((log - mean) / sd) ** 2 / 2;
}
