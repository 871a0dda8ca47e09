import { inside as isInside, outside as isOutside } from './candidates.ts';
import { cholesky, invert } from './matrix.ts';
import type { Table } from './table.ts';

// The fit of the model of all factors: docs/algorithms/attribution.md has the formulas.

/** On which side of a factor each row of the table is. */
interface FactorSide {
  side: Uint8Array;
}

/** Hours and failures by stratum and pattern: bit j of a pattern says whether factor j holds. */
export interface ModelCells {
  strata: number;
  patterns: number[];
  /** Index of each row's pattern; -1 where a factor is not known. */
  pattern: Int32Array;
  stratum: Int32Array;
  /** `[stratum * patterns.length + pattern]`. */
  hours: Float64Array;
  failures: Float64Array;
  /** By stratum. */
  sums: Float64Array;
  total: number;
}

export function gather(
  { rows, runs, calendar }: Table,
  factors: readonly FactorSide[],
  byDay: boolean,
): ModelCells {
  const bits = bitsOfRows(rows.count, factors);
  // A pattern's place is kept in a list by its bits: there are at most 2^10, and rows by the million.
  const placeOf = new Int32Array(2 ** factors.length).fill(-1);
  const patterns: number[] = [];
  const pattern = new Int32Array(rows.count).fill(-1);
  const stratum = new Int32Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    stratum[row] = byDay ? (runs.day[rows.run[row] ?? 0] ?? 0) : 0;
    const own = bits[row] ?? -1;
    if (own < 0) continue;
    if ((placeOf[own] ?? -1) < 0) placeOf[own] = patterns.push(own) - 1;
    pattern[row] = placeOf[own] ?? -1;
  }
  const strata = byDay ? calendar.days : 1;
  const width = patterns.length;
  const hours = new Float64Array(strata * width);
  const failures = new Float64Array(strata * width);
  const sums = new Float64Array(strata);
  for (let row = 0; row < rows.count; row++) {
    if ((pattern[row] ?? -1) < 0) continue;
    const at = (stratum[row] ?? 0) * width + (pattern[row] ?? 0);
    hours[at] = (hours[at] ?? 0) + (rows.hours[row] ?? 0);
    failures[at] = (failures[at] ?? 0) + (rows.failures[row] ?? 0);
    sums[stratum[row] ?? 0] = (sums[stratum[row] ?? 0] ?? 0) + (rows.failures[row] ?? 0);
  }
  const total = sums.reduce((sum, each) => sum + each, 0);
  return { strata, patterns, pattern, stratum, hours, failures, sums, total };
}

/** Bit j says whether factor j holds; -1 where a factor is not known. */
function bitsOfRows(count: number, factors: readonly FactorSide[]): Int32Array {
  const bits = new Int32Array(count);
  for (const [index, { side }] of factors.entries()) {
    const own = 1 << index;
    for (let row = 0; row < count; row++) {
      const which = side[row];
      if (which === isInside) {
        if ((bits[row] ?? -1) >= 0) bits[row] = (bits[row] ?? 0) | own;
      } else if (which !== isOutside) bits[row] = -1;
    }
  }
  return bits;
}

export interface Fit {
  beta: number[];
  /** Of the data alone. */
  information: number[][];
  /** Inverse of the penalised information. */
  inverse: number[][];
  /** Weighted mean of each factor, by stratum, and the rate of the stratum at the reference. */
  means: Float64Array;
  level: Float64Array;
  inflation: number[];
}

export const holds = (bits: number, index: number): number => (bits >> index) & 1;

