import type { Prices } from './lagrangian.ts';
import type { Choice, Problem } from './problem.ts';

/**
 * A choice that is being changed, with what a change would do. For problems in which every option loads one bin. A bin has a
 * penalty: what its unused capacity is worth at the prices, and its weight for each share by which it is over. So at the prices
 * of the linear relaxation an item's regret and the penalties of bins add up to what a choice costs above the bound.
 */
export interface SearchState {
  choice: Choice;
  /** The bin of each item. */
  binOf: Int32Array;
  penalty: Float64Array;
  /** How far each bin is over its capacities: the sum over dimensions of the shares above 1. */
  excess: Float64Array;
  /** What being over costs, bin by bin. */
  weight: Float64Array;
  /** Items of a bin. */
  members(bin: number): readonly number[];
  /** The option by which an item would be in a bin; -1 when there is none. */
  optionIn(item: number, bin: number): number;
  /** Penalty of a bin without an item (-1: none), and with another item (-1: none) by an option. */
  penaltyAfter(bin: number, without: number, withItem: number, withOption: number): number;
  put(item: number, option: number): void;
  /** Works the penalties out again after weights changed. */
  settle(): void;
}

/** Below this a bin is not over. */
const excessTolerance = 1e-10;

export function createState(problem: Problem, start: Choice, prices: Prices): SearchState {
  const { items, bins, dims, profile, scale } = problem;
  const choice = start.slice();
  const binOf = Int32Array.from(choice, (option) => singleBin(problem, option));
  // Shares of capacity are worked with, not loads.
  const inverse = problem.capacity.map((value) => (Number.isFinite(value) ? 1 / Math.max(value, 1e-9) : 0));
  const worth = new Float64Array(bins * dims);
  for (const [row, value] of prices) {
    const capacity = problem.capacity[row] as number;
    if (Number.isFinite(capacity)) worth[row] = value * capacity;
  }
  const shares = new Float64Array(bins * dims);
  const excess = new Float64Array(bins);
  const penalty = new Float64Array(bins);
  const weight = new Float64Array(bins);
  const lists: number[][] = Array.from({ length: bins }, () => []);
  const place = new Int32Array(items);
  const table = optionTable(problem);

  const load = (item: number, sign: number): void => {
    const row = (binOf[item] as number) * dims;
    const by = sign * (scale[choice[item] as number] as number);
    for (let t = 0; t < dims; t++)
      shares[row + t] =
        (shares[row + t] as number) +
        by * (profile[item * dims + t] as number) * (inverse[row + t] as number);
  };
  const settleBin = (bin: number): void => {
    let sum = 0;
    for (let row = bin * dims; row < (bin + 1) * dims; row++) {
      const over = (shares[row] as number) - 1;
      if (over > excessTolerance) sum += over;
    }
    excess[bin] = sum;
    penalty[bin] = penaltyAfter(bin, -1, -1, -1);
  };
  const enter = (item: number): void => {
    const list = lists[binOf[item] as number] as number[];
    place[item] = list.length;
    list.push(item);
  };
  const leave = (item: number): void => {
    const list = lists[binOf[item] as number] as number[];
    const last = list.pop() as number;
    if (last === item) return;
    list[place[item] as number] = last;
    place[last] = place[item] as number;
  };

  function penaltyAfter(bin: number, without: number, withItem: number, withOption: number): number {
    const row = bin * dims;
    const less = without < 0 ? 0 : (scale[choice[without] as number] as number);
    const more = withItem < 0 ? 0 : (scale[withOption] as number);
    const lessAt = without < 0 ? 0 : without * dims;
    const moreAt = withItem < 0 ? 0 : withItem * dims;
    let over = 0;
    let unused = 0;
    for (let t = 0; t < dims; t++) {
      const by = more * (profile[moreAt + t] as number) - less * (profile[lessAt + t] as number);
      const beyond = (shares[row + t] as number) + by * (inverse[row + t] as number) - 1;
      if (beyond > excessTolerance) over += beyond;
      unused -= beyond * (worth[row + t] as number);
    }
    return unused + over * (weight[bin] as number);
  }

  for (let item = 0; item < items; item++) {
    load(item, 1);
    enter(item);
  }
  const state: SearchState = {
    choice,
    binOf,
    penalty,
    excess,
    weight,
    members: (bin) => lists[bin] as number[],
    optionIn: (item, bin) => table[item * bins + bin] as number,
    penaltyAfter,
    put(item, option) {
      const from = binOf[item] as number;
      load(item, -1);
      leave(item);
      choice[item] = option;
      binOf[item] = singleBin(problem, option);
      load(item, 1);
      enter(item);
      settleBin(from);
      settleBin(binOf[item] as number);
    },
    settle() {
      for (let bin = 0; bin < bins; bin++) settleBin(bin);
    },
  };
  return state;
}

/** The one bin that an option loads. */
export const singleBin = (problem: Pick<Problem, 'binOf' | 'binStart'>, option: number): number =>
  problem.binOf[problem.binStart[option] as number] as number;

/** The option by which each item would be in each bin, `items * bins`; -1: none. */
export function optionTable(problem: Problem): Int32Array {
  const { items, bins, optionStart } = problem;
  const table = new Int32Array(items * bins).fill(-1);
  for (let item = 0; item < items; item++)
    for (let option = optionStart[item] as number; option < (optionStart[item + 1] as number); option++)
      table[item * bins + singleBin(problem, option)] = option;
  return table;
}
