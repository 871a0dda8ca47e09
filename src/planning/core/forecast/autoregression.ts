import type { Seasons } from './seasons.ts';

/** A value as a weighted sum of earlier ones, `lags` steps before it. */
export interface Autoregression {
  lags: readonly number[];
  weights: Float64Array;
  intercept: number;
}

/** Few lags: the last hours, the same time on each of the last days, and a week ago. */
export const sparseLags = ({ short, long }: Seasons): number[] =>
  unique([1, 2, 3, short, short + 1, ...multiples(short, long), long, long + 1]);

/** The last hours, and the time around this one on each day of a week. */
export const dailyLags = ({ short, long }: Seasons): number[] =>
  unique([
    ...range(1, 6),
    ...[short - 2, short + 2],
    ...multiples(short, long).flatMap((lag) => [lag - 1, lag, lag + 1]),
    ...range(long - 2, long + 2),
  ]);

/** Every step of the last day, and the same time on each day of a week and a day. */
export const denseLags = ({ short, long }: Seasons): number[] =>
  unique([
    ...range(1, short + 2),
    ...multiples(short, long),
    2 * short + 1,
    long - 1,
    long + 1,
    long + short,
  ]);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const multiples = (of: number, upTo: number): number[] => range(1, upTo / of).map((times) => times * of);
const unique = (lags: readonly number[]): number[] => [...new Set(lags)].sort((a, b) => a - b);

/**
 * Fits by ridge regression (Hoerl and Kennard, Technometrics 12, 1970): least squares with a penalty of `ridge` times the
 * mean variance of the lags. `y` may hold NaN, which is not learnt from; `filled` is the same without.
 */
export function fitAutoregression(
  y: Float64Array,
  filled: Float64Array,
  lags: readonly number[],
  ridge: number,
): Autoregression {
  const first = lags.at(-1) ?? 0;
  const rows: number[] = [];
  for (let t = first; t < y.length; t++) if (!Number.isNaN(y[t])) rows.push(t);
  const mean = (lag: number): number =>
    rows.reduce((sum, t) => sum + (filled[t - lag] ?? 0), 0) / rows.length;
  const centred = lags.map((lag) => {
    const centre = mean(lag);
    return Float64Array.from(rows, (t) => (filled[t - lag] ?? 0) - centre);
  });
  const centre = mean(0);
  const target = Float64Array.from(rows, (t) => (filled[t] ?? 0) - centre);
  const products = crossProducts(centred);
  const p = lags.length;
  const trace = lags.reduce((sum, _, i) => sum + (products[i * p + i] ?? 0), 0);
  const penalty = (ridge * trace) / p + 1e-9;
  for (let i = 0; i < p; i++) products[i * p + i] = (products[i * p + i] ?? 0) + penalty;
  const weights = solvePositive(
    products,
    Float64Array.from(centred, (column) => dot(column, target)),
  );
  const intercept = lags.reduce((sum, lag, i) => sum - (weights[i] ?? 0) * mean(lag), centre);
  return { lags, weights, intercept };
}

/** Continues a series step by step, each step looking back at the ones before it. */
export function continueSeries(model: Autoregression, filled: Float64Array, horizon: number): Float64Array {
  const { lags, weights, intercept } = model;
  const path = new Float64Array(filled.length + horizon);
  path.set(filled);
  for (let t = filled.length; t < path.length; t++) {
    let value = intercept;
    for (let i = 0; i < lags.length; i++) value += (weights[i] ?? 0) * (path[t - (lags[i] ?? 0)] ?? 0);
    path[t] = value;
  }
  return path.slice(filled.length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The lower triangle of the products of columns, row by row in one array. */
function crossProducts(columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const products = new Float64Array(p * p);
  for (const [i, one] of columns.entries())
    for (const [j, other] of columns.slice(0, i + 1).entries()) products[i * p + j] = dot(one, other);
  return products;
}

/**
 * Solves a x = b for a symmetric positive definite matrix by Cholesky's method (Golub and Van Loan, Matrix Computations,
 * 4.2). Only the lower triangle of `a` is read; `a` is overwritten.
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const row = (i: number): Float64Array => a.subarray(i * n, i * n + n);
  for (let i = 0; i < n; i++) {
    const own = row(i);
    for (let j = 0; j <= i; j++) {
      const other = row(j);
      const rest = (own[j] ?? 0) - dot(own.subarray(0, j), other);
      own[j] = i === j ? Math.sqrt(Math.max(rest, 1e-12)) : rest / (other[j] ?? 1);
    }
  }
  const x = b.slice();
  for (let i = 0; i < n; i++) x[i] = ((x[i] ?? 0) - dot(row(i).subarray(0, i), x)) / (row(i)[i] ?? 1);
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i] ?? 0;
    for (let k = i + 1; k < n; k++) rest -= (a[k * n + i] ?? 0) * (x[k] ?? 0);
    x[i] = rest / (row(i)[i] ?? 1);
  }
  return x;
}
