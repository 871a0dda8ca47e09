import { type Span, secondsByState } from './intervals.ts';
import type { Reading } from './reading.ts';

const secondsPerHour = 3600;

/** One UTC hour of one site; `NaN` where no reading had the figure. */
export interface Hour {
  hour: number;
  readings: number;
  /** Seconds by state code. */
  seconds: [number, number, number, number];
  lossMax: number;
  lossMean: number;
  latencyMean: number;
  latencyP95: number;
  latencyMax: number;
  inMean: number;
  outMean: number;
  peakMbps: number;
}

export const hourOf = (at: number): number => Math.floor(at / secondsPerHour) * secondsPerHour;

/**
 * The rollups of the given hours (seconds since 1970, at full hours). `readings` are sorted, one an instant; `spans` end
 * where they are known to. Hours of which nothing is known are left out.
 */
export function rollupHours(
  readings: readonly Reading[],
  spans: readonly Span[],
  hours: Iterable<number>,
): Hour[] {
  const byHour = Map.groupBy(readings, (reading) => hourOf(reading.at));
  const rollups: Hour[] = [];
  for (const hour of hours) {
    const rollup = rollupHour(hour, byHour.get(hour) ?? [], spans);
    if (rollup.readings > 0 || rollup.seconds[0] < secondsPerHour) rollups.push(rollup);
  }
  return rollups;
}

function rollupHour(hour: number, readings: readonly Reading[], spans: readonly Span[]): Hour {
  const loss = known(readings.map((reading) => reading.loss));
  const latency = known(readings.map((reading) => reading.latency)).sort((a, b) => a - b);
  const total = known(readings.map((reading) => Math.fround(reading.inMbps + reading.outMbps)));
  return {
    hour,
    readings: readings.length,
    seconds: secondsByState(spans, hour, hour + secondsPerHour),
    lossMax: highest(loss),
    lossMean: mean(loss),
    latencyMean: mean(latency),
    latencyP95: nearestRank(latency, 0.95),
    latencyMax: highest(latency),
    inMean: mean(known(readings.map((reading) => reading.inMbps))),
    outMean: mean(known(readings.map((reading) => reading.outMbps))),
    peakMbps: highest(total),
  };
}

const known = (values: number[]): number[] => values.filter((value) => !Number.isNaN(value));

const highest = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => (b > a ? b : a));

/** In the single precision that it is stored in, so that it is the same figure before and after. */
const mean = (values: readonly number[]): number =>
  Math.fround(
    values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length,
  );

/** The smallest value that at least the given share of the sorted values do not exceed. */
const nearestRank = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
