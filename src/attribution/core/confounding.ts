import { inside as isInside } from './candidates.ts';
import { compareFinding, type Finding } from './findings.ts';
import { normalQuantile } from './numbers.ts';
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
