export { normalDensity, normalQuantile, normalTail } from './normal.ts';
export { createRandom, type Random } from './random.ts';
