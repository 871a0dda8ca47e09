import type { Random } from '#platform/numbers';
import type { Candidate } from './candidates.ts';
import { type CounterOptions, createCounter } from './counter.ts';
import type { AttributionParameters } from './question.ts';
import { createShuffler } from './resample.ts';
import type { Table } from './table.ts';

/** What a search found, candidate by candidate. */
export interface Search {
  candidates: readonly Candidate[];
  /** How far failures inside exceed what permuted worlds show, in standard deviations. */
  score: Float64Array;
  /** Probability, adjusted for all candidates, that the largest score is as large by chance. */
  probability: Float64Array;
  /** The score that reaches the level. */
  critical: number;
  permutations: number;
}

export interface SearchOptions extends CounterOptions {
  /** Family-wise error allowed. */
  level: number;
  random: Random;
  parameters: AttributionParameters;
}

/**
 * Compares the failures inside each candidate with those in worlds in which sites have traded their attributes and days
 * have been turned (docs/algorithms/attribution.md), and judges the largest excess over all candidates (Westfall and
 * Young's max-T). The number of worlds grows only where the first ones leave doubt.
 */
export function search(table: Table, options: SearchOptions): Search {
  const { candidates, level, parameters } = options;
  const counter = createCounter(table, options);
  const observed = counter.count(undefined);
  const worlds: Float64Array[] = [];
  const draw = createShuffler(table, options.strata, options.random);
  const most = mostWorlds(counter.costPerWorld, candidates.length, level, parameters);
  const judgeAfter = (count: number): Judged => {
    while (worlds.length < count) worlds.push(counter.count(draw()));
    return judge(observed, worlds, counter.meanWeight, level);
  };
  let judged = judgeAfter(Math.min(parameters.permutations.first, most));
  while (worlds.length < most && isInDoubt(judged.probability, level, worlds.length)) {
    judged = judgeAfter(Math.min(most, 2 * worlds.length + 1));
  }
  return { candidates, ...judged, permutations: worlds.length };
}

/** As many as the budget allows, but enough for the observation to reach the level by standing out from all of them. */
function mostWorlds(
  cost: number,
  candidates: number,
  level: number,
  { permutations, permutationBudget }: AttributionParameters,
): number {
  const affordable = Math.floor(permutationBudget / Math.max(1, cost + 4 * candidates));
  const least = Math.ceil(1 / level) - 1;
  return Math.max(least, Math.min(permutations.most, affordable));
}

/** Whether the best candidate is within 2.5 standard errors of the level, so that more worlds may change the verdict. */
function isInDoubt(probability: Float64Array, level: number, worlds: number): boolean {
  const least = probability.reduce((smallest, each) => Math.min(smallest, each), 1);
  return Math.abs(least - level) < 2.5 * Math.sqrt((least * (1 - least)) / worlds);
}

type Judged = Pick<Search, 'score' | 'probability' | 'critical'>;

/**
 * Scores and adjusted probabilities. Mean and spread of each candidate come from the worlds and the observation together,
 * so that the observation is one world among equals. Counts are compared by square roots (Freeman and Tukey), whose spread
 * does not grow with the mean; otherwise small groups would make up most of the largest scores.
 */
function judge(
  observed: Float64Array,
  worlds: readonly Float64Array[],
  meanWeight: number,
  level: number,
): Judged {
  const all = [observed, ...worlds];
  const score = new Float64Array(observed.length);
  const most = new Float64Array(all.length);
  const offset = 0.375 * meanWeight;
  for (let at = 0; at < score.length; at++) {
    const { mean, spread } = momentsOf(all, at);
    if (spread <= 1e-9 * (1 + mean)) continue;
    const root = Math.sqrt(mean + offset);
    const scale = (2 * root) / spread;
    for (let world = 0; world < all.length; world++) {
      const value = (Math.sqrt((all[world]?.[at] ?? 0) + offset) - root) * scale;
      if (value > (most[world] ?? 0)) most[world] = value;
    }
    score[at] = (Math.sqrt((observed[at] ?? 0) + offset) - root) * scale;
  }
  most.sort();
  const probability = score.map((value) => (value <= 0 ? 1 : shareAtLeast(most, value)));
  return { score, probability, critical: most[Math.ceil((1 - level) * most.length) - 1] ?? 0 };
}

function momentsOf(all: readonly Float64Array[], at: number): { mean: number; spread: number } {
  let sum = 0;
  let squares = 0;
  for (const world of all) {
    const value = world[at] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / all.length;
  return { mean, spread: Math.sqrt(Math.max(0, squares / all.length - mean * mean)) };
}

/** The share of a sorted list that is at least `value`, with a hair's breadth for rounding. */
function shareAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value - 1e-9) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low) / sorted.length;
}