/** Newton's method on the conditional likelihood with its penalty; both are concave, so halving steps always gets there. */
export function newton(cells: ModelCells, size: number): Fit {
  let beta = new Array<number>(size).fill(0);
  let now = evaluate(cells, beta);
  for (let round = 0; round < 50; round++) {
    const inverse = invert(now.penalised);
    const step = inverse.map((row) => row.reduce((sum, each, j) => sum + each * (now.score[j] ?? 0), 0));
    let scale = Math.min(1, 4 / Math.max(1e-9, ...step.map(Math.abs)));
    let next = evaluate(cells, plus(beta, step, scale));
    for (let halving = 0; halving < 30 && next.value < now.value - 1e-12; halving++) {
      scale /= 2;
      next = evaluate(cells, plus(beta, step, scale));
    }
    beta = plus(beta, step, scale);
    const gained = next.value - now.value;
    now = next;
    if (gained < 1e-10) break;
  }
  const { information, penalised, means, level } = now;
  return { beta, information, inverse: invert(penalised), means, level, inflation: inflations(information) };
}

const plus = (beta: readonly number[], step: readonly number[], scale: number): number[] =>
  beta.map((each, index) => each + scale * (step[index] ?? 0));

interface Evaluation {
  value: number;
  score: number[];
  information: number[][];
  penalised: number[][];
  means: Float64Array;
  level: Float64Array;
}

/** Log-likelihood given the failures of each stratum, with its derivatives. */
function evaluate(cells: ModelCells, beta: readonly number[]): Evaluation {
  const { patterns, strata } = cells;
  const size = beta.length;
  const eta = patterns.map((bits) => beta.reduce((sum, each, j) => sum + each * holds(bits, j), 0));
  const score = new Array<number>(size).fill(0);
  const information = score.map(() => new Array<number>(size).fill(0));
  const means = new Float64Array(strata * size);
  const level = new Float64Array(strata);
  let value = 0;
  for (let stratum = 0; stratum < strata; stratum++) {
    const count = cells.sums[stratum] ?? 0;
    if (count === 0) continue;
    value += addStratum(cells, eta, stratum, { score, information, means, level });
  }
  const penalised = information.map((row) => [...row]);
  for (const [j, each] of beta.entries()) {
    const share = 1 / (1 + Math.exp(-each));
    value += each / 2 - Math.log1p(Math.exp(-Math.abs(each))) - Math.max(0, each);
    score[j] = (score[j] ?? 0) + 0.5 - share;
    const row = penalised[j];
    if (row) row[j] = (row[j] ?? 0) + share * (1 - share);
  }
  return { value, score, information, penalised, means, level };
}

function addStratum(
  { patterns, hours, failures, sums }: ModelCells,
  eta: readonly number[],
  stratum: number,
  into: Pick<Evaluation, 'score' | 'information' | 'means' | 'level'>,
): number {
  const size = into.score.length;
  const base = stratum * patterns.length;
  const weights = patterns.map((_, at) => (hours[base + at] ?? 0) * Math.exp(eta[at] ?? 0));
  const sum = weights.reduce((total, each) => total + each, 0);
  // Failures where there was no time at risk, an onset at the edge of what is known, say nothing of rates.
  if (sum <= 0) return 0;
  const count = sums[stratum] ?? 0;
  into.level[stratum] = count / sum;
  const mean = Array.from({ length: size }, (_, j) =>
    patterns.reduce((total, bits, at) => total + ((weights[at] ?? 0) / sum) * holds(bits, j), 0),
  );
  let value = -count * Math.log(sum);
  for (const [at, bits] of patterns.entries()) {
    const seen = failures[base + at] ?? 0;
    const share = (weights[at] ?? 0) / sum;
    value += seen * (eta[at] ?? 0);
    for (let j = 0; j < size; j++) {
      const from = holds(bits, j) - (mean[j] ?? 0);
      into.score[j] = (into.score[j] ?? 0) + seen * from;
      const row = into.information[j];
      if (!row) continue;
      for (let k = 0; k < size; k++)
        row[k] = (row[k] ?? 0) + count * share * from * (holds(bits, k) - (mean[k] ?? 0));
    }
  }
  for (const [j, each] of mean.entries()) into.means[stratum * size + j] = each;
  return value;
}

/**
 * Variances by the sandwich over sites, each site's part over one minus its leverage (its share of the information, as the
 * trace; Mancl and DeRouen 2001), and the failures of each site that are in the model.
 */
