import { medianOf, quantileOf, sortedKnown } from '../forecast/quantiles.ts';

/** Half hours of one concentrator; loss and latency are medians over its sites. NaN is unknown. */
export interface QualitySeries {
  fromMs: number;
  mbps: Float32Array;
  lossPercent: Float32Array;
  latencyMs: Float32Array;
}

export interface SaturationSigns {
  /** 1 where the concentrator was full: what it carried says little about what was asked for. */
  saturated: Uint8Array;
  /** What it carries at most: 90th percentile of the strained half hours; null while it has never been full. */
  ceilingMbps: number | null;
  quietLossPercent: number;
  quietLatencyMs: number;
}

/** The same rises as in detection (docs/algorithms/detection.md), on half hours. */
export const saturationParameters = {
  /** Strained half hours are looked for from this share of the top of what was ever carried. */
  topShare: 0.93,
  /** Those within this share of the ceiling were full. */
  fullShare: 0.98,
  /** Loss and latency are compared with half hours below this share of the top. */
  quietShare: 0.6,
  lossRisePoints: 0.5,
  latencyRatio: 1.3,
  leastQuiet: 24,
} as const;

/**
 * Half hours in which a concentrator was full: it carried nearly as much as it ever does, and loss and latency at its sites
 * had both risen over quiet hours. The rating plays no part: a concentrator may be full below it, or carry more.
 */
export function saturationSigns({ mbps, lossPercent, latencyMs }: QualitySeries): SaturationSigns {
  const top = quantileOf(sortedKnown(mbps), 0.995);
  const { topShare, fullShare, quietShare, lossRisePoints, latencyRatio, leastQuiet } = saturationParameters;
  const isQuiet = (index: number): boolean => (mbps[index] ?? Number.NaN) < quietShare * top;
  const quiet = (of: Float32Array): number[] =>
    [...of].filter((value, i) => isQuiet(i) && !Number.isNaN(value));
  const quietLossPercent = medianOf(quiet(lossPercent));
  const quietLatencyMs = medianOf(quiet(latencyMs));
  const enough = quiet(latencyMs).length >= leastQuiet;
  const strained = Uint8Array.from(mbps, (value, i) =>
    enough &&
    value >= topShare * top &&
    (lossPercent[i] ?? 0) >= quietLossPercent + lossRisePoints &&
    (latencyMs[i] ?? 0) >= latencyRatio * quietLatencyMs
      ? 1
      : 0,
  );
  const tops = sortedKnown([...mbps].filter((_, i) => strained[i] === 1));
  const ceilingMbps = tops.length === 0 ? null : quantileOf(tops, 0.9);
  const saturated = strained.map((one, i) =>
    one === 1 && (mbps[i] ?? 0) >= fullShare * (ceilingMbps ?? 0) ? 1 : 0,
  );
  return { saturated, ceilingMbps, quietLossPercent, quietLatencyMs };
}
