import { normalQuantile } from '#platform/numbers';
import { inside as isInside, termsOf } from './candidates.ts';
import { compareFinding, type Finding } from './findings.ts';
import { isChangeable } from './labels.ts';
import type { Table } from './table.ts';

/**
 * How a candidate that would stand alone relates to one that was found:
 * - same: they hold for the same sites at the same times;
 * - explained: within the sides of the finding nothing is left of it, but of the finding much is left within its sides;
 * - cannot tell: neither is left within the other;
 * - apart: it is left within the finding.
 */
export type Relation = 'same' | 'explained' | 'cannot tell' | 'apart';

/** One-sided 5%. */
const left = normalQuantile(0.95);

export function relate(table: Table, candidate: Finding, finding: Finding): Relation {
  if (isSame(candidate.side, finding.side)) return 'same';
  if (compareFinding(table, candidate, [finding]).z >= left) return 'apart';
  return compareFinding(table, finding, [candidate]).z >= left ? 'explained' : 'cannot tell';
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((side, row) => side === b[row]);

/** The sites, by index, that are inside one but not the other for some of their known time: a change there would tell. */
export function separatingSites({ rows, sites }: Table, a: Uint8Array, b: Uint8Array): number[] {
  const differs = new Uint8Array(sites.length);
  for (let row = 0; row < rows.count; row++) {
    if ((a[row] === isInside) !== (b[row] === isInside) && (rows.hours[row] ?? 0) > 0)
      differs[rows.site[row] ?? 0] = 1;
  }
  return sites.flatMap((_, site) => (differs[site] === 1 ? [site] : []));
}

/** How to find out which of two it is: change one, and nothing else, at any one of these sites, and wait. */
export interface Trial {
  /** The one to change. */
  change: Finding;
  /** Sites, by index, that have both and failed most often, so that not failing soon says something. */
  sites: number[];
  /** Days without a failure, at the least failing of them, that chance alone would give once in 20. */
  days: number;
}

const mostTrialSites = 4;

/** Failures that would have been expected in that time: the probability of none is then 5% (the "rule of three"). */
const expectedFailures = -Math.log(0.05);

/**
 * The change that would tell a finding from what the data cannot tell it from. The finding's own attribute is changed when
 * that can be done, else the other's; null when neither can be (a town, an hour), or when no site with both failed.
 */
export function trialOf(table: Table, finding: Finding, other: Finding): Trial | null {
  const change = [finding, other].find(({ candidate }) => termsOf(table, candidate).some(isChangeable));
  if (!change) return null;
  const { rows, sites } = table;
  const hours = new Float64Array(sites.length);
  const failures = new Float64Array(sites.length);
  for (let row = 0; row < rows.count; row++) {
    if (finding.side[row] !== isInside || other.side[row] !== isInside) continue;
    const site = rows.site[row] ?? 0;
    hours[site] = (hours[site] ?? 0) + (rows.hours[row] ?? 0);
    failures[site] = (failures[site] ?? 0) + (rows.failures[row] ?? 0);
  }
  const rate = (site: number): number => (failures[site] ?? 0) / Math.max(1, hours[site] ?? 0);
  const chosen = sites
    .map((_, site) => site)
    .filter((site) => (failures[site] ?? 0) > 0)
    .sort((a, b) => rate(b) - rate(a) || a - b)
    .slice(0, mostTrialSites);
  const least = chosen.at(-1);
  if (least === undefined) return null;
  return { change, sites: chosen, days: Math.ceil(expectedFailures / rate(least) / 24) };
}
