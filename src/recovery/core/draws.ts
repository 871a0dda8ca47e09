import { normalQuantile, normalTail, type Random } from '#platform/numbers';

// Draws that the forecast needs; each names its source.

/** A draw of the standard normal distribution (Box and Muller 1958). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The standard normal distribution function. */
export const normalCdf = (z: number): number => normalTail(-z);

/** A draw of a normal distribution between two limits, by its inverse; far in a tail, the limit nearer to its middle. */
export function truncatedNormal(
  random: Random,
  { mean, sd, low, high }: { mean: number; sd: number; low: number; high: number },
): number {
  const [a, b] = [normalCdf((low - mean) / sd), normalCdf((high - mean) / sd)];
  if (b - a > 1e-7)
    return mean + sd * normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, a + random() * (b - a))));
  // Beyond: the tail falls off exponentially from the limit (Robert 1995).
  const z = (low - mean) / sd;
  return z > 0
    ? Math.min(high, low + (-Math.log(1 - random()) / z) * sd)
    : Math.max(low, Math.min(high, mean));
}

/** A draw of the gamma distribution with scale 1, shape at least 1 (Marsaglia and Tsang 2000). */
export function gamma(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
