import { describe, expect, it } from 'vitest';
import { defaultDetectionParameters } from './parameters.ts';
import { confirmedByQuality, type LoadPoint, loadStretchesOf, median } from './saturation.ts';

const { saturation } = defaultDetectionParameters;
const step = 300_000;
const start = Date.parse('2026-04-16T05:00:00Z');
const load = (...mbps: (number | null)[]) =>
  mbps.map((value, index) => ({ atMs: start + index * step, mbps: value }));

const stretches = (points: LoadPoint[], parameters = saturation, asOfMs = points.at(-1)?.atMs ?? start) =>
  loadStretchesOf(points, 1000, parameters, step, asOfMs);

describe('load against rating', () => {
  it('four readings at the rating are a stretch, ending when the load has left', () => {
    const found = stretches(load(500, 950, 980, 1010, 960, 850, 700));
    expect(found).toEqual([
      { fromMs: start + step, toMs: start + 6 * step, peakMbps: 1010, peakShare: 1.01 },
    ]);
  });

  it('ten minutes are too short', () => {
    expect(stretches(load(500, 950, 950, 500))).toEqual([]);
  });

  it('a missing reading ends it: what is not known is not load', () => {
    const found = stretches(load(950, 950, 950, null, 950, 500));
    expect(found.map((each) => each.toMs)).toEqual([start + 3 * step]);
  });

  it('is open at the end of the data', () => {
    expect(stretches(load(950, 950, 950, 950))[0]?.toMs).toBeNull();
  });

  it('ends one reading after the last when no more come: a silent concentrator is not saturated for ever', () => {
    const points = load(950, 950, 950, 950);
    const asOf = (minutes: number) => stretches(points, saturation, start + 3 * step + minutes * 60_000);
    expect(asOf(12)[0]?.toMs).toBeNull();
    expect(asOf(13)[0]?.toMs).toBe(start + 4 * step);
  });

  it('is looked for only in its hours of the London day', () => {
    const evening = { ...saturation, fromMinute: 18 * 60, toMinute: 20 * 60 };
    expect(stretches(load(950, 950, 950, 950, 500), evening)).toEqual([]);
    // 05:00 UTC is 6am in London in April.
    const morning = { ...saturation, fromMinute: 6 * 60, toMinute: 10 * 60 };
    expect(stretches(load(950, 950, 950, 950, 500), morning)).toHaveLength(1);
  });
});

describe('quality', () => {
  const quality = (lossPercent: number | null, latencyMs: number | null) => [
    { atMs: start, lossPercent, latencyMs },
  ];
  it('confirms when loss and latency both rose', () => {
    expect(confirmedByQuality(quality(0.1, 20), quality(2, 60), saturation).confirmed).toBe(true);
  });
  it.each([
    ['only latency rose', quality(0.1, 20), quality(0.1, 60)],
    ['only loss rose', quality(0.1, 20), quality(2, 21)],
    ['nothing is known of before', quality(null, null), quality(2, 60)],
    ['nothing is known of now', quality(0.1, 20), []],
  ])('does not when %s', (_name, before, during) => {
    expect(confirmedByQuality(before, during, saturation).confirmed).toBe(false);
  });
  it('takes the median of known values', () => {
    expect(median([null, 3, 1, 2])).toBe(2);
    expect(median([4, 1])).toBe(2.5);
    expect(median([null])).toBeNull();
  });
});
