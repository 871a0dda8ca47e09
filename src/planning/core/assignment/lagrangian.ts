import type { Problem } from './problem.ts';

/** Prices of capacity: a price for each row `bin * dims + dim`, none negative. */
export type Prices = Map<number, number>;

/** What prices prove, and what they say about options. */
export interface Priced {
  /** No choice that keeps the capacities costs less. */
  bound: number;
  /** How much more each option costs than the best of its item, at these prices. */
  regret: Float64Array;
}

/**
 * Lagrangian relaxation of the capacities: for any prices that are not negative, the sum over items of their cheapest option
 * at these prices, less the worth of all capacity, is a lower bound (Geoffrion 1974; Fisher 1981, Management Science 27, 1).
 * It is worked out here in full, so that the bound does not rest on a solver's tolerances.
 */
export function price(problem: Problem, prices: Prices): Priced {
  const { items, dims, cost, scale, optionStart, binStart, binOf, capacity } = problem;
  const ofBin = pricesByBin(problem, prices);
  const regret = new Float64Array(cost.length);
  let bound = 0;
  for (const [row, value] of prices) bound -= value === 0 ? 0 : value * (capacity[row] as number);
  const worth = new Float64Array(problem.bins);
  for (let item = 0; item < items; item++) {
    for (let bin = 0; bin < problem.bins; bin++) {
      let sum = 0;
      for (const [dim, value] of ofBin[bin] as [number, number][])
        sum += value * (problem.profile[item * dims + dim] as number);
      worth[bin] = sum;
    }
    const [from, to] = [optionStart[item] as number, optionStart[item + 1] as number];
    let best = Number.POSITIVE_INFINITY;
    for (let option = from; option < to; option++) {
      let sum = cost[option] as number;
      for (let k = binStart[option] as number; k < (binStart[option + 1] as number); k++)
        sum += (scale[option] as number) * (worth[binOf[k] as number] as number);
      regret[option] = sum;
      if (sum < best) best = sum;
    }
    bound += best;
    for (let option = from; option < to; option++) regret[option] = (regret[option] as number) - best;
  }
  return { bound, regret };
}

function pricesByBin(problem: Problem, prices: Prices): [number, number][][] {
  const ofBin: [number, number][][] = Array.from({ length: problem.bins }, () => []);
  for (const [row, value] of prices)
    if (value > 0) ofBin[Math.floor(row / problem.dims)]?.push([row % problem.dims, value]);
  return ofBin;
}

/**
 * Prices by subgradient steps, for when a linear programme may not finish in the time (Held, Wolfe and Crowder 1974; the aim is a
 * little above the best bound so far, Bertsekas 1999, section 6.3).
 */
export function subgradient(problem: Problem, rounds: number): Prices {
  const rows = problem.bins * problem.dims;
  const prices: Prices = new Map();
  for (let row = 0; row < rows; row++) prices.set(row, 0);
  let best: Prices = new Map(prices);
  let bestBound = Number.NEGATIVE_INFINITY;
  let aim = 0.2;
  let since = 0;
  for (let round = 0; round < rounds && aim > 1e-5; round++) {
    const { bound, regret } = price(problem, prices);
    since++;
    if (bound > bestBound) {
      if (bound > bestBound + 0.1 * aim * Math.abs(bestBound)) since = 0;
      bestBound = bound;
      best = new Map(prices);
    }
    if (since > 6) {
      aim /= 2;
      since = 0;
      for (const [row, value] of best) prices.set(row, value);
    }
    const slope = slopeOf(problem, regret);
    const norm = slope.reduce((sum, value) => sum + value * value, 0);
    if (norm === 0) break;
    const by = Math.max(1e-9, bestBound + aim * (Math.abs(bestBound) + 1e-9) - bound) / norm;
    for (let row = 0; row < rows; row++)
      prices.set(row, Math.max(0, (prices.get(row) as number) + by * (slope[row] as number)));
  }
  return best;
}

/** Loads of the cheapest options less the capacities. */
function slopeOf(problem: Problem, regret: Float64Array): Float64Array {
  const { items, dims, optionStart, binStart, binOf, scale, profile, capacity } = problem;
  const slope = Float64Array.from(capacity, (value) => (Number.isFinite(value) ? -value : 0));
  for (let item = 0; item < items; item++) {
    let chosen = optionStart[item] as number;
    for (let option = chosen; option < (optionStart[item + 1] as number); option++)
      if ((regret[option] as number) < (regret[chosen] as number)) chosen = option;
    for (let k = binStart[chosen] as number; k < (binStart[chosen + 1] as number); k++)
      for (let t = 0; t < dims; t++) {
        const row = (binOf[k] as number) * dims + t;
        slope[row] =
          (slope[row] as number) + (scale[chosen] as number) * (profile[item * dims + t] as number);
      }
  }
  return slope;
}
