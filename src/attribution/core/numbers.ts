import { normalQuantile } from '#platform/numbers';

// Quantiles that the intervals need. Sources stand at each.

/** An estimate with its 95% interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * Two-sided 97.5% quantile of Student's t (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5). Under 3 degrees
 * of freedom the expansion is poor, so 3 is the least.
 */
export function studentQuantile(degrees: number, probability = 0.975): number {
  const z = normalQuantile(probability);
  const n = Math.max(3, degrees);
  const z3 = z ** 3;
  const z5 = z ** 5;
  const z7 = z ** 7;
  return (
    z +
    (z3 + z) / (4 * n) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n ** 3)
  );
}

/** The value at a share of a sorted list, between neighbours (Hyndman and Fan, type 7). */
export function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
