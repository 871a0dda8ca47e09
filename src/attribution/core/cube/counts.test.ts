import { describe, expect, it } from 'vitest';
import { countEvidence, ratioEvidence } from './counts.ts';
import { type Evidence, sumOf } from './evidence.ts';

const columns = (...numbers: number[][]): Float64Array[] =>
  numbers.map((column) => Float64Array.from(column));

const group = (evidence: Evidence, ...leaves: number[]): Float64Array =>
  Float64Array.from(evidence.measures, (column) => leaves.reduce((sum, i) => sum + (column[i] ?? 0), 0));

function ratio(part: number[], whole: number[], pastPart: number[], pastWhole: number[]): Evidence {
  const [a, b, c, d] = columns(part, whole, pastPart, pastWhole) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return ratioEvidence(a, b, c, d);
}

describe('evidence for ratios', () => {
  const evidence = ratio(
    [300, 20, 20, 0],
    [1000, 1000, 1000, 0],
    [200, 200, 200, 0],
    [10_000, 10_000, 10_000, 0],
  );
  const all = sumOf(evidence.measures);

  it('measures the log of the rate over the own past rate', () => {
    expect(evidence.effect(group(evidence, 0))).toBeCloseTo(Math.log(15), 1);
    expect(evidence.effect(group(evidence, 1))).toBeCloseTo(0, 1);
    expect(evidence.effect(group(evidence, 3))).toBe(0);
  });

  it('ranks the leaf that rose above the pair that holds it, and proves nothing for the others', () => {
    const gain = (...leaves: number[]): number => evidence.gain(group(evidence, ...leaves), all);
    expect(gain(0)).toBeGreaterThan(gain(0, 1));
    expect(gain(0, 1)).toBeGreaterThan(gain(0, 1, 2));
    expect(evidence.proof(group(evidence, 0))).toBeGreaterThan(100);
    expect(evidence.proof(group(evidence, 1))).toBeLessThan(0);
  });

  it('sees falls as well', () => {
    const fall = ratio([2, 200], [1000, 1000], [2000, 2000], [10_000, 10_000]);
    expect(fall.effect(group(fall, 0))).toBeLessThan(-3);
    expect(fall.proof(group(fall, 0))).toBeGreaterThan(100);
    expect(fall.gain(group(fall, 0), sumOf(fall.measures))).toBeGreaterThan(100);
  });

  it('trusts a short past less', () => {
    const long = ratio([40, 20], [1000, 1000], [200, 200], [10_000, 10_000]);
    const short = ratio([40, 20], [1000, 1000], [20, 20], [1000, 1000]);
    expect(long.proof(group(long, 0))).toBeGreaterThan(1.5 * short.proof(group(short, 0)));
  });

  it('asks for more where counts ordinarily scatter widely', () => {
    const many = Array.from({ length: 40 }, () => 1000);
    const past = many.map(() => 1000);
    const wide = many.map((_, i) => 100 + (i % 2 === 0 ? 60 : -60));
    const narrow = many.map((_, i) => 100 + (i % 2 === 0 ? 5 : -5));
    const proof = (parts: number[]): number => {
      const seen = ratio(
        [400, ...parts.slice(1)],
        many,
        past.map((n) => n * 10),
        past.map((n) => n * 100),
      );
      return seen.proof(group(seen, 0));
    };
    expect(proof(narrow)).toBeGreaterThan(10 * proof(wide));
  });

  it('says what was expected of the leaves', () => {
    const { actual, expected } = evidence.amounts([0]);
    expect(actual).toBe(300);
    expect(expected).toBeCloseTo(20, 0);
  });
});

describe('evidence for counts', () => {
  const [actual, forecast] = columns([40, 10, 1, 0], [10, 10, 0, 0]) as [Float64Array, Float64Array];
  const evidence = countEvidence(actual, forecast);

  it('compares counts with their expectations', () => {
    expect(evidence.effect(group(evidence, 0))).toBeCloseTo(Math.log(40.5 / 10.5), 6);
    expect(evidence.proof(group(evidence, 0))).toBeCloseTo(40 * Math.log(4) - 30 - 0.5 * Math.log(11), 1);
    expect(evidence.proof(group(evidence, 1))).toBeLessThan(0);
  });

  it('is not overwhelmed by one event where none was forecast', () => {
    const proof = evidence.proof(group(evidence, 2));
    expect(proof).toBeGreaterThan(0);
    expect(proof).toBeLessThan(1);
  });

  it('can be seen without a common factor', () => {
    const rest = evidence.withoutCommonEffect(Math.log(4));
    expect(rest.effect(group(rest, 0))).toBeCloseTo(Math.log(40.5 / 10.5 / 4), 6);
    expect(rest.amounts([0]).expected).toBeCloseTo(40, 3);
  });
});
