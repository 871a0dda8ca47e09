import { describe, expect, it } from 'vitest';
import { normalTail } from '#platform/numbers';
import { saturationWorld } from '../../../../test/support/saturation-worlds.ts';
import { latentDemand } from './latent.ts';
import { meanAbove, quantileAbove } from './normal.ts';

const usual = { name: '', height: 1.12, growth: 0.1, dayNoise: 0.06, shiftHours: 0 };
const halfHourMs = 1_800_000;

describe('demand that a full concentrator hides', () => {
  it('is estimated without bias, where what was carried is well below it', () => {
    const sums = { n: 0, estimate: 0, carried: 0, inside: 0 };
    for (let seed = 1; seed <= 4; seed++) {
      const { series, demand } = saturationWorld(seed, usual);
      for (const one of latentDemand(series, []).demand) {
        const asked = demand[(one.at.getTime() - series.fromMs) / halfHourMs] ?? 0;
        if (one.demandMbps === null || one.highMbps === null) continue;
        sums.n++;
        sums.estimate += one.demandMbps / asked - 1;
        sums.carried += one.carriedMbps / asked - 1;
        if (asked >= one.lowMbps && asked <= one.highMbps) sums.inside++;
      }
    }
    expect(sums.n).toBeGreaterThan(100);
    expect(Math.abs(sums.estimate / sums.n)).toBeLessThan(0.01);
    expect(sums.carried / sums.n).toBeLessThan(-0.03);
    expect(sums.inside / sums.n).toBeGreaterThan(0.7);
  });

  it('has a middle between its ends, never below where full begins', () => {
    const { series } = saturationWorld(9, usual);
    const { signs, demand } = latentDemand(series, []);
    expect(demand.length).toBeGreaterThan(0);
    for (const { demandMbps, lowMbps, highMbps } of demand) {
      expect(lowMbps).toBeGreaterThanOrEqual(0.979 * (signs.ceilingMbps ?? 0) - 20);
      if (demandMbps === null || highMbps === null) continue;
      expect(demandMbps).toBeGreaterThanOrEqual(lowMbps);
      expect(highMbps).toBeGreaterThanOrEqual(demandMbps);
    }
  });

  it('says only "at least" where it was full every day', () => {
    const { series } = saturationWorld(2, { ...usual, height: 1.5, dayNoise: 0.01, growth: 0 });
    const { peak, text } = latentDemand(series, []);
    expect(peak?.highMbps).toBeNull();
    expect(text).toContain('it was at least');
    expect(text).toContain('too often to say how much more');
  });

  it('finds nothing hidden in a busy concentrator whose sites do not suffer', () => {
    const { series } = saturationWorld(3, { ...usual, height: 1.2 });
    const calm = {
      ...series,
      lossPercent: series.lossPercent.map(() => 0.1),
      latencyMs: series.latencyMs.map(() => 20),
    };
    const { signs, demand, text } = latentDemand(calm, []);
    expect(signs.saturated.some((one) => one === 1)).toBe(false);
    expect(demand).toEqual([]);
    expect(text).toBe('It has not been full: what it carried is what was asked for.');
  });

  it('takes unknown loss for no sign, and unknown load for nothing', () => {
    const { series } = saturationWorld(3, usual);
    const blind = { ...series, lossPercent: series.lossPercent.map(() => Number.NaN) };
    expect(latentDemand(blind, []).signs.ceilingMbps).toBeNull();
    const dark = { ...series, mbps: series.mbps.map(() => Number.NaN) };
    expect(latentDemand(dark, [])).toMatchObject({ demand: [], text: 'Unknown: no readings of its load.' });
  });
});

describe('the normal distribution above a value', () => {
  it.each([
    [0, 0.5, 0.7979],
    [1, 0.1587, 1.5251],
    [-1, 0.8413, 0.2876],
  ])('at %s', (z, share, mean) => {
    expect(normalTail(z)).toBeCloseTo(share, 3);
    expect(meanAbove(z)).toBeCloseTo(mean, 3);
  });

  it('gives the worked example: 1,047 expected, noise of 5%, at least 980', () => {
    const z = Math.log(980 / 1047) / 0.05;
    const above = (share: number): number => 1047 * Math.exp(0.05 * quantileAbove(z, share));
    expect([0.1, 0.5, 0.9].map((share) => Math.round(above(share)))).toEqual([1001, 1053, 1119]);
  });

  it('far out it goes on smoothly', () => {
    expect(meanAbove(4.01) - meanAbove(3.99)).toBeCloseTo(0.02, 2);
    expect(quantileAbove(8, 0.5)).toBeGreaterThan(8);
    expect(quantileAbove(0, 0.5)).toBeCloseTo(0.6745, 2);
  });
});
