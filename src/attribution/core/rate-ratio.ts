import { inside as isInside, outside as isOutside } from './candidates.ts';
import { type Interval, studentQuantile } from './numbers.ts';

/** Time at risk and failures, cell by cell, with the two sides to compare and the strata to compare within. */
export interface Cells {
  count: number;
  site: Int32Array;
  day: Int32Array;
  hours: Float64Array;
  failures: Float64Array;
  /** `inside`, `outside`, or neither. */
  side: Uint8Array;
  stratum: Int32Array;
  sites: number;
  days: number;
  strata: number;
}

/** One side of a comparison. Sites that changed sides count on both. */
export interface Side {
  failures: number;
  hours: number;
  sites: number;
  failingSites: number;
}

export interface Comparison {
  inside: Side;
  outside: Side;
  /** Rate inside over rate outside, within strata, with its 95% interval; null where there is nothing to compare. */
  ratio: Interval | null;
  /** The share of all failures that would not have happened at the rate outside; null like the ratio. */
  share: Interval | null;
  /** Logarithm of the ratio over its standard error. */
  z: number;
  /** Failures inside divided by how much repeats and bursts widen the interval: as many independent ones say as much. */
  effectiveFailures: number;
}

/**
 * Mantel and Haenszel's rate ratio with an interval that counts sites, and days, as independent, not failures.
 * Var(log R) is the sum of squared contributions of sites to the estimating equation (Zeger and Liang 1986), each divided
 * by one minus its share of the time (as the jackknife does), plus the same for days minus that for site-days (Cameron,
 * Gelbach and Miller 2011), and never less than for independent failures (Greenland and Robins 1985). Quantiles are
 * Student's with the effective number of failing sites. Formulas: docs/algorithms/attribution.md.
 */
export function compareRates(cells: Cells): Comparison {
  const sides = tally(cells);
  const { inside, outside } = sides;
  const none = { inside, outside, ratio: null, share: null, z: 0, effectiveFailures: 0 };
  if (inside.hours <= 0 || outside.hours <= 0 || inside.failures + outside.failures === 0) return none;
  const strata = sumStrata(cells, inside, outside);
  const { numerator, denominator, independent } = estimate(strata);
  if (numerator <= 0 || denominator <= 0) return none;
  const ratio = numerator / denominator;
  const influence = influences(cells, strata, ratio, denominator * ratio);
  const { variance, degrees } = spreadOf(cells, sides, influence, independent);
  const reach = studentQuantile(degrees) * Math.sqrt(variance);
  return {
    inside,
    outside,
    ratio: { value: ratio, low: ratio * Math.exp(-reach), high: ratio * Math.exp(reach) },
    share: shareExplained(cells, sides, ratio, influence, degrees, variance),
    z: Math.log(ratio) / Math.sqrt(variance),
    effectiveFailures: inside.failures * Math.min(1, independent / variance),
  };
}

interface Tally {
  inside: Side;
  outside: Side;
  siteHours: [Float64Array, Float64Array];
  siteFailures: [Float64Array, Float64Array];
}

function tally(cells: Cells): Tally {
  const pair = (): [Float64Array, Float64Array] => [
    new Float64Array(cells.sites),
    new Float64Array(cells.sites),
  ];
  const siteHours = pair();
  const siteFailures = pair();
  for (let cell = 0; cell < cells.count; cell++) {
    const side = cells.side[cell] ?? 2;
    if (side > 1) continue;
    const site = cells.site[cell] ?? 0;
    const hours = siteHours[side as 0 | 1];
    const failures = siteFailures[side as 0 | 1];
    hours[site] = (hours[site] ?? 0) + (cells.hours[cell] ?? 0);
    failures[site] = (failures[site] ?? 0) + (cells.failures[cell] ?? 0);
  }
  const sum = (side: 0 | 1): Side => {
    const total: Side = { failures: 0, hours: 0, sites: 0, failingSites: 0 };
    for (let site = 0; site < cells.sites; site++) {
      const hours = siteHours[side][site] ?? 0;
      const failures = siteFailures[side][site] ?? 0;
      total.hours += hours;
      total.failures += failures;
      if (hours > 0 || failures > 0) total.sites++;
      if (failures > 0) total.failingSites++;
    }
    return total;
  };
  return { inside: sum(isInside), outside: sum(isOutside), siteHours, siteFailures };
}

/** By stratum: failures and hours on each side. */
interface Strata {
  a: Float64Array;
  b: Float64Array;
  x1: Float64Array;
  x0: Float64Array;
}

/** Without a failure on one side half a failure is put on each, spread over the strata by time. */
function sumStrata(cells: Cells, inside: Side, outside: Side): Strata {
  const [a, b, x1, x0] = Array.from({ length: 4 }, () => new Float64Array(cells.strata)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let cell = 0; cell < cells.count; cell++) {
    const side = cells.side[cell] ?? 2;
    if (side > 1) continue;
    const at = cells.stratum[cell] ?? 0;
    const failures = side === isInside ? a : b;
    const hours = side === isInside ? x1 : x0;
    failures[at] = (failures[at] ?? 0) + (cells.failures[cell] ?? 0);
    hours[at] = (hours[at] ?? 0) + (cells.hours[cell] ?? 0);
  }
  if (inside.failures === 0 || outside.failures === 0) {
    for (let at = 0; at < cells.strata; at++) {
      a[at] = (a[at] ?? 0) + (0.5 * (x1[at] ?? 0)) / inside.hours;
      b[at] = (b[at] ?? 0) + (0.5 * (x0[at] ?? 0)) / outside.hours;
    }
  }
  return { a, b, x1, x0 };
}

