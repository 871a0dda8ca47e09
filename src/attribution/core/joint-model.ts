import { type Fit, gather, holds, type ModelCells, newton, sandwich } from './joint-fit.ts';
import { type Interval, studentQuantile } from './numbers.ts';
import type { Term } from './question.ts';
import { effective } from './rate-ratio.ts';
import type { Table } from './table.ts';

/** A factor as the model takes it: on which side each row of the table is. */
export interface ModelFactor {
  terms: Term[];
  /** Found, or a rival that would stand alone. */
  role: 'found' | 'rival';
  side: Uint8Array;
}

export interface ModelledFactor {
  terms: Term[];
  role: ModelFactor['role'];
  /** Rate with it over rate without, all other factors of the model held fixed; null where there is nothing to estimate. */
  ratio: Interval | null;
  /** How often its variance is what it would be if it went with no other factor. */
  inflation: number;
  /** Why its ratio should not be read by itself; null when it can. */
  caution: string | null;
}

/** All explanations and their rivals in one model of the rate. */
export interface JointModel {
  factors: ModelledFactor[];
  /** Whether every ratio can be read by itself. */
  readable: boolean;
  /** Failures in rows in which every factor is known; only these are in the model. */
  failures: number;
  sentence: string;
}

/** Beyond this the variance is mostly that of telling factors apart (the usual rule for variance inflation). */
const tooInflated = 10;
const mostFactors = 10;

/**
 * Poisson regression of failures on all factors at once, with an offset for hours and a free level for each stratum (day),
 * which is conditioned away. Estimates are penalised by a log-F(1,1) prior on each ratio (Greenland and Mansournia 2015),
 * so that they exist where all failures are on one side. The variance is the sandwich over sites (Zeger and Liang 1986), so
 * neither repeats nor a rate that differs between sites narrows it; it is never less than the model's own.
 * Null without factors, or without a failure where all are known. Formulas: docs/algorithms/attribution.md.
 */
export function jointModel(table: Table, given: readonly ModelFactor[], byDay: boolean): JointModel | null {
  const factors = given.slice(0, mostFactors);
  if (factors.length === 0) return null;
  const cells = gather(table, factors, byDay);
  if (cells.total === 0) return null;
  const fit = newton(cells, factors.length);
  const spread = sandwich(table, cells, fit);
  const degrees = Math.max(1, effective(spread.failures) - factors.length);
  const modelled = factors.map(({ terms, role }, index): ModelledFactor => {
    const caution = cautionOf(cells, fit, factors, index);
    const error = Math.sqrt(spread.variance[index] ?? 0);
    const reach = studentQuantile(degrees) * error;
    const log = fit.beta[index] ?? 0;
    const known = (fit.information[index]?.[index] ?? 0) > 1e-9 && Number.isFinite(reach);
    return {
      ...{ terms, role, inflation: known ? (fit.inflation[index] ?? 1) : 0, caution },
      ratio: known ? { value: Math.exp(log), low: bounded(log - reach), high: bounded(log + reach) } : null,
    };
  });
  const readable = modelled.every(({ caution }) => caution === null);
  return { factors: modelled, readable, failures: cells.total, sentence: sentenceOf(modelled) };
}

/** A limit beyond a million says only that it is unknown. */
const bounded = (log: number): number => Math.exp(Math.max(-14, Math.min(14, log)));

function cautionOf(
  cells: ModelCells,
  fit: Fit,
  factors: readonly ModelFactor[],
  index: number,
): string | null {
  const [without, withIt] = [0, 1].map((side) => failuresWhere(cells, (bits) => holds(bits, index) === side));
  if ((fit.information[index]?.[index] ?? 0) <= 1e-9)
    return 'It never differs between sites or times of one day.';
  if (without === 0 || withIt === 0)
    return `All failures are ${withIt === 0 ? 'without' : 'with'} it: how often is a guess from above or below.`;
  if ((fit.inflation[index] ?? 1) <= tooInflated) return null;
  const other = closest(fit.information, index);
  const name = factors[other]?.terms.map(({ key, value }) => `${key} ${value}`).join(' and ') ?? 'the others';
  return `It goes so closely with ${name} that the two cannot be told apart here.`;
}

const failuresWhere = ({ patterns, failures }: ModelCells, is: (bits: number) => boolean): number =>
  failures.reduce((sum, each, at) => sum + (is(patterns[at % patterns.length] ?? 0) ? each : 0), 0);

/** The factor that goes most closely with this one. */
function closest(information: readonly (readonly number[])[], index: number): number {
  const own = (at: number): number => Math.max(1e-300, information[at]?.[at] ?? 0);
  let best = -1;
  let most = -1;
  for (const at of information.keys()) {
    const together = Math.abs(information[index]?.[at] ?? 0) / Math.sqrt(own(index) * own(at));
    if (at === index || together <= most) continue;
    most = together;
    best = at;
  }
  return best;
}

function sentenceOf(factors: readonly ModelledFactor[]): string {
  const doubtful = factors.filter(({ caution }) => caution !== null).length;
  const all =
    factors.length === 1 ? 'One factor' : `${factors.length} factors, each with the others held fixed`;
  if (doubtful === 0)
    return `${all}: ${factors.length === 1 ? 'its ratio' : 'every ratio'} can be read by itself.`;
  return doubtful === factors.length
    ? `${all}: no ratio can be read by itself, for the reasons beside them.`
    : `${all}: ${doubtful} of the ratios cannot be read by ${doubtful === 1 ? 'itself' : 'themselves'}, for the reason beside.`;
}
