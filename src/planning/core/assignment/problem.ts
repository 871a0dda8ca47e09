/**
 * Items that each take one of their options. An option costs something and loads one or more bins with the item's profile, a
 * figure for each dimension, times the option's scale. A site is an item, a concentrator a bin, a half-hour of the week a
 * dimension; the classical generalised assignment problem has one dimension. Flat arrays, because there may be millions.
 */
export interface Problem {
  items: number;
  bins: number;
  dims: number;
  /** `items * dims` figures, none negative. */
  profile: Float64Array;
  /** `bins * dims` figures; infinite where nothing limits. */
  capacity: Float64Array;
  /** Options of item i: `optionStart[i]` up to, not including, `optionStart[i + 1]`. */
  optionStart: Int32Array;
  cost: Float64Array;
  scale: Float64Array;
  /** Bins that option o loads: `binOf` from `binStart[o]` up to, not including, `binStart[o + 1]`. */
  binStart: Int32Array;
  binOf: Int32Array;
}

/** An option as it is given, before it is packed. */
export interface OptionGiven {
  cost: number;
  bins: readonly number[];
  scale?: number;
}

/** The chosen option of each item, as an index over all options. */
export type Choice = Int32Array;

/** Packs options, an array for each item, into a problem. */
export function packProblem(
  of: Pick<Problem, 'bins' | 'dims' | 'profile' | 'capacity'>,
  options: readonly (readonly OptionGiven[])[],
): Problem {
  const flat = options.flat();
  const optionStart = new Int32Array(options.length + 1);
  options.forEach((list, item) => {
    optionStart[item + 1] = (optionStart[item] ?? 0) + list.length;
  });
  const binStart = new Int32Array(flat.length + 1);
  flat.forEach((option, index) => {
    binStart[index + 1] = (binStart[index] ?? 0) + option.bins.length;
  });
  return {
    ...of,
    items: options.length,
    optionStart,
    cost: Float64Array.from(flat, (option) => option.cost),
    scale: Float64Array.from(flat, (option) => option.scale ?? 1),
    binStart,
    binOf: Int32Array.from(flat.flatMap((option) => option.bins)),
  };
}

/** The load of every bin in every dimension under a choice. */
export function loadsOf(problem: Problem, choice: Choice): Float64Array {
  const { items, dims, bins, profile, scale, binStart, binOf } = problem;
  const loads = new Float64Array(bins * dims);
  for (let item = 0; item < items; item++) {
    const option = choice[item] as number;
    const by = scale[option] as number;
    for (let k = binStart[option] as number; k < (binStart[option + 1] as number); k++) {
      const row = (binOf[k] as number) * dims;
      for (let t = 0; t < dims; t++)
        loads[row + t] = (loads[row + t] as number) + by * (profile[item * dims + t] as number);
    }
  }
  return loads;
}

/** What a choice costs. */
export function costOf(problem: Problem, choice: Choice): number {
  let sum = 0;
  for (let item = 0; item < problem.items; item++) sum += problem.cost[choice[item] as number] as number;
  return sum;
}

/** Rounding in sums of loads: a capacity counts as kept within this share of it. */
export const loadTolerance = 1e-9;

/** The highest load as a share of its capacity; 0 without any. */
export function highestShare(problem: Problem, choice: Choice): number {
  const loads = loadsOf(problem, choice);
  let highest = 0;
  for (let row = 0; row < loads.length; row++) {
    const share = shareOf(loads[row] as number, problem.capacity[row] as number);
    if (share > highest) highest = share;
  }
  return highest;
}

const shareOf = (load: number, capacity: number): number =>
  load === 0 ? 0 : capacity === 0 ? Number.POSITIVE_INFINITY : load / capacity;

/** Whether every capacity is kept. */
export const isFeasible = (problem: Problem, choice: Choice): boolean =>
  highestShare(problem, choice) <= 1 + loadTolerance;

/** Dimensions in which a choice breaks a capacity: of each bin the worst ones. */
export function brokenDims(problem: Problem, loads: Float64Array, atMost: number): Set<number> {
  const found = new Set<number>();
  const { bins, dims, capacity } = problem;
  for (let bin = 0; bin < bins; bin++) {
    const over: { dim: number; by: number }[] = [];
    for (let dim = 0; dim < dims; dim++) {
      const row = bin * dims + dim;
      const by = shareOf(loads[row] as number, capacity[row] as number) - 1;
      if (by > loadTolerance) over.push({ dim, by });
    }
    over.sort((a, b) => b.by - a.by);
    for (const { dim } of over.slice(0, atMost)) found.add(dim);
  }
  return found;
}

/** The same problem with only some of its dimensions. Few of 336 half-hours ever bind. */
export function withDims(problem: Problem, chosen: readonly number[]): Problem {
  const pick = (values: Float64Array, rows: number): Float64Array => {
    const picked = new Float64Array(rows * chosen.length);
    for (let row = 0; row < rows; row++)
      for (let t = 0; t < chosen.length; t++)
        picked[row * chosen.length + t] = values[row * problem.dims + (chosen[t] as number)] as number;
    return picked;
  };
  return {
    ...problem,
    dims: chosen.length,
    profile: pick(problem.profile, problem.items),
    capacity: pick(problem.capacity, problem.bins),
  };
}

/** Whether all costs are whole numbers, so that a bound may be rounded up. */
export const hasWholeCosts = (problem: Problem): boolean =>
  problem.cost.every((value) => Number.isInteger(value));