function estimate({ a, b, x1, x0 }: Strata): { numerator: number; denominator: number; independent: number } {
  let numerator = 0;
  let denominator = 0;
  let poisson = 0;
  for (let at = 0; at < a.length; at++) {
    const inner = x1[at] ?? 0;
    const outer = x0[at] ?? 0;
    const all = inner + outer;
    if (inner <= 0 || outer <= 0) continue;
    numerator += ((a[at] ?? 0) * outer) / all;
    denominator += ((b[at] ?? 0) * inner) / all;
    poisson += (((a[at] ?? 0) + (b[at] ?? 0)) * inner * outer) / (all * all);
  }
  const product = numerator * denominator;
  return { numerator, denominator, independent: product > 0 ? poisson / product : 0 };
}

/** Contributions to log R of each site, each day and each site-day, the last two as sums of squares. */
interface Influence {
  site: Float64Array;
  days: number;
  siteDays: number;
}

function influences(cells: Cells, { a, b, x1, x0 }: Strata, ratio: number, slope: number): Influence {
  const site = new Float64Array(cells.sites);
  const day = new Float64Array(cells.days);
  let siteDays = 0;
  let run = 0;
  for (let cell = 0; cell < cells.count; cell++) {
    const sameRun =
      cell > 0 && cells.site[cell] === cells.site[cell - 1] && cells.day[cell] === cells.day[cell - 1];
    if (!sameRun) {
      siteDays += run * run;
      run = 0;
    }
    const side = cells.side[cell] ?? 2;
    const at = cells.stratum[cell] ?? 0;
    const inner = x1[at] ?? 0;
    const outer = x0[at] ?? 0;
    if (side > 1 || inner <= 0 || outer <= 0) continue;
    const base = ((a[at] ?? 0) + (b[at] ?? 0)) / (ratio * inner + outer);
    const excess =
      (cells.failures[cell] ?? 0) - base * (side === isInside ? ratio : 1) * (cells.hours[cell] ?? 0);
    const part = (excess * (side === isInside ? outer : -ratio * inner)) / (inner + outer) / slope;
    site[cells.site[cell] ?? 0] = (site[cells.site[cell] ?? 0] ?? 0) + part;
    day[cells.day[cell] ?? 0] = (day[cells.day[cell] ?? 0] ?? 0) + part;
    run += part;
  }
  return { site, days: squares(day), siteDays: siteDays + run * run };
}

const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);

function spreadOf(
  cells: Cells,
  sides: Tally,
  influence: Influence,
  independent: number,
): { variance: number; degrees: number } {
  const parts: [number, number] = [0, 0];
  for (let site = 0; site < cells.sites; site++) {
    const inner = (sides.siteHours[isInside][site] ?? 0) / sides.inside.hours;
    const outer = (sides.siteHours[isOutside][site] ?? 0) / sides.outside.hours;
    const leverage = Math.min(0.9, Math.max(inner, outer));
    const part = ((influence.site[site] ?? 0) / (1 - leverage)) ** 2;
    parts[inner >= outer ? isInside : isOutside] += part;
  }
  const bySite = parts[0] + parts[1];
  // Half a failure spread over all days says nothing of days.
  const oneSided = sides.inside.failures === 0 || sides.outside.failures === 0;
  const twoWay = oneSided ? 0 : bySite + influence.days - influence.siteDays;
  // A side without a failure has no failing sites to count; its half a failure is in the floor of the variance.
  const clusters = [isOutside, isInside].map((side) => {
    const failing = effective(sides.siteFailures[side as 0 | 1]);
    return failing === 0 ? 1e6 : Math.max(1, failing - 1);
  });
  const degrees =
    bySite > 0
      ? bySite ** 2 / (parts[0] ** 2 / (clusters[0] ?? 1) + parts[1] ** 2 / (clusters[1] ?? 1))
      : Math.min(...clusters);
  return {
    variance: Math.max(bySite, twoWay, independent, 1e-12),
    degrees: twoWay > bySite ? Math.min(degrees, Math.max(1, cells.days - 1)) : degrees,
  };
}

/** How many equal contributions would be as uneven: (sum)² over the sum of squares (Kish 1965). */
export function effective(values: Float64Array): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const square = squares(values);
  return square > 0 ? (sum * sum) / square : 0;
}

/**
 * The population attributable share p (1 - 1/R), p the share of failures inside (Greenland and Drescher 1993), with an
 * interval on the scale log(1 - share) from the same contributions of sites. No interval when R is under 1.
 */
function shareExplained(
  cells: Cells,
  sides: Tally,
  ratio: number,
  influence: Influence,
  degrees: number,
  variance: number,
): Interval | null {
  const all = sides.inside.failures + sides.outside.failures;
  const exposed = sides.inside.failures / all;
  const value = exposed * (1 - 1 / ratio);
  if (ratio <= 1) return null;
  let bySite = 0;
  let ofRatio = 0;
  for (let site = 0; site < cells.sites; site++) {
    const inner = sides.siteFailures[isInside][site] ?? 0;
    const outer = sides.siteFailures[isOutside][site] ?? 0;
    const exposedPart = (inner - exposed * (inner + outer)) / all;
    const ratioPart = influence.site[site] ?? 0;
    bySite += ((1 - 1 / ratio) * exposedPart + (exposed / ratio) * ratioPart) ** 2;
    ofRatio += ratioPart * ratioPart;
  }
  // What leverage, days and the floor add to the spread of the ratio, they add here in proportion.
  const widened = bySite * Math.max(1, ofRatio > 0 ? variance / ofRatio : 1);
  const reach = (studentQuantile(degrees) * Math.sqrt(widened)) / (1 - value);
  return {
    value,
    low: Math.max(-1, 1 - (1 - value) * Math.exp(reach)),
    high: 1 - (1 - value) * Math.exp(-reach),
  };
}
