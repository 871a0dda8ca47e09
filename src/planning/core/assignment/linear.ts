import type { Model } from 'highs';
import { type Budget, secondsLeft } from './budget.ts';
import type { Prices } from './lagrangian.ts';
import type { Optimiser } from './optimiser.ts';
import type { Problem } from './problem.ts';

export interface Linear {
  status: 'optimal' | 'infeasible' | 'out of time';
  /** Least cost, or least highest share, when items may be split; over the rows looked at. */
  objective: number;
  /** Share of each item that takes each option. */
  x: Float64Array;
  prices: Prices;
  /** Rows that were needed, `bin * dims + dim`. */
  rows: number[];
  /** No row is broken: the objective is that of the whole problem. */
  complete: boolean;
}

export interface LinearOptions {
  /** What is minimised: the cost, or the highest share of a capacity that is not hard. */
  aim: 'cost' | 'peak';
  /** For `peak`: rows whose capacity stands as it is. */
  isHard?: (row: number) => boolean;
  /** Rows to begin with. */
  rows?: Iterable<number>;
  /** Rows of each bin that are added in a round. */
  perBin?: number;
}

/**
 * The linear relaxation, with rows of capacity added only as they are broken: of 336 half-hours three to fourteen bind. Each
 * round is a relaxation of the whole, so its optimum is a lower bound even when time runs out before the last.
 */
export function solveLinear(
  highs: Optimiser,
  problem: Problem,
  budget: Budget,
  options: LinearOptions,
): Linear {
  const programme = openProgramme(highs, problem, options);
  try {
    programme.add(options.rows ?? firstRows(problem));
    let last: Linear = {
      status: 'out of time',
      objective: Number.NEGATIVE_INFINITY,
      x: new Float64Array(problem.cost.length),
      prices: new Map(),
      rows: [],
      complete: false,
    };
    while (secondsLeft(budget) > 0) {
      const next = programme.solve(secondsLeft(budget));
      if (next === 'out of time') return last;
      if (next === 'infeasible') return { ...last, status: 'infeasible', rows: [...programme.rows] };
      const broken = brokenRows(problem, next, programme.rows, options);
      last = { ...next, status: 'optimal', rows: [...programme.rows], complete: broken.length === 0 };
      if (broken.length === 0) return last;
      programme.add(broken);
    }
    return last;
  } finally {
    programme.close();
  }
}

interface Solved {
  objective: number;
  x: Float64Array;
  prices: Prices;
}

function openProgramme(highs: Optimiser, problem: Problem, { aim, isHard }: LinearOptions) {
  const { items, optionStart, cost } = problem;
  const columns = cost.length;
  const peak = aim === 'peak';
  const model: Model = highs.createModel({
    numCols: columns + (peak ? 1 : 0),
    numRows: items,
    colCost: peak ? concat(new Float64Array(columns), 1) : cost,
    colLower: new Float64Array(columns + (peak ? 1 : 0)),
    colUpper: new Float64Array(columns + (peak ? 1 : 0)).fill(highs.infinity),
    rowLower: new Float64Array(items).fill(1),
    rowUpper: new Float64Array(items).fill(1),
    matrix: {
      format: 'csr',
      numRows: items,
      numCols: columns + (peak ? 1 : 0),
      starts: optionStart,
      indices: Int32Array.from({ length: columns }, (_, index) => index),
      values: new Float64Array(columns).fill(1),
    },
  });
  model.options.set({ output_flag: false });
  const byBin = optionsByBin(problem);
  const rows: number[] = [];
  const isFlexible = (row: number): boolean => peak && !isHard?.(row);
  return {
    rows,
    add(given: Iterable<number>): void {
      for (const row of given) {
        const capacity = problem.capacity[row] as number;
        if (!Number.isFinite(capacity)) continue;
        const { indices, values } = rowEntries(problem, byBin, row);
        if (isFlexible(row)) {
          indices.push(columns);
          values.push(-capacity);
        }
        model.addRow(-highs.infinity, isFlexible(row) ? 0 : capacity, { indices, values });
        rows.push(row);
      }
    },
    solve(seconds: number): Solved | 'infeasible' | 'out of time' {
      // The solver's clock goes on over its runs.
      model.zeroAllClocks();
      model.options.set({ time_limit: Math.max(0.05, seconds) });
      model.run();
      const status = model.getModelStatus();
      const { optimal, infeasible } = highs.constants.modelStatus;
      if (status === infeasible) return 'infeasible';
      if (status !== optimal) return 'out of time';
      const { colValue, rowDual } = model.getSolution();
      const prices: Prices = new Map(
        rows.map((row, index) => [row, Math.max(0, -(rowDual[items + index] as number))] as const),
      );
      return { objective: model.getObjectiveValue(), x: colValue.slice(0, columns), prices };
    },
    close: () => model.dispose(),
  };
}

