import type { Random } from '#platform/numbers';
import { type Budget, partOf, secondsLeft } from './budget.ts';
import { type Priced, type Prices, price, subgradient } from './lagrangian.ts';
import { type Linear, solveLinear } from './linear.ts';
import { improveByParts } from './neighbourhoods.ts';
import type { Optimiser } from './optimiser.ts';
import {
  brokenDims,
  type Choice,
  costOf,
  hasWholeCosts,
  isFeasible,
  loadsOf,
  type Problem,
  withDims,
} from './problem.ts';
import { searchChoices } from './search.ts';
import { solveWhole } from './whole.ts';

export interface Cheapest {
  /** Null: none was found. */
  choice: Choice | null;
  cost: number;
  /** No choice that keeps the capacities costs less. */
  bound: number;
  /** No choice keeps the capacities: proved. */
  infeasible: boolean;
}

export interface CheapestOptions {
  highs: Optimiser;
  budget: Budget;
  random: Random;
  /** Choices known to begin with; those that break capacities are where the search begins. */
  starts?: readonly Choice[];
  /** Stop within this share of the bound. */
  gap?: number;
  /** Told of each better choice, and of each better bound once there is a choice. */
  onBetter?: (choice: Choice, cost: number, bound: number) => void;
}

/**
 * The cheapest choice that keeps all capacities, with a bound: a generalised assignment problem with as many dimensions as
 * there are. Linear relaxation for prices and the bound; options that cannot be in a better choice are struck out; local search;
 * then HiGHS over what is left, all of it when that is little, else part by part.
 */
export function solveCheapest(whole: Problem, options: CheapestOptions): Cheapest {
  const run = startRun(whole, options);
  if (!run.relax())
    return { choice: null, cost: Number.POSITIVE_INFINITY, bound: run.bound, infeasible: true };
  run.search(0.12);
  for (let round = 0; !run.isDone() && secondsLeft(options.budget) > 0; round++) {
    if (!run.exact(round)) run.parts();
    if (run.isDone()) break;
    run.search(0.15);
  }
  return {
    choice: run.best,
    cost: run.cost,
    bound: Math.min(run.bound, run.cost),
    infeasible: run.infeasible,
  };
}

/** So many free options are given to HiGHS at once, and more where each item has few: it then solves them by cuts alone. */
const exactOptions = { always: 7000, ofFew: 20_000, fewForEach: 4 };

