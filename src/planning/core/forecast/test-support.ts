import { createRandom } from '#platform/numbers';
import { normalQuantile } from './quantiles.ts';

/** Draws of a standard normal, the same for one seed. */
export function noise(seed: number): () => number {
  const random = createRandom(seed);
  return () => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random())));
}
