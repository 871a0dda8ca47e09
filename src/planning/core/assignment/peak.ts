import type { Random } from '#platform/numbers';
import { type Budget, partOf, secondsLeft } from './budget.ts';
import { greedyChoice } from './greedy.ts';
import { type Prices, price } from './lagrangian.ts';
import { type LevelOptions, levelled } from './level.ts';
import { type Linear, solveLinear } from './linear.ts';
import type { Optimiser } from './optimiser.ts';
import { brokenDims, type Choice, loadsOf, type Problem, withDims } from './problem.ts';
import { searchChoices } from './search.ts';

export interface Peak {
  /** Null: the hard capacities cannot be kept, or no choice was found that keeps them. */
  choice: Choice | null;
  /** The highest share of a capacity; infinite without a choice. */
  share: number;
  /** No choice has a lower one. */
  bound: number;
  /** Half-hours that bind, as dimensions. */
  dims: number[];
}

export interface PeakOptions {
  highs: Optimiser;
  budget: Budget;
  random: Random;
  /** Rows (`bin * dims + dim`) whose capacity is no share of anything, tunnels for one. */
  isHard?: (row: number) => boolean;
  /** Near enough to the bound, as a share of it. */
  tolerance?: number;
  starts?: readonly Choice[];
  onBetter?: (choice: Choice, share: number, bound: number) => void;
}

/**
 * The choice whose fullest bin, in its fullest dimension, is the least full. The bound is that of the linear relaxation, or the
 * plain one (all load over all capacity) when time runs out before it. The choice comes from levelling; where that cannot be
 * had, from a search for one that keeps every capacity times a share just above the bound.
 */
export function solvePeak(problem: Problem, options: PeakOptions): Peak {
  const { highs, budget, tolerance = 1e-4 } = options;
  const isHard = options.isHard ?? (() => false);
  const begun = secondsLeft(budget);
  let best: Choice | null = null;
  let share = Number.POSITIVE_INFINITY;
  let bound = plainBound(problem, isHard);
  const offer = (choice: Choice): boolean => {
    const reached = flexibleShare(problem, choice, isHard);
    if (reached >= share) return false;
    best = choice.slice();
    share = reached;
    options.onBetter?.(best, share, bound);
    return true;
  };
  for (const start of [...(options.starts ?? []), greedyChoice(problem, isHard)]) offer(start);
  const dims = new Set(busiestDims(problem));
  // Tunnels and the like always count.
  for (let row = 0; row < problem.capacity.length; row++)
    if (isHard(row) && Number.isFinite(problem.capacity[row] as number)) dims.add(row % problem.dims);
  const isNear = (): boolean => share <= bound * (1 + tolerance);
  const free: Problem = { ...problem, cost: new Float64Array(problem.cost.length) };

  /** Searches ever closer to the bound, each time from the choice before; a little less close after a failure. */
  const search = (linear: Linear | null, times: number, until: Budget): void => {
    const prices: Prices = linear?.prices ?? new Map();
    const { regret } = price(free, prices);
    let wide = 8 * tolerance;
    for (let time = 0; time < times && !isNear() && secondsLeft(until) > 0; ) {
      const aim = Math.min(bound * (1 + wide), share * (1 - 1e-7));
      const scaled = scaleFlexible(free, aim, isHard);
      const chosen = [...dims].sort((x, y) => x - y);
      const found = searchChoices(withDims(scaled, chosen), {
        start: best ?? startOf(problem, linear),
        regret,
        prices: narrowPrices(prices, chosen, problem.dims),
        random: options.random,
        budget: partOf(until, Math.max(0.2, secondsLeft(until) / (wide > tolerance ? 2 : 1))),
        enough: 0,
        patience: 60,
        depth: 3,
        width: 4,
      });
      if (!found) {
        time++;
        wide *= 3;
        continue;
      }
      offer(found);
      const broken = brokenDims(scaled, loadsOf(problem, found), 2);
      if (broken.size === 0) wide = Math.max(tolerance / 2, wide / 4);
      for (const dim of broken) dims.add(dim);
    }
  };

  /** Only where every option loads one bin. */
  const level = (until: Budget, kicks?: LevelOptions['kicks']): void => {
    if (!best || !isSingle(problem) || isNear()) return;
    offer(levelled(problem, best, { isHard, aim: bound * (1 + tolerance), budget: until, kicks }));
  };
  level(partOf(budget, 0.5 * begun));
  // Where eligibility does not bind, the plain bound can be reached and nothing more need be solved.
  if (!best) search(null, 1, partOf(budget, 0.2 * begun));
  if (isNear()) return { choice: best, share, bound, dims: [...dims] };
  const linear = solveLinear(highs, problem, partOf(budget, 0.8 * secondsLeft(budget)), {
    aim: 'peak',
    isHard,
  });
  if (linear.status === 'infeasible')
    return { choice: null, share: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY, dims: [] };
  if (linear.status === 'optimal') bound = Math.max(bound, provedShare(problem, linear.prices, isHard));
  for (const row of linear.rows) dims.add(row % problem.dims);
  if (!best) search(linear, 3, partOf(budget, 0.5 * secondsLeft(budget)));
  level(budget, { regret: price(free, linear.prices).regret, random: options.random });
  search(linear, 8, budget);
  return { choice: best, share, bound: Math.min(bound, share), dims: [...dims] };
}

