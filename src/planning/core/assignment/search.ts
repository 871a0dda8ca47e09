import type { Random } from '#platform/numbers';
import { type Budget, secondsLeft } from './budget.ts';
import { bestChain } from './chains.ts';
import type { Prices } from './lagrangian.ts';
import { type Choice, costOf, type Problem } from './problem.ts';
import { createState, type SearchState } from './search-state.ts';

export interface SearchOptions {
  start: Choice;
  /** What each option costs above its item's best one at the prices: the better options are tried. */
  regret: Float64Array;
  prices: Prices;
  random: Random;
  budget: Budget;
  /** Options tried for each item. */
  keep?: number;
  /** Length and width of chains. */
  depth?: number;
  width?: number;
  /** Stop at a choice that costs no more than this. */
  enough?: number;
  /** Told of each better choice. */
  onBetter?: (choice: Choice, cost: number) => void;
  /** Stops after so many rounds without a better choice. */
  patience?: number;
}

/**
 * Local search with ejection chains over choices that may break capacities at a price, the price going up where one stays
 * broken and down once none is (Yagiura, Ibaraki and Glover 2004, INFORMS Journal on Computing 16, 133). Returns the cheapest
 * choice that keeps all capacities, or null.
 */
export function searchChoices(problem: Problem, options: SearchOptions): Choice | null {
  const { random, budget, patience = Number.POSITIVE_INFINITY } = options;
  const walk = createWalk(problem, options);
  let best: Choice | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  let since = 0;
  while (secondsLeft(budget) > 0 && since < patience) {
    walk.descend(budget);
    since++;
    if (walk.isKept()) {
      const cost = costOf(problem, walk.state.choice);
      if (cost < bestCost - 1e-9) {
        best = walk.state.choice.slice();
        bestCost = cost;
        since = 0;
        options.onBetter?.(best, cost);
        if (cost <= (options.enough ?? Number.NEGATIVE_INFINITY) + 1e-9) return best;
      }
      walk.ease();
    } else walk.press();
    if (since > 0 && since % 60 === 0) {
      if (best && random() < 0.7) walk.goTo(best);
      walk.kick();
    }
  }
  return best;
}

interface Walk {
  state: SearchState;
  descend(budget: Budget): void;
  isKept(): boolean;
  /** Makes broken capacities dearer. */
  press(): void;
  /** Makes all broken capacities cheaper. */
  ease(): void;
  kick(): void;
  goTo(choice: Choice): void;
}

function createWalk(problem: Problem, options: SearchOptions): Walk {
  const { random, regret } = options;
  const state = createState(problem, options.start, options.prices);
  const tried = triedOptions(problem, regret, options.keep ?? 10);
  const { weight } = state;
  weight.set(firstWeights(problem, options.prices));
  state.settle();
  const chain = { regret, tried, depth: options.depth ?? 6, width: options.width ?? 8 };
  const improve = (item: number): boolean => {
    const moves = bestChain(problem, state, item, chain);
    for (const move of moves ?? []) state.put(move.item, move.option);
    return moves !== null;
  };
  return {
    state,
    descend(budget) {
      const order = shuffled(problem.items, random);
      let idle = 0;
      for (let k = 0; idle < order.length; k = (k + 1) % order.length) {
        idle = improve(order[k] as number) ? 0 : idle + 1;
        if ((k & 31) === 0 && secondsLeft(budget) <= 0) return;
      }
    },
    isKept: () => state.excess.every((value) => value === 0),
    press() {
      for (let bin = 0; bin < problem.bins; bin++)
        if ((state.excess[bin] as number) > 0) weight[bin] = (weight[bin] as number) * (1.1 + 0.1 * random());
      state.settle();
    },
    ease() {
      for (let bin = 0; bin < problem.bins; bin++) weight[bin] = (weight[bin] as number) * 0.9;
      state.settle();
    },
    kick() {
      const times = 2 + Math.floor(random() * Math.min(20, 1 + problem.items / 40));
      for (let k = 0; k < times; k++) {
        const item = Math.floor(random() * problem.items);
        const list = tried[item] as number[];
        const option = list[Math.floor(random() * random() * list.length)] as number;
        if (option !== state.choice[item]) state.put(item, option);
      }
    },
    goTo(choice) {
      for (let item = 0; item < problem.items; item++)
        if (choice[item] !== state.choice[item]) state.put(item, choice[item] as number);
    },
  };
}

/** The options of each item with the least regret. */
function triedOptions(problem: Problem, regret: Float64Array, keep: number): number[][] {
  return Array.from({ length: problem.items }, (_, item) => {
    const from = problem.optionStart[item] as number;
    const to = problem.optionStart[item + 1] as number;
    const list = Array.from({ length: to - from }, (_, k) => from + k);
    return list.sort((a, b) => (regret[a] as number) - (regret[b] as number)).slice(0, keep);
  });
}

/** A broken capacity costs more than what it is worth at the prices, or saving would always win. */
function firstWeights(problem: Problem, prices: Prices): Float64Array {
  const weight = new Float64Array(problem.bins);
  for (const [row, value] of prices) {
    const bin = Math.floor(row / problem.dims);
    const worth = value * (problem.capacity[row] as number);
    if (Number.isFinite(worth)) weight[bin] = Math.max(weight[bin] as number, worth);
  }
  const usual = weight.reduce((sum, value) => sum + value, 0) / problem.bins;
  return weight.map((value) => 2 * Math.max(value, usual, 1e-3));
}

function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let k = length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [order[k], order[other]] = [order[other] as number, order[k] as number];
  }
  return order;
}
