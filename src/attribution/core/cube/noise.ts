/** Noise is never taken to be less than this, or a perfect forecast would make every rounding error a cause. */
export const smallestNoise = 1e-3;

/** Half of the absolute values of a standard normal lie below this. */
const normalMedian = 0.6745;

/**
 * Scatter of one leaf's change when nothing is wrong. Rises and falls are looked at apart and the calmer side is taken:
 * anomalies of one direction, however many, then cannot inflate it.
 */
export function leafNoise(change: Float64Array, size: Float64Array): number {
  const rises: number[] = [];
  const falls: number[] = [];
  for (let i = 0; i < change.length; i++) {
    if ((size[i] as number) === 0) continue;
    const x = change[i] as number;
    if (x > 0) falls.push(x);
    else rises.push(-x);
  }
  const calmer = Math.min(median(rises), median(falls));
  return Math.max(smallestNoise, (Number.isFinite(calmer) ? calmer : 0) / normalMedian);
}

/** Middle value; infinite when there is none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? Number.POSITIVE_INFINITY : (sorted[sorted.length >> 1] as number);
}
