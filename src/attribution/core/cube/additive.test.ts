import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { additiveEvidence } from './additive.ts';
import { sumOf } from './evidence.ts';
import { leafNoise, median, smallestNoise } from './noise.ts';

describe('the noise of a leaf', () => {
  const random = seededRandom(3);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const scatter = Float64Array.from({ length: 20_000 }, () => 0.1 * normal());
  const ones = scatter.map(() => 1);

  it('is the standard deviation of normal scatter', () => {
    expect(leafNoise(scatter, ones)).toBeCloseTo(0.1, 2);
  });

  it('is not raised by two leaves in five that fell', () => {
    const fallen = scatter.map((x, i) => (i % 5 < 2 ? 0.6 : x));
    expect(leafNoise(fallen, ones)).toBeCloseTo(0.1, 2);
  });

  it('looks only at leaves that carry something', () => {
    const size = ones.map((_, i) => (i < 10_000 ? 1 : 0));
    const padded = scatter.map((x, i) => (i < 10_000 ? x : 5));
    expect(leafNoise(padded, size)).toBeCloseTo(0.1, 2);
  });

  it('is never nothing', () => {
    expect(leafNoise(new Float64Array(5), new Float64Array(5).fill(1))).toBe(smallestNoise);
    expect(leafNoise(new Float64Array(0), new Float64Array(0))).toBe(smallestNoise);
    expect(median([])).toBe(Number.POSITIVE_INFINITY);
    expect(median([9, 1, 5])).toBe(5);
  });
});

describe('evidence for amounts', () => {
  const actual = Float64Array.from([60, 140, 100.5, 99.5, 0]);
  const forecast = Float64Array.from([100, 100, 100, 100, 0]);
  const evidence = additiveEvidence(actual, forecast);
  const group = (...leaves: number[]): Float64Array =>
    Float64Array.from(evidence.measures, (column) => leaves.reduce((sum, i) => sum + (column[i] ?? 0), 0));

  it('measures the share that went, or with a minus sign the share that is new', () => {
    expect(evidence.effect(group(0))).toBeCloseTo(0.4, 12);
    expect(evidence.effect(group(1))).toBeCloseTo(-40 / 140, 12);
    expect(evidence.effect(group(4))).toBe(0);
  });

  it('is n m^2 / 2 s^2, less what the fitted mean costs', () => {
    const s = evidence.precision(group(0)) ** -0.5;
    const expected = (2 * 0.2 ** 2) / (2 * s * s) - 0.5 * Math.log1p(2 / (s * s));
    const halfGone = group(0, 0).map((value, m) => (m === 1 ? value / 2 : value));
    expect(evidence.gain(halfGone, sumOf(evidence.measures))).toBeCloseTo(expected, 9);
    expect(evidence.proof(halfGone)).toBeCloseTo(expected, 9);
  });

  it('gives nothing for leaves of nothing', () => {
    expect(evidence.gain(group(4), sumOf(evidence.measures))).toBe(0);
    expect(evidence.precision(group(4))).toBe(0);
  });

  it('adds up the amounts of the leaves', () => {
    expect(evidence.amounts([0, 1])).toEqual({ actual: 200, expected: 200 });
  });

  it('can be seen without a common change', () => {
    const rest = evidence.withoutCommonEffect(0.4);
    const first = Float64Array.from(rest.measures, (column) => column[0] ?? 0);
    expect(rest.effect(first)).toBeCloseTo(0, 12);
  });
});
