import { normalDensity, normalTail } from '#platform/numbers';
import { normalQuantile } from '../forecast/quantiles.ts';

const far = 4;

/** Mean of a standard normal given that it exceeds z: the inverse Mills ratio (26.2.12 beyond 4). */
export function meanAbove(z: number): number {
  // Far out the quotient of two tiny numbers loses its digits; the first terms of the asymptotic series keep them.
  return z > far ? z + 1 / z - 2 / z ** 3 + 10 / z ** 5 : normalDensity(z) / normalTail(z);
}

/** The value that a standard normal known to exceed z does not exceed with this probability. */
export function quantileAbove(z: number, probability: number): number {
  if (z > far) return z - Math.log(1 - probability) / z;
  return Math.max(z, -normalQuantile(Math.max(1e-12, (1 - probability) * normalTail(z))));
}
