import { normalQuantile } from '../forecast/quantiles.ts';

/** Density of the standard normal. */
export const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Probability that a standard normal exceeds z (Abramowitz and Stegun 26.2.17, error under 7.5e-8). */
export function exceeds(z: number): number {
  if (z < 0) return 1 - exceeds(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return density(z) * series;
}

const far = 4;

/** Mean of a standard normal given that it exceeds z: the inverse Mills ratio (26.2.12 beyond 4). */
export function meanAbove(z: number): number {
  // Far out the quotient of two tiny numbers loses its digits; the first terms of the asymptotic series keep them.
  return z > far ? z + 1 / z - 2 / z ** 3 + 10 / z ** 5 : density(z) / exceeds(z);
}

/** The value that a standard normal known to exceed z does not exceed with this probability. */
export function quantileAbove(z: number, probability: number): number {
  if (z > far) return z - Math.log(1 - probability) / z;
  return Math.max(z, -normalQuantile(Math.max(1e-12, (1 - probability) * exceeds(z))));
}
