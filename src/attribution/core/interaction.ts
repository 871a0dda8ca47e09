import { normalTail, type Random } from '#platform/numbers';
import { inside as isInside } from './candidates.ts';
import { type Interval, quantileOf, studentQuantile } from './numbers.ts';
import { effective } from './rate-ratio.ts';
import { ratePer1000 } from './rates.ts';
import type { Table } from './table.ts';

/** Failures in 1,000 hours with neither, only the first, only the second, and both; null where there was no time. */
export interface FourRates {
  neither: Rate;
  firstOnly: Rate;
  secondOnly: Rate;
  both: Rate;
}

export interface Rate {
  failures: number;
  hours: number;
  per1000Hours: number | null;
  /** `per1000Hours` with its 95% interval; null like it. */
  interval: Interval | null;
}

export interface Interaction {
  rates: FourRates;
  /** r11 - r10 - r01 + r00 in failures in 1,000 hours: what both do beyond the two added. */
  contrast: Interval | null;
  /** The same over r00 (Rothman); null when nothing failed with neither. */
  excess: Interval | null;
  /** (RR11 - 1) / ((RR10 - 1) + (RR01 - 1)); null unless either alone clearly raises the rate. Never shown alone. */
  synergy: Interval | null;
  /** Whether together is more, or less, than the two added; 'unclear' when the interval holds 0. */
  verdict: 'compounding' | 'less than added' | 'unclear';
}

/** By site: failures and hours in the four cells neither, first only, second only, both. */
interface BySite {
  sites: number;
  failures: Float64Array;
  hours: Float64Array;
}

/**
 * Whether two explanations compound. Intervals by the Bayesian bootstrap of sites (Rubin 1981): each draw weighs sites by
 * exponential numbers, so that no cell is ever empty by chance.
 */
export function interactionOf(
  table: Table,
  first: Uint8Array,
  second: Uint8Array,
  random: Random,
  draws: number,
): Interaction {
  const sums = sumFour(table, first, second);
  const totals = weightedRates(sums, undefined);
  const point = measures(totals.rates);
  const rate = (cell: number): Rate => ({
    failures: totals.failures[cell] ?? 0,
    hours: totals.hours[cell] ?? 0,
    per1000Hours: (totals.hours[cell] ?? 0) > 0 ? (totals.rates[cell] ?? 0) * 1000 : null,
    interval: ratePer1000(cellOf(sums.failures, cell), cellOf(sums.hours, cell)),
  });
  const rates = { neither: rate(0), firstOnly: rate(1), secondOnly: rate(2), both: rate(3) };
  const comparable = totals.hours.every((hours) => hours > 0);
  if (!comparable) return { rates, contrast: null, excess: null, synergy: null, verdict: 'unclear' };
  const drawn = bootstrap(sums, random, draws);
  const tail = tailFor(sums);
  const interval = (of: keyof Measures): Interval => intervalFrom(point[of], drawn[of], tail);
  const contrast = interval('contrast');
  const eachAlone = (['firstAlone', 'secondAlone'] as const).every((of) => interval(of).low > 1);
  return {
    rates,
    contrast,
    excess: rates.neither.failures > 0 ? interval('excess') : null,
    synergy: rates.neither.failures > 0 && eachAlone ? interval('synergy') : null,
    verdict: contrast.low > 0 ? 'compounding' : contrast.high < 0 ? 'less than added' : 'unclear',
  };
}

const cellOf = (values: Float64Array, cell: number): Float64Array =>
  values.filter((_, at) => at % 4 === cell);

function sumFour({ rows, sites }: Table, first: Uint8Array, second: Uint8Array): BySite {
  const failures = new Float64Array(sites.length * 4);
  const hours = new Float64Array(sites.length * 4);
  for (let row = 0; row < rows.count; row++) {
    const one = first[row] ?? 2;
    const two = second[row] ?? 2;
    if (one > 1 || two > 1) continue;
    const at = (rows.site[row] ?? 0) * 4 + (one === isInside ? 1 : 0) + (two === isInside ? 2 : 0);
    failures[at] = (failures[at] ?? 0) + (rows.failures[row] ?? 0);
    hours[at] = (hours[at] ?? 0) + (rows.hours[row] ?? 0);
  }
  return { sites: sites.length, failures, hours };
}

function weightedRates(
  { sites, failures, hours }: BySite,
  weight: Float64Array | undefined,
): { failures: number[]; hours: number[]; rates: number[] } {
  const sums = { failures: [0, 0, 0, 0], hours: [0, 0, 0, 0] };
  for (let site = 0; site < sites; site++) {
    const weighs = weight?.[site] ?? 1;
    for (let cell = 0; cell < 4; cell++) {
      sums.failures[cell] = (sums.failures[cell] ?? 0) + weighs * (failures[site * 4 + cell] ?? 0);
      sums.hours[cell] = (sums.hours[cell] ?? 0) + weighs * (hours[site * 4 + cell] ?? 0);
    }
  }
  const rates = sums.failures.map((count, cell) => {
    const time = sums.hours[cell] ?? 0;
    return time > 0 ? count / time : 0;
  });
  return { ...sums, rates };
}

interface Measures {
  contrast: number;
  excess: number;
  synergy: number;
  firstAlone: number;
  secondAlone: number;
}

function measures([r00 = 0, r10 = 0, r01 = 0, r11 = 0]: readonly number[]): Measures {
  const contrast = r11 - r10 - r01 + r00;
  const over = (value: number): number => (r00 > 0 ? value / r00 : 0);
  const added = r10 + r01 - 2 * r00;
  return {
    contrast: contrast * 1000,
    excess: over(contrast),
    synergy: added > 0 ? (r11 - r00) / added : 0,
    firstAlone: over(r10),
    secondAlone: over(r01),
  };
}

function bootstrap(sums: BySite, random: Random, draws: number): Record<keyof Measures, Float64Array> {
  const list = (): Float64Array => new Float64Array(draws);
  const drawn = {
    contrast: list(),
    excess: list(),
    synergy: list(),
    firstAlone: list(),
    secondAlone: list(),
  };
  const weight = new Float64Array(sums.sites);
  for (let draw = 0; draw < draws; draw++) {
    for (let site = 0; site < sums.sites; site++) weight[site] = -Math.log(1 - random());
    const one = measures(weightedRates(sums, weight).rates);
    for (const key of Object.keys(drawn) as (keyof Measures)[]) drawn[key][draw] = one[key];
  }
  return drawn;
}

/**
 * The share of draws to leave out on each side: less than 2.5%, as a bootstrap of few clusters is too narrow. It is the
 * tail of the normal beyond Student's quantile times sqrt(n / (n - 1)) (Hesterberg 2015, "expanded percentile"), n being the
 * effective number of failing sites in the least filled of the cells neither and both.
 */
function tailFor({ sites, failures }: BySite): number {
  const inCell = (cell: number): number =>
    effective(Float64Array.from({ length: sites }, (_, site) => failures[site * 4 + cell] ?? 0));
  const clusters = Math.max(4, Math.min(inCell(0), inCell(3)));
  return normalTail(studentQuantile(clusters - 1) * Math.sqrt(clusters / (clusters - 1)));
}

function intervalFrom(value: number, drawn: Float64Array, tail: number): Interval {
  drawn.sort();
  return { value, low: quantileOf(drawn, tail), high: quantileOf(drawn, 1 - tail) };
}