function concat(values: Float64Array, last: number): Float64Array {
  const longer = new Float64Array(values.length + 1);
  longer.set(values);
  longer[values.length] = last;
  return longer;
}

/** Options that load each bin, with their items: pairs, flat. */
export function optionsByBin(problem: Problem): { option: number; item: number }[][] {
  const byBin: { option: number; item: number }[][] = Array.from({ length: problem.bins }, () => []);
  for (let item = 0; item < problem.items; item++)
    for (
      let option = problem.optionStart[item] as number;
      option < (problem.optionStart[item + 1] as number);
      option++
    )
      for (let k = problem.binStart[option] as number; k < (problem.binStart[option + 1] as number); k++)
        byBin[problem.binOf[k] as number]?.push({ option, item });
  return byBin;
}

/** Coefficients of one row of capacity over all options. */
export function rowEntries(
  problem: Problem,
  byBin: readonly { option: number; item: number }[][],
  row: number,
): { indices: number[]; values: number[] } {
  const bin = Math.floor(row / problem.dims);
  const dim = row % problem.dims;
  const indices: number[] = [];
  const values: number[] = [];
  for (const { option, item } of byBin[bin] ?? []) {
    const value = (problem.scale[option] as number) * (problem.profile[item * problem.dims + dim] as number);
    if (value === 0) continue;
    indices.push(option);
    values.push(value);
  }
  return { indices, values };
}

/** Of each bin the dimension in which all items together come nearest to its capacity. */
function firstRows(problem: Problem): number[] {
  const { items, dims, bins, profile, capacity } = problem;
  const total = new Float64Array(dims);
  for (let item = 0; item < items; item++)
    for (let t = 0; t < dims; t++) total[t] = (total[t] as number) + (profile[item * dims + t] as number);
  return Array.from({ length: bins }, (_, bin) => {
    let best = 0;
    for (let t = 1; t < dims; t++)
      if (
        (total[t] as number) / (capacity[bin * dims + t] as number) >
        (total[best] as number) / (capacity[bin * dims + best] as number)
      )
        best = t;
    return bin * dims + best;
  });
}

function brokenRows(
  problem: Problem,
  { objective, x }: Solved,
  known: readonly number[],
  { aim, isHard, perBin = 2 }: LinearOptions,
): number[] {
  const { bins, dims, capacity } = problem;
  const loads = splitLoads(problem, x);
  const seen = new Set(known);
  const found: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const over: { row: number; by: number }[] = [];
    for (let t = 0; t < dims; t++) {
      const row = bin * dims + t;
      const limit = aim === 'peak' && !isHard?.(row) ? objective : 1;
      const by = (loads[row] as number) / (capacity[row] as number) - limit;
      if (by > 1e-7 * Math.max(1, limit) && !seen.has(row)) over.push({ row, by });
    }
    over.sort((a, b) => b.by - a.by);
    found.push(...over.slice(0, perBin).map(({ row }) => row));
  }
  return found;
}

/** Loads when items are split. */
function splitLoads(problem: Problem, x: Float64Array): Float64Array {
  const { items, dims, optionStart, binStart, binOf, scale, profile } = problem;
  const loads = new Float64Array(problem.bins * dims);
  for (let item = 0; item < items; item++)
    for (let option = optionStart[item] as number; option < (optionStart[item + 1] as number); option++) {
      const by = (x[option] as number) * (scale[option] as number);
      if (by < 1e-12) continue;
      for (let k = binStart[option] as number; k < (binStart[option + 1] as number); k++) {
        const row = (binOf[k] as number) * dims;
        for (let t = 0; t < dims; t++)
          loads[row + t] = (loads[row + t] as number) + by * (profile[item * dims + t] as number);
      }
    }
  return loads;
}
