import { normalQuantile } from '#platform/numbers';
import type { Table } from './table.ts';

/** How much there is to judge by, and how much it would take. */
export interface Enough {
  failures: number;
  failingSites: number;
  /** As many equal and independent failures say as much. */
  effectiveFailures: number;
  /** The smallest ratio, of a value that half of the sites hold, that would be found 4 times out of 5; null without failures. */
  smallestRatio: number | null;
  /** Failures at which a ratio of 4, of a value that half of the sites hold, would be found 4 times out of 5. */
  failuresForRatioOf4: number;
}

/**
 * Power by the usual sum for two rates: log R must be `critical` + 0.84 standard errors, of variance 4 d / N for halves; d
 * is how much repeats at one site widen it. `critical` is the score that the search asks for.
 */
export function howMuchIsEnough(table: Table, critical: number): Enough {
  const failures = table.events.count;
  const bySite = table.siteFailures;
  const failingSites = bySite.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const expected = failures / Math.max(1, bySite.length);
  // Without repeats sum of squares is about sum + sum of squared means; what exceeds that is clustering.
  const squares = bySite.reduce((sum, each) => sum + each * each, 0);
  const design = failures > 0 ? Math.max(1, squares / failures - expected) : 1;
  const reach = Math.max(critical, 2) + normalQuantile(0.8);
  return {
    failures,
    failingSites,
    effectiveFailures: failures / design,
    smallestRatio: failures > 0 ? Math.exp(reach * Math.sqrt((4 * design) / failures)) : null,
    failuresForRatioOf4: Math.ceil(4 * design * (reach / Math.log(4)) ** 2),
  };
}
