import type { ReadingColumns } from './columns.ts';
import type { Reading } from './reading.ts';

/**
 * How readings lie in a `bytea`: six columns of 4 bytes a reading, little-endian, one after the other:
 * instant (unsigned seconds since 1970), meta (bits 0 to 7 the site's number within its block, 8 to 14 the status),
 * loss, latency, in and out (IEEE floats, NaN = unknown). 24 bytes a reading.
 */
export const bytesPerReading = 24;

/** Sites are stored in blocks of 256, so that a batch of a whole county is one row. */
export const blockOf = (siteId: number): number => siteId >> 8;
const siteInBlock = (siteId: number): number => siteId & 255;

/** Packs rows [from, to) of the columns. */
export function packColumns(columns: ReadingColumns, from: number, to: number): Buffer {
  const n = to - from;
  const packed = new ArrayBuffer(n * bytesPerReading);
  new Uint32Array(packed, 0, n).set(columns.at.subarray(from, to));
  const meta = new Uint32Array(packed, n * 4, n);
  for (let index = 0; index < n; index++) {
    meta[index] = siteInBlock(columns.siteId[from + index] ?? 0) | ((columns.status[from + index] ?? 0) << 8);
  }
  new Float32Array(packed, n * 8, n).set(columns.loss.subarray(from, to));
  new Float32Array(packed, n * 12, n).set(columns.latency.subarray(from, to));
  new Float32Array(packed, n * 16, n).set(columns.inMbps.subarray(from, to));
  new Float32Array(packed, n * 20, n).set(columns.outMbps.subarray(from, to));
  return Buffer.from(packed);
}

/** Packs the readings of one site. */
export function packReadings(siteId: number, readings: readonly Reading[]): Buffer {
  const n = readings.length;
  const packed = new ArrayBuffer(n * bytesPerReading);
  const whole = new Uint32Array(packed);
  const figures = new Float32Array(packed);
  for (const [index, reading] of readings.entries()) {
    whole[index] = reading.at;
    whole[n + index] = siteInBlock(siteId) | (reading.status << 8);
    figures[2 * n + index] = reading.loss;
    figures[3 * n + index] = reading.latency;
    figures[4 * n + index] = reading.inMbps;
    figures[5 * n + index] = reading.outMbps;
  }
  return Buffer.from(packed);
}

/**
 * Hands each packed reading of [from, to) whose site is wanted to `take`. `block` gives the site's whole number back.
 */
export function unpack(
  packed: Buffer,
  block: number,
  window: { from: number; to: number; wanted?: ReadonlySet<number> | undefined },
  take: (siteId: number, reading: Reading) => void,
): void {
  const n = packed.byteLength / bytesPerReading;
  // A buffer of the driver may begin anywhere in its pool; the views below need it aligned.
  const aligned = packed.byteOffset % 4 === 0 ? packed : new Uint8Array(packed);
  const whole = new Uint32Array(aligned.buffer, aligned.byteOffset, n * 6);
  const figures = new Float32Array(aligned.buffer, aligned.byteOffset, n * 6);
  for (let index = 0; index < n; index++) {
    const at = whole[index] ?? 0;
    if (at < window.from || at >= window.to) continue;
    const meta = whole[n + index] ?? 0;
    const siteId = block * 256 + (meta & 255);
    if (window.wanted && !window.wanted.has(siteId)) continue;
    take(siteId, {
      at,
      status: meta >> 8,
      loss: figures[2 * n + index] ?? Number.NaN,
      latency: figures[3 * n + index] ?? Number.NaN,
      inMbps: figures[4 * n + index] ?? Number.NaN,
      outMbps: figures[5 * n + index] ?? Number.NaN,
    });
  }
}