export function sandwich(
  table: Table,
  cells: ModelCells,
  fit: Fit,
): { variance: number[]; failures: Float64Array } {
  const { scores, leverage, failures } = partsOfSites(table, cells, fit);
  const size = fit.beta.length;
  const variance = fit.inverse.map((row, j) => {
    let squares = 0;
    for (let site = 0; site < leverage.length; site++) {
      let part = 0;
      for (let k = 0; k < size; k++) part += (row[k] ?? 0) * (scores[site * size + k] ?? 0);
      squares += (part / (1 - Math.min(0.9, leverage[site] ?? 0))) ** 2;
    }
    return Math.max(squares, row[j] ?? 0);
  });
  return { variance, failures };
}

/** What each site adds to the estimating equations and to the information. */
function partsOfSites(
  { rows, sites }: Table,
  cells: ModelCells,
  fit: Fit,
): { scores: Float64Array; leverage: Float64Array; failures: Float64Array } {
  const size = fit.beta.length;
  const width = cells.patterns.length;
  const { expected, from, weight } = cellFigures(cells, fit);
  const scores = new Float64Array(sites.length * size);
  const leverage = new Float64Array(sites.length);
  const failures = new Float64Array(sites.length);
  for (let row = 0; row < rows.count; row++) {
    const pattern = cells.pattern[row] ?? -1;
    if (pattern < 0) continue;
    const site = rows.site[row] ?? 0;
    const at = (cells.stratum[row] ?? 0) * width + pattern;
    const seen = rows.failures[row] ?? 0;
    const due = (rows.hours[row] ?? 0) * (expected[at] ?? 0);
    failures[site] = (failures[site] ?? 0) + seen;
    leverage[site] = (leverage[site] ?? 0) + due * (weight[at] ?? 0);
    for (let j = 0; j < size; j++)
      scores[site * size + j] = (scores[site * size + j] ?? 0) + (seen - due) * (from[at * size + j] ?? 0);
  }
  return { scores, leverage, failures };
}

/** By stratum and pattern: failures expected in an hour, x less its mean, and that as a share of the information. */
function cellFigures(
  { patterns, strata }: ModelCells,
  { beta, inverse, means, level }: Fit,
): { expected: Float64Array; from: Float64Array; weight: Float64Array } {
  const size = beta.length;
  const count = strata * patterns.length;
  const figures = {
    expected: new Float64Array(count),
    from: new Float64Array(count * size),
    weight: new Float64Array(count),
  };
  for (let at = 0; at < count; at++) {
    const stratum = Math.floor(at / patterns.length);
    const bits = patterns[at % patterns.length] ?? 0;
    const x = beta.map((_, j) => holds(bits, j) - (means[stratum * size + j] ?? 0));
    const eta = beta.reduce((sum, each, j) => sum + each * holds(bits, j), 0);
    figures.expected[at] = Math.exp(eta) * (level[stratum] ?? 0);
    figures.from.set(x, at * size);
    figures.weight[at] = x.reduce(
      (sum, each, j) => sum + each * x.reduce((inner, other, k) => inner + other * (inverse[j]?.[k] ?? 0), 0),
      0,
    );
  }
  return figures;
}

/** For each factor its information times the matching diagonal of the inverse; infinite where factors go together wholly. */
function inflations(information: readonly (readonly number[])[]): number[] {
  const size = information.length;
  const own = information.map((row, j) => row[j] ?? 0);
  // Scaled to ones on the diagonal, so that rare factors are judged like common ones.
  const scaled = information.map((row, j) =>
    row.map((each, k) => (j === k ? 1 : each / Math.sqrt(Math.max(1e-300, (own[j] ?? 0) * (own[k] ?? 0))))),
  );
  if (!cholesky(scaled)) return new Array<number>(size).fill(1e6);
  return invert(scaled).map((row, j) => Math.min(1e6, row[j] ?? 1));
}
