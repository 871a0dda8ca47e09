import { coordinate, type Scale } from './scale.ts';

/** A figure at an instant; null is unknown. */
export interface LinePoint {
  atMs: number;
  value: number | null;
}

/**
 * The data of a path through the points. The line breaks where a value is unknown and where two points are further
 * apart than `gapMs`: nothing is drawn over time that nobody measured. A point alone becomes a dot (round line ends).
 */
export function linePath(
  points: readonly LinePoint[],
  scales: { x: Scale; y: Scale },
  gapMs: number,
): string {
  let path = '';
  let lastMs: number | undefined;
  for (const { atMs, value } of points) {
    if (value === null) {
      lastMs = undefined;
      continue;
    }
    const place = `${coordinate(scales.x(atMs))} ${coordinate(scales.y(value))}`;
    const joined = lastMs !== undefined && atMs - lastMs <= gapMs;
    path += joined ? `L${place}` : `M${place}h0`;
    lastMs = atMs;
  }
  return path;
}
