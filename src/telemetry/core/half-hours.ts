import type { Reading } from './reading.ts';
import { stateCodes, stateOfStatus } from './status.ts';

export const halfHourSeconds = 1800;
export const halfHoursPerDay = 48;
/** Fewer known readings say too little about half an hour. */
export const readingsPerHalfHour = 2;

/** Means of half hours that follow each other; NaN is unknown. */
export interface HalfHourFigures {
  /** In plus out. */
  mbps: Float32Array;
  lossPercent: Float32Array;
  latencyMs: Float32Array;
}

export const unknownHalfHours = (count: number): HalfHourFigures => ({
  mbps: new Float32Array(count).fill(Number.NaN),
  lossPercent: new Float32Array(count).fill(Number.NaN),
  latencyMs: new Float32Array(count).fill(Number.NaN),
});

/**
 * Half-hour means of the UTC day that begins at `dayStart` (seconds). A reading of a site that is down says nothing about its
 * traffic; a half hour with fewer than two known readings is unknown.
 */
export function halfHoursOfDay(readings: readonly Reading[], dayStart: number): HalfHourFigures {
  const bins = Array.from(
    { length: halfHoursPerDay },
    () => [createMean(), createMean(), createMean()] as const,
  );
  for (const reading of readings) {
    const [mbps, loss, latency] = bins[Math.floor((reading.at - dayStart) / halfHourSeconds)] ?? [];
    if (!mbps || stateOfStatus(reading.status) === stateCodes.down) continue;
    mbps.add(reading.inMbps + reading.outMbps);
    loss?.add(reading.loss);
    latency?.add(reading.latency);
  }
  return {
    mbps: Float32Array.from(bins, ([mean]) => mean.value()),
    lossPercent: Float32Array.from(bins, ([, mean]) => mean.value()),
    latencyMs: Float32Array.from(bins, ([, , mean]) => mean.value()),
  };
}

function createMean(): { add(value: number): void; value(): number } {
  let sum = 0;
  let n = 0;
  return {
    add(value) {
      if (Number.isNaN(value)) return;
      sum += value;
      n++;
    },
    value: () => (n < readingsPerHalfHour ? Number.NaN : sum / n),
  };
}

const columns = ['mbps', 'lossPercent', 'latencyMs'] as const;
export const bytesPerSiteDay = columns.length * halfHoursPerDay * 4;

/** A day as bytes: the three columns one after the other, little-endian. */
export function packHalfHours(day: HalfHourFigures): Buffer {
  const packed = Buffer.alloc(bytesPerSiteDay);
  let place = 0;
  for (const column of columns) for (const value of day[column]) place = packed.writeFloatLE(value, place);
  return packed;
}

/** Copies a packed day into the window's series from `offset` on; what falls outside is left out. */
export function unpackHalfHours(packed: Buffer, into: HalfHourFigures, offset: number): void {
  for (const [index, column] of columns.entries()) {
    const series = into[column];
    for (let i = 0; i < halfHoursPerDay; i++) {
      const place = offset + i;
      if (place < 0 || place >= series.length) continue;
      series[place] = packed.readFloatLE((index * halfHoursPerDay + i) * 4);
    }
  }
}
