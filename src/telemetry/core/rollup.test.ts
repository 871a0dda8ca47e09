import { expect, it } from 'vitest';
import type { Reading } from './reading.ts';
import { rollupHours } from './rollup.ts';
import { stateCodes } from './status.ts';

const reading = (at: number, figures: Partial<Reading>): Reading => ({
  at,
  status: stateCodes.up,
  loss: Number.NaN,
  latency: Number.NaN,
  inMbps: Number.NaN,
  outMbps: Number.NaN,
  ...figures,
});

it('rolls up known figures only, and leaves out hours of which nothing is known', () => {
  const readings = [
    ...Array.from({ length: 20 }, (_, index) => reading(index * 60, { latency: index + 1 })),
    reading(1500, { loss: 4, inMbps: 10, outMbps: 5 }),
    reading(1800, { loss: 0, inMbps: 20 }),
  ];
  const spans = [
    { from: 0, to: 1800, state: stateCodes.up },
    { from: 1800, to: 7000, state: stateCodes.down },
  ];
  const hours = rollupHours(readings, spans, [0, 3600, 7200]);
  expect(hours).toHaveLength(2);
  expect(hours[0]).toEqual({
    hour: 0,
    readings: 22,
    seconds: [0, 1800, 0, 1800],
    lossMax: 4,
    lossMean: 2,
    latencyMean: 10.5,
    latencyP95: 19,
    latencyMax: 20,
    inMean: 15,
    outMean: 5,
    peakMbps: 15,
  });
  expect(hours[1]).toMatchObject({
    hour: 3600,
    readings: 0,
    seconds: [200, 0, 0, 3400],
    latencyP95: Number.NaN,
  });
});
