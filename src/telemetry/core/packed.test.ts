import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createColumns, setReading } from './columns.ts';
import { blockOf, packColumns, packReadings, unpack } from './packed.ts';
import type { Reading } from './reading.ts';

const figure = fc.oneof(fc.constant(Number.NaN), fc.float({ min: 0, max: 1000, noNaN: true }));
const reading: fc.Arbitrary<Reading> = fc.record({
  at: fc.integer({ min: 0, max: 4_294_967_295 }),
  status: fc.integer({ min: 0, max: 127 }),
  loss: figure,
  latency: figure,
  inMbps: figure,
  outMbps: figure,
});
const everything = { from: 0, to: Number.POSITIVE_INFINITY };

function unpackAll(packed: Buffer, block: number): [number, Reading][] {
  const found: [number, Reading][] = [];
  unpack(packed, block, everything, (siteId, one) => found.push([siteId, one]));
  return found;
}

describe('packed readings', () => {
  it('come back as they went in, site and figures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.array(reading, { maxLength: 20 }),
        (siteId, readings) => {
          const expected = readings.map((one) => [siteId, one]);
          expect(unpackAll(packReadings(siteId, readings), blockOf(siteId))).toEqual(expected);
          const columns = createColumns(readings.length);
          for (const [index, one] of readings.entries()) setReading(columns, index, siteId, one);
          expect(unpackAll(packColumns(columns, 0, columns.length), blockOf(siteId))).toEqual(expected);
        },
      ),
    );
  });

  it('are read from a buffer that begins at an odd place', () => {
    const one: Reading = { at: 5, status: 9, loss: 0.5, latency: 20, inMbps: 1, outMbps: 2 };
    const packed = packReadings(300, [one]);
    const odd = Buffer.concat([Buffer.from([1]), packed]).subarray(1);
    expect(unpackAll(odd, 1)).toEqual([[300, one]]);
  });

  it('are filtered by instant and by site', () => {
    const make = (at: number): Reading => ({ at, status: 1, loss: 0, latency: 0, inMbps: 0, outMbps: 0 });
    const packed = packReadings(3, [make(10), make(20), make(30)]);
    const found: number[] = [];
    unpack(packed, 0, { from: 10, to: 30, wanted: new Set([3]) }, (_site, one) => found.push(one.at));
    unpack(packed, 0, { from: 10, to: 30, wanted: new Set([4]) }, (_site, one) => found.push(one.at));
    expect(found).toEqual([10, 20]);
  });
});
