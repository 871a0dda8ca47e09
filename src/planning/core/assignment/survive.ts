import type { Random } from '#platform/numbers';
import { type Budget, partOf, secondsLeft } from './budget.ts';
import { solveLinear } from './linear.ts';
import type { Optimiser } from './optimiser.ts';
import { solvePeak } from './peak.ts';
import { type Choice, loadsOf, type OptionGiven, type Problem, packProblem } from './problem.ts';
import { singleBin } from './search-state.ts';

/** Where the items of a bin go when it is lost, and how full the fullest of the others then is. */
export interface Loss {
  bin: number;
  /** Highest share of a capacity among the others. Infinite when their tunnels do not suffice. */
  share: number;
  /** No choice of second places gives less, as long as the first places stand. */
  bound: number;
  /** The second place of each item of the bin; -1: it has none. */
  second: Map<number, number>;
}

export interface LossOptions {
  highs: Optimiser;
  budget: Budget;
  random: Random;
  isHard(row: number): boolean;
}

/**
 * Second places for the loss of each bin in turn, given the first places. Once those stand, the losses do not touch each other:
 * each is a problem of its own, of the items that were on the lost bin. An item without a second place is not counted in.
 */
export function planLosses(problem: Problem, choice: Choice, options: LossOptions): Loss[] {
  const loads = loadsOf(problem, choice);
  const share = secondsLeft(options.budget) / Math.max(1, problem.bins);
  return Array.from({ length: problem.bins }, (_, bin) =>
    planLoss(problem, choice, loads, bin, { ...options, budget: partOf(options.budget, share) }),
  );
}

function planLoss(
  problem: Problem,
  choice: Choice,
  loads: Float64Array,
  lost: number,
  options: LossOptions,
): Loss {
  const { dims } = problem;
  const items: number[] = [];
  const given: OptionGiven[][] = [];
  const stuck: number[] = [];
  for (let item = 0; item < problem.items; item++) {
    if (singleBin(problem, choice[item] as number) !== lost) continue;
    const elsewhere = binsOf(problem, item).filter((bin) => bin !== lost);
    if (elsewhere.length === 0) {
      stuck.push(item);
      continue;
    }
    items.push(item);
    given.push(elsewhere.map((bin) => ({ cost: 0, bins: [bin] })));
  }
  // What the other bins carry anyway is an item of each that cannot move.
  const profile = new Float64Array((items.length + problem.bins) * dims);
  items.forEach((item, k) => {
    profile.set(problem.profile.subarray(item * dims, (item + 1) * dims), k * dims);
  });
  for (let bin = 0; bin < problem.bins; bin++) {
    if (bin === lost) continue;
    profile.set(loads.subarray(bin * dims, (bin + 1) * dims), (items.length + bin) * dims);
  }
  for (let bin = 0; bin < problem.bins; bin++) given.push([{ cost: 0, bins: [bin] }]);
  const part = packProblem({ bins: problem.bins, dims, profile, capacity: problem.capacity }, given);
  const { highs, budget, random, isHard } = options;
  const found = solvePeak(part, { highs, budget, random, isHard, tolerance: 5e-4 });
  const second = new Map<number, number>(stuck.map((item) => [item, -1] as const));
  items.forEach((item, k) => {
    if (found.choice) second.set(item, singleBin(part, found.choice[k] as number));
  });
  return { bin: lost, share: found.share, bound: found.bound, second };
}

const binsOf = (problem: Problem, item: number): number[] => {
  const bins: number[] = [];
  for (
    let option = problem.optionStart[item] as number;
    option < (problem.optionStart[item + 1] as number);
    option++
  )
    bins.push(singleBin(problem, option));
  return bins;
};

/**
 * The joint problem of first and second places: an option is a pair of them, and bins stand for each concentrator as it is
 * normally, and as it is at the loss of each other one. Few concentrators only: with 60 there are 3,600 bins.
 */
export interface Joint {
  problem: Problem;
  isHard(row: number): boolean;
  /** First place of an option of the joint problem, as an option of the plain one. */
  firstOf: Int32Array;
}

/** Builds the joint problem. `normal` and `lost` are the shares of capacity that are allowed then. */
export function joinPlaces(
  problem: Problem,
  isHard: (row: number) => boolean,
  { normal, lost }: { normal: number; lost: number },
): Joint {
  const { bins: m, dims, items } = problem;
  const bins = m + m * m;
  const atLoss = (gone: number, bin: number): number => m + gone * m + bin;
  const capacity = new Float64Array(bins * dims).fill(Number.POSITIVE_INFINITY);
  const put = (bin: number, from: number, share: number): void => {
    for (let t = 0; t < dims; t++) {
      const value = problem.capacity[from * dims + t] as number;
      capacity[bin * dims + t] = isHard(from * dims + t) ? value : value * share;
    }
  };
  for (let bin = 0; bin < m; bin++) {
    put(bin, bin, normal);
    for (let gone = 0; gone < m; gone++) if (gone !== bin) put(atLoss(gone, bin), bin, lost);
  }
  const firstOf: number[] = [];
  const options = Array.from({ length: items }, (_, item) => {
    const list: OptionGiven[] = [];
    for (
      let option = problem.optionStart[item] as number;
      option < (problem.optionStart[item + 1] as number);
      option++
    ) {
      const first = singleBin(problem, option);
      const stays = Array.from({ length: m }, (_, gone) => gone)
        .filter((gone) => gone !== first)
        .map((gone) => atLoss(gone, first));
      const seconds = binsOf(problem, item).filter((bin) => bin !== first);
      for (const second of seconds.length === 0 ? [-1] : seconds) {
        firstOf.push(option);
        list.push({
          cost: problem.cost[option] as number,
          scale: problem.scale[option] as number,
          bins: [first, ...stays, ...(second < 0 ? [] : [atLoss(first, second)])],
        });
      }
    }
    return list;
  });
  return {
    problem: packProblem({ bins, dims, profile: problem.profile, capacity }, options),
    isHard: (row) => isHard((Math.floor(row / dims) % m) * dims + (row % dims)),
    firstOf: Int32Array.from(firstOf),
  };
}

/**
 * The least share that the loss of any one bin could leave the others with, whatever moves: a bound. The plain one first (all
 * load over all capacity but the largest); by the joint linear relaxation for few bins.
 */
export function lossBound(problem: Problem, { highs, budget, isHard }: Omit<LossOptions, 'random'>): number {
  const joint = joinPlaces(problem, isHard, { normal: 1, lost: 1 });
  const m = problem.bins;
  const linear = solveLinear(highs, joint.problem, budget, {
    aim: 'peak',
    // Normal capacities stand as they are.
    isHard: (row) => Math.floor(row / problem.dims) < m || joint.isHard(row),
  });
  return linear.status === 'optimal' ? linear.objective : 0;
}
