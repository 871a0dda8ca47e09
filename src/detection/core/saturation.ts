import { londonParts } from '#platform/clock';
import type { DetectionParameters } from './parameters.ts';

export interface LoadPoint {
  atMs: number;
  /** Carried traffic, both directions, in megabits a second; null when it was not reported. */
  mbps: number | null;
}

/** Median quality over the concentrator's sites at one instant. */
export interface QualityPoint {
  atMs: number;
  lossPercent: number | null;
  latencyMs: number | null;
}

export interface Saturation {
  fromMs: number;
  toMs: number | null;
  peakMbps: number;
  peakShare: number;
}

/**
 * Stretches in which a concentrator carried at least `enterShare` of its rating for `minimumSeconds`; one ends when the
 * load has fallen under `leaveShare`. A point holds until the next one, at most `cadenceMs * 2.5`; when no point follows
 * for longer than that, the stretch ends one cadence after the last. This is throughput alone: `confirmedByQuality`
 * adds that its sites suffered.
 */
export function loadStretchesOf(
  points: readonly LoadPoint[],
  ratedMbps: number,
  parameters: DetectionParameters['saturation'],
  cadenceMs: number,
  asOfMs: number,
): Saturation[] {
  const found: Saturation[] = [];
  let open: Saturation | undefined;
  let lastMs = 0;
  const close = (toMs: number | null): void => {
    if (open && (toMs ?? lastMs + cadenceMs) - open.fromMs >= parameters.minimumSeconds * 1000)
      found.push({ ...open, toMs });
    open = undefined;
  };
  for (const point of points) {
    const share = point.mbps === null ? null : point.mbps / ratedMbps;
    if (open && (share === null || point.atMs - lastMs > cadenceMs * 2.5)) close(lastMs + cadenceMs);
    if (open && share !== null && share < parameters.leaveShare) close(point.atMs);
    if (share === null || point.mbps === null) continue;
    if (!open && share >= parameters.enterShare && inWindow(point.atMs, parameters)) {
      open = { fromMs: point.atMs, toMs: null, peakMbps: point.mbps, peakShare: share };
    } else if (open && share > open.peakShare) open = { ...open, peakMbps: point.mbps, peakShare: share };
    lastMs = point.atMs;
  }
  close(asOfMs - lastMs > cadenceMs * 2.5 ? lastMs + cadenceMs : null);
  return found;
}

function inWindow(atMs: number, parameters: DetectionParameters['saturation']): boolean {
  const { minuteOfDay } = londonParts(new Date(atMs));
  return minuteOfDay >= parameters.fromMinute && minuteOfDay < parameters.toMinute;
}

export interface QualityVerdict {
  confirmed: boolean;
  /** Null where either side had no readings. */
  lossBefore: number | null;
  lossDuring: number | null;
  latencyBefore: number | null;
  latencyDuring: number | null;
}

/**
 * Whether the sites' loss and latency rose together during a stretch, against the quiet time before it. Without
 * readings of both kinds on both sides the answer is not confirmed: absence of data is not evidence.
 */
export function confirmedByQuality(
  before: readonly QualityPoint[],
  during: readonly QualityPoint[],
  parameters: DetectionParameters['saturation'],
): QualityVerdict {
  const lossBefore = median(before.map((point) => point.lossPercent));
  const lossDuring = median(during.map((point) => point.lossPercent));
  const latencyBefore = median(before.map((point) => point.latencyMs));
  const latencyDuring = median(during.map((point) => point.latencyMs));
  const confirmed =
    lossBefore !== null &&
    lossDuring !== null &&
    latencyBefore !== null &&
    latencyDuring !== null &&
    lossDuring - lossBefore >= parameters.lossRisePoints &&
    latencyDuring >= latencyBefore * parameters.latencyRatio;
  return { confirmed, lossBefore, lossDuring, latencyBefore, latencyDuring };
}

/** The median of the known values, or null when there are none. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const middle = known.length >> 1;
  const high = known[middle];
  if (high === undefined) return null;
  const low = known[middle - 1];
  return known.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}