function startOf(problem: Problem, linear: Linear | null): Choice {
  return Int32Array.from({ length: problem.items }, (_, item) => {
    let chosen = problem.optionStart[item] as number;
    for (let option = chosen; option < (problem.optionStart[item + 1] as number); option++)
      if ((linear?.x[option] ?? 0) > (linear?.x[chosen] ?? 0)) chosen = option;
    return chosen;
  });
}

function narrowPrices(prices: Prices, chosen: readonly number[], dims: number): Prices {
  const place = new Map(chosen.map((dim, index) => [dim, index] as const));
  return new Map(
    [...prices].flatMap(([row, value]) => {
      const at = place.get(row % dims);
      return at === undefined ? [] : [[Math.floor(row / dims) * chosen.length + at, value] as const];
    }),
  );
}

/** The highest share over the rows that are not hard; infinite when a hard one is broken. */
export function flexibleShare(problem: Problem, choice: Choice, isHard: (row: number) => boolean): number {
  const loads = loadsOf(problem, choice);
  let highest = 0;
  for (let row = 0; row < loads.length; row++) {
    const load = loads[row] as number;
    if (load === 0) continue;
    const share = load / (problem.capacity[row] as number);
    if (isHard(row)) {
      if (share > 1 + 1e-9) return Number.POSITIVE_INFINITY;
    } else if (share > highest) highest = share;
  }
  return highest;
}

const scaleFlexible = (problem: Problem, by: number, isHard: (row: number) => boolean): Problem => ({
  ...problem,
  capacity: problem.capacity.map((value, row) => (isHard(row) ? value : value * by)),
});

/** All load over all capacity, in the dimension where that is most; for options that load one bin, at equal scale. */
function plainBound(problem: Problem, isHard: (row: number) => boolean): number {
  const { items, bins, dims, optionStart, scale, binStart } = problem;
  const total = new Float64Array(dims);
  for (let item = 0; item < items; item++) {
    let by = Number.POSITIVE_INFINITY;
    for (let option = optionStart[item] as number; option < (optionStart[item + 1] as number); option++)
      by = Math.min(
        by,
        (scale[option] as number) * ((binStart[option + 1] as number) - (binStart[option] as number)),
      );
    for (let t = 0; t < dims; t++)
      total[t] = (total[t] as number) + by * (problem.profile[item * dims + t] as number);
  }
  let bound = 0;
  for (let t = 0; t < dims; t++) {
    let capacity = 0;
    for (let bin = 0; bin < bins; bin++)
      capacity += isHard(bin * dims + t)
        ? Number.POSITIVE_INFINITY
        : (problem.capacity[bin * dims + t] as number);
    bound = Math.max(bound, (total[t] as number) / capacity);
  }
  return bound;
}

/**
 * What prices prove of the highest share z: with the prices of flexible capacity adding up to 1, z is at least the cheapest
 * loads at these prices less the worth of the hard capacities.
 */
function provedShare(problem: Problem, prices: Prices, isHard: (row: number) => boolean): number {
  let flexible = 0;
  for (const [row, value] of prices) if (!isHard(row)) flexible += value * (problem.capacity[row] as number);
  if (flexible <= 0) return 0;
  const scaled: Prices = new Map([...prices].map(([row, value]) => [row, value / flexible] as const));
  const withoutCosts = { ...problem, cost: new Float64Array(problem.cost.length) };
  // `price` takes all capacity off; the flexible part of it, now 1, is what z multiplies.
  return price(withoutCosts, scaled).bound + 1;
}

/** Whether every option loads one bin. */
const isSingle = (problem: Problem): boolean => problem.binOf.length === problem.cost.length;

/** The dimensions with the most load. */
function busiestDims(problem: Problem): number[] {
  const total = new Float64Array(problem.dims);
  for (let item = 0; item < problem.items; item++)
    for (let t = 0; t < problem.dims; t++)
      total[t] = (total[t] as number) + (problem.profile[item * problem.dims + t] as number);
  return [...total.keys()].sort((a, b) => (total[b] as number) - (total[a] as number)).slice(0, 6);
}