function startRun(whole: Problem, options: CheapestOptions) {
  const { highs, budget, random } = options;
  const costsWhole = hasWholeCosts(whole);
  const roundUp = (value: number): number => (costsWhole ? Math.ceil(value - 1e-6) : value);
  let problem = whole;
  let dims = Array.from({ length: whole.dims }, (_, dim) => dim);
  let linear: Linear | null = null;
  let prices: Prices = new Map();
  let priced: Priced = { bound: Number.NEGATIVE_INFINITY, regret: new Float64Array(whole.cost.length) };
  const begun = secondsLeft(budget);

  const run = {
    best: null as Choice | null,
    cost: Number.POSITIVE_INFINITY,
    bound: Number.NEGATIVE_INFINITY,
    infeasible: false,

    isDone: (): boolean =>
      run.infeasible ||
      (run.best !== null && run.cost - run.bound <= (options.gap ?? 0) * Math.abs(run.cost) + 1e-9),

    /** False when the capacities cannot be kept, even with items split. */
    relax(): boolean {
      for (const start of options.starts ?? []) run.offer(start);
      if (whole.dims === 1) run.usePrices(subgradient(whole, 250));
      linear = solveLinear(highs, whole, partOf(budget, 0.4 * begun), { aim: 'cost' });
      if (linear.status === 'infeasible') return false;
      if (linear.status === 'optimal') run.usePrices(linear.prices);
      run.narrow(new Set(linear.rows.map((row) => row % whole.dims)));
      return true;
    },

    /** Takes prices when they prove more. */
    usePrices(given: Prices): void {
      const next = price(whole, given);
      if (next.bound <= priced.bound) return;
      priced = next;
      prices = given;
      run.raise(roundUp(next.bound));
    },

    /** Takes a bound when it proves more, and tells of it. */
    raise(bound: number): void {
      if (bound <= run.bound) return;
      run.bound = bound;
      if (run.best) options.onBetter?.(run.best, run.cost, bound);
    },

    /** Works in these dimensions; every find is still checked in all. */
    narrow(chosen: Set<number>): void {
      if (chosen.size === 0 || whole.dims === 1) return;
      dims = [...chosen].sort((a, b) => a - b);
      problem = withDims(whole, dims);
    },

    /** Keeps a choice that is better and keeps every capacity of the whole. False: it breaks one. */
    offer(choice: Choice): boolean {
      if (!isFeasible(whole, choice)) return false;
      const cost = costOf(whole, choice);
      if (cost < run.cost - 1e-9) {
        run.best = choice.slice();
        run.cost = cost;
        options.onBetter?.(run.best, cost, run.bound);
      }
      return true;
    },

    /** Offers a choice of the narrowed problem, and widens it by the dimensions that it breaks. */
    take(choice: Choice | null): void {
      if (!choice || run.offer(choice)) return;
      run.narrow(new Set([...dims, ...brokenDims(whole, loadsOf(whole, choice), 2)]));
    },

    narrowPrices(): Prices {
      if (problem === whole) return prices;
      const place = new Map(dims.map((dim, index) => [dim, index] as const));
      return new Map(
        [...prices].flatMap(([row, value]) => {
          const at = place.get(row % whole.dims);
          return at === undefined ? [] : [[Math.floor(row / whole.dims) * dims.length + at, value] as const];
        }),
      );
    },

    search(share: number): void {
      const part = partOf(budget, Math.max(0.3, share * secondsLeft(budget)));
      const start = run.best ?? options.starts?.[0] ?? rounded(whole, linear?.x ?? null, priced.regret);
      // A find that breaks a dimension not looked at widens the problem: then the search begins anew.
      for (let time = 0; time < 12 && secondsLeft(part) > 0; time++) {
        const before = problem;
        const found = searchChoices(problem, {
          start: run.best ?? start,
          regret: priced.regret,
          prices: run.narrowPrices(),
          random,
          budget: part,
          enough: run.bound,
          patience: 400,
        });
        run.take(found);
        if (problem === before) return;
      }
    },

    /** Options that could be in a better choice: the others cost too much at the prices. */
    freeOptions(above: number): { free: Uint8Array; count: number } {
      const free = new Uint8Array(whole.cost.length);
      let count = 0;
      for (let option = 0; option < free.length; option++)
        if ((priced.regret[option] as number) <= above) {
          free[option] = 1;
          count++;
        }
      return { free, count: count - whole.items };
    },

    /** HiGHS over all that is left, when that is little. What it proves holds for the whole. */
    exact(round: number): boolean {
      if (round > 0) return false;
      const step = costsWhole ? 1 - 1e-6 : 0;
      const { free, count } = run.freeOptions(run.cost - step - priced.bound);
      const most = count <= exactOptions.fewForEach * whole.items ? exactOptions.ofFew : exactOptions.always;
      if (count > most) return false;
      for (const option of run.best ?? []) free[option] = 1;
      const seconds = (count < 2500 ? 0.85 : 0.35) * secondsLeft(budget);
      const found = solveWhole(highs, problem, { free, seconds, start: run.best, gap: options.gap ?? 0 });
      run.take(found.choice);
      if (found.infeasible && run.best) run.bound = run.cost;
      else if (found.infeasible) run.infeasible = true;
      else run.raise(Math.min(run.cost, roundUp(found.bound)));
      return true;
    },

    parts(): void {
      improveByParts({
        highs,
        problem,
        regret: priced.regret,
        random,
        budget: partOf(budget, Math.max(2, 0.5 * secondsLeft(budget))),
        start: run.best ?? rounded(whole, linear?.x ?? null, priced.regret),
        isStarted: run.best !== null,
        take: (choice) => run.take(choice),
        best: () => run.best,
        isDone: () => run.isDone(),
      });
    },
  };
  return run;
}

/** Of each item the option that takes the largest share of it; without a relaxation the one with least regret. */
function rounded(problem: Problem, x: Float64Array | null, regret: Float64Array): Choice {
  const split = x?.some((value) => value > 0);
  return Int32Array.from({ length: problem.items }, (_, item) => {
    let best = problem.optionStart[item] as number;
    for (let option = best; option < (problem.optionStart[item + 1] as number); option++) {
      const better = split
        ? (x?.[option] ?? 0) > (x?.[best] ?? 0)
        : (regret[option] as number) < (regret[best] as number);
      if (better) best = option;
    }
    return best;
  });
}
