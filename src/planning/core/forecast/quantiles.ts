// Quantiles that bands need; each names its source.

/** The value at a share of a sorted list, between neighbours (Hyndman and Fan 1996, type 7); NaN for an empty list. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

/** Ascending copy of the known values. */
export const sortedKnown = (values: Iterable<number>): Float64Array =>
  Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort();

/** The median of the known values; NaN when there are none. */
export const medianOf = (values: Iterable<number>): number => quantileOf(sortedKnown(values), 0.5);

/** Quantile of the standard normal for a probability in (0, 1), to 4.5e-4 (Abramowitz and Stegun 26.2.23). */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const t = Math.sqrt(-2 * Math.log(Math.max(probability, 1e-12)));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}

/**
 * How much wider a band from few independent errors must be than one from many: Student's quantile over the normal one,
 * with one degree of freedom fewer than errors (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5).
 */
export function fewErrorsFactor(errors: number, probability: number): number {
  const z = Math.abs(normalQuantile(probability));
  const n = Math.max(3, errors - 1);
  if (z < 0.05) return 1 + 1 / (4 * n);
  const [z2, z4] = [z ** 2, z ** 4];
  const second = (5 * z4 + 16 * z2 + 3) / (96 * n * n);
  return 1 + (z2 + 1) / (4 * n) + second + (3 * z ** 6 + 19 * z4 + 17 * z2 - 15) / (384 * n ** 3);
}
