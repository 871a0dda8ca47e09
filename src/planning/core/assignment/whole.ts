import { optionsByBin, rowEntries } from './linear.ts';
import type { Optimiser } from './optimiser.ts';
import { type Choice, costOf, type Problem } from './problem.ts';

export interface Whole {
  /** The best choice found; null: none. */
  choice: Choice | null;
  /** No choice among the free options costs less; minus infinity when nothing was proved. */
  bound: number;
  /** The free options cannot keep the capacities at all. */
  infeasible: boolean;
}

export interface WholeOptions {
  /** Options that may be taken: 1. An item with one such option is fixed. */
  free: Uint8Array;
  seconds: number;
  start: Choice | null;
  /** Rows that count; all when absent. */
  rows?: Iterable<number>;
  /** Stop within this share of the bound. */
  gap?: number;
}

/** The problem over some of its options by HiGHS's branch and cut. What is fixed is taken off the capacities first. */
export function solveWhole(highs: Optimiser, problem: Problem, options: WholeOptions): Whole {
  const part = partOf(problem, options.free);
  const rows = rowsOf(problem, part, options.rows);
  if (rows === 'infeasible') return { choice: null, bound: Number.NEGATIVE_INFINITY, infeasible: true };
  const columns = part.columns.length;
  if (columns === 0) {
    const choice = part.fixed.slice();
    return { choice, bound: costOf(problem, choice), infeasible: false };
  }
  const starts = [...part.itemStarts];
  const indices = Array.from({ length: columns }, (_, index) => index);
  const values: number[] = new Array(columns).fill(1);
  for (const row of rows.entries) {
    for (let k = 0; k < row.indices.length; k++) {
      indices.push(row.indices[k] as number);
      values.push(row.values[k] as number);
    }
    starts.push(indices.length);
  }
  const items = part.itemStarts.length - 1;
  const model = highs.createModel({
    numCols: columns,
    numRows: items + rows.entries.length,
    offset: part.fixedCost,
    colCost: part.columns.map((option) => problem.cost[option] as number),
    colLower: new Array(columns).fill(0),
    colUpper: new Array(columns).fill(1),
    integrality: new Int32Array(columns).fill(1),
    rowLower: [...new Array(items).fill(1), ...rows.entries.map(() => -highs.infinity)],
    rowUpper: [...new Array(items).fill(1), ...rows.entries.map((row) => row.upper)],
    matrix: {
      format: 'csr',
      numRows: items + rows.entries.length,
      numCols: columns,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
  });
  try {
    model.options.set({
      output_flag: false,
      time_limit: Math.max(0.1, options.seconds),
      mip_rel_gap: options.gap ?? 1e-9,
    });
    const startValues = startOf(part, options.start);
    if (startValues) model.setSolution({ colValue: startValues });
    model.run();
    const status = model.getModelStatus();
    if (status === highs.constants.modelStatus.infeasible)
      return { choice: null, bound: Number.POSITIVE_INFINITY, infeasible: true };
    const bound = Number(model.info.get('mip_dual_bound'));
    const known = Number(model.info.get('primal_solution_status')) === 2;
    const choice = known ? choiceOf(part, model.getSolution().colValue) : null;
    return { choice, bound: Number.isFinite(bound) ? bound : Number.NEGATIVE_INFINITY, infeasible: false };
  } finally {
    model.dispose();
  }
}

interface Part {
  /** Free options of items that are not fixed, item by item. */
  columns: number[];
  columnOf: Int32Array;
  itemStarts: number[];
  items: number[];
  /** The one option of each fixed item; -1 for the others. */
  fixed: Choice;
  fixedCost: number;
  fixedSet: Set<number>;
}

function partOf(problem: Problem, free: Uint8Array): Part {
  const part: Part = {
    columns: [],
    columnOf: new Int32Array(problem.cost.length).fill(-1),
    itemStarts: [0],
    items: [],
    fixed: new Int32Array(problem.items).fill(-1),
    fixedCost: 0,
    fixedSet: new Set(),
  };
  for (let item = 0; item < problem.items; item++) {
    const own: number[] = [];
    for (
      let option = problem.optionStart[item] as number;
      option < (problem.optionStart[item + 1] as number);
      option++
    )
      if (free[option] === 1) own.push(option);
    if (own.length === 1) {
      part.fixed[item] = own[0] as number;
      part.fixedSet.add(own[0] as number);
      part.fixedCost += problem.cost[own[0] as number] as number;
      continue;
    }
    part.items.push(item);
    for (const option of own) {
      part.columnOf[option] = part.columns.length;
      part.columns.push(option);
    }
    part.itemStarts.push(part.columns.length);
  }
  return part;
}

interface RowEntries {
  indices: number[];
  values: number[];
  upper: number;
}

function rowsOf(
  problem: Problem,
  part: Part,
  rows: Iterable<number> | undefined,
): { entries: RowEntries[] } | 'infeasible' {
  const byBin = optionsByBin(problem);
  const entries: RowEntries[] = [];
  const all = rows ?? problem.capacity.keys();
  for (const row of all) {
    const capacity = problem.capacity[row] as number;
    if (!Number.isFinite(capacity)) continue;
    const full = rowEntries(problem, byBin, row);
    const entry: RowEntries = { indices: [], values: [], upper: capacity };
    let most = 0;
    full.indices.forEach((option, k) => {
      const value = full.values[k] as number;
      const column = part.columnOf[option] as number;
      if (column >= 0) {
        entry.indices.push(column);
        entry.values.push(value);
        most += value;
      } else if (part.fixedSet.has(option)) entry.upper -= value;
    });
    if (entry.upper < -1e-7 * Math.max(1, capacity)) return 'infeasible';
    entry.upper = Math.max(0, entry.upper);
    if (most > entry.upper) entries.push(entry);
  }
  return { entries };
}

function startOf(part: Part, start: Choice | null): Float64Array | null {
  if (!start) return null;
  const values = new Float64Array(part.columns.length);
  for (let item = 0; item < start.length; item++) {
    const option = start[item] as number;
    if (part.fixed[item] === option) continue;
    const column = part.columnOf[option] as number;
    if (column < 0) return null;
    values[column] = 1;
  }
  return values;
}

function choiceOf(part: Part, values: Float64Array): Choice {
  const choice = part.fixed.slice();
  part.items.forEach((item, k) => {
    let best = part.itemStarts[k] as number;
    for (let column = best; column < (part.itemStarts[k + 1] as number); column++)
      if ((values[column] as number) > (values[best] as number)) best = column;
    choice[item] = part.columns[best] as number;
  });
  return choice;
}
