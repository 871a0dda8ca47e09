import { createRandom } from '#platform/numbers';

/** Draws of a standard normal that are the same for the same seed (Box and Muller 1958). */
export function seededNormal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Numbers in [0, 1) that are the same for the same seed. */
export const seededRandom = createRandom;
