import type { Cube, Metric } from './model.ts';

/** Distinct leaves in a fixed order (that of their codes), with the measures of repeated rows added up. */
export interface Leaves {
  count: number;
  radix: readonly number[];
  /** Per attribute the code of each leaf. */
  codes: Int32Array[];
  /** Measures in the order of `columnsOf`. */
  columns: Float64Array[];
  notes: string[];
}

/** Larger numbers than this are taken for faults: their squares and sums would lose all meaning. */
const largestNumber = 1e15;

/** Below this many possible leaves, rows are put in order by counting instead of sorting. */
const countableLeaves = 1 << 22;

/** The measures of a metric, as columns: actual, expected; or part, whole, past part, past whole. */
export function columnsOf(metric: Metric): readonly Float64Array[] {
  return metric.kind === 'ratio'
    ? [metric.part, metric.whole, metric.pastPart, metric.pastWhole]
    : [metric.actual, metric.forecast];
}

/**
 * Rows as leaves: unusable rows dropped (not finite, absurdly large, negative counts, a part larger than its
 * whole), repeated rows added up, the rest in the order of their codes, so that nothing later depends on the order of rows.
 */
export function leavesOf(cube: Cube): Leaves {
  const columns = columnsOf(cube.metric);
  const rows = columns[0]?.length ?? 0;
  const radix = cube.values.map((names) => Math.max(1, names.length));
  const notes: string[] = [];
  const kept = usableRows(cube, columns, rows, radix);
  if (kept.length < rows)
    notes.push(`${rows - kept.length} of ${rows} rows left out: not a usable number or value.`);
  const ordered = inOrder(kept, cube.codes, radix);
  const leaves = merged(ordered, cube.codes, columns);
  if (leaves.count < kept.length) {
    notes.push(`${kept.length - leaves.count} repeated rows were added to the row they repeat.`);
  }
  return { ...leaves, radix, notes };
}

function usableRows(
  cube: Cube,
  columns: readonly Float64Array[],
  rows: number,
  radix: readonly number[],
): Int32Array {
  const usable = new Uint8Array(rows).fill(1);
  const least = cube.metric.kind === 'additive' ? Number.NEGATIVE_INFINITY : 0;
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      const value = column[row] ?? Number.NaN;
      if (!(Math.abs(value) <= largestNumber) || value < least) usable[row] = 0;
    }
  }
  if (cube.metric.kind === 'ratio') refuseMoreThanAll(columns, usable);
  cube.codes.forEach((codes, k) => {
    const size = radix[k] ?? 0;
    for (let row = 0; row < rows; row++) {
      const code = codes[row] ?? -1;
      if (code < 0 || code >= size) usable[row] = 0;
    }
  });
  return new Int32Array(rows).map((_, row) => row).filter((row) => usable[row] === 1);
}

/** Rows with more of a part than there is of the whole are faults. */
function refuseMoreThanAll(columns: readonly Float64Array[], usable: Uint8Array): void {
  const [part, whole, pastPart, pastWhole] = columns;
  for (let row = 0; row < usable.length; row++) {
    const now = (part?.[row] ?? 0) > (whole?.[row] ?? 0);
    const before = (pastPart?.[row] ?? 0) > (pastWhole?.[row] ?? 0);
    if (now || before) usable[row] = 0;
  }
}

function inOrder(rows: Int32Array, codes: readonly Int32Array[], radix: readonly number[]): Int32Array {
  const possible = radix.reduce((product, size) => product * size, 1);
  if (possible > countableLeaves) return rows.sort((a, b) => compareCodes(codes, a, b));
  const keys = new Int32Array(rows.length);
  codes.forEach((column, k) => {
    const size = radix[k] ?? 1;
    for (let i = 0; i < rows.length; i++)
      keys[i] = (keys[i] as number) * size + (column[rows[i] as number] as number);
  });
  const starts = new Int32Array(possible + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
  for (let key = 0; key < possible; key++)
    starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  const ordered = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const key = keys[i] as number;
    const place = starts[key] as number;
    ordered[place] = rows[i] as number;
    starts[key] = place + 1;
  }
  return ordered;
}

function compareCodes(codes: readonly Int32Array[], a: number, b: number): number {
  for (const column of codes) {
    const difference = (column[a] ?? 0) - (column[b] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function merged(
  ordered: Int32Array,
  codes: readonly Int32Array[],
  columns: readonly Float64Array[],
): { count: number; codes: Int32Array[]; columns: Float64Array[] } {
  const leafOf = new Int32Array(ordered.length);
  let count = 0;
  for (let i = 0; i < ordered.length; i++) {
    const repeats = i > 0 && compareCodes(codes, ordered[i - 1] as number, ordered[i] as number) === 0;
    if (!repeats) count++;
    leafOf[i] = count - 1;
  }
  return {
    count,
    codes: codes.map((column) => {
      const out = new Int32Array(count);
      for (let i = 0; i < ordered.length; i++)
        out[leafOf[i] as number] = column[ordered[i] as number] as number;
      return out;
    }),
    columns: columns.map((column) => {
      const out = new Float64Array(count);
      for (let i = 0; i < ordered.length; i++) {
        const leaf = leafOf[i] as number;
        out[leaf] = (out[leaf] as number) + (column[ordered[i] as number] as number);
      }
      return out;
    }),
  };
}
