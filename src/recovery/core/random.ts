/** Pseudo-random numbers in [0, 1), the same on every machine for one seed. */
export type Random = () => number;

/** Mulberry32: a Weyl sequence with a 32-bit finaliser. For simulation; not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A draw of the standard normal distribution (Box and Muller 1958). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The standard normal distribution function, to 7.5e-8 (Abramowitz and Stegun 1964, 26.2.17). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * poly;
  return z >= 0 ? 1 - tail : tail;
}

/** The quantile of the standard normal distribution, to 1.15e-9 relative (Acklam 2003), p in (0, 1). */
export function normalQuantile(p: number): number {
  if (p < 0.02425) return tailQuantile(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

const tailQuantile = (q: number): number =>
  (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
    4.374664141464968) *
    q +
    2.938163982698783) /
  ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
    1);

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
