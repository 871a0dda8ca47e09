import { describe, expect, it } from 'vitest';
import { additiveEvidence } from './additive.ts';
import { sumOf } from './evidence.ts';
import { addUp, buildLattice, elementCodes, emptySums } from './lattice.ts';
import { localiseDefaults } from './model.ts';
import { emptyScores, type Field, holdsEverywhere, scoreAll } from './scores.ts';

/** Four values of a, ten of b; the share that went, by leaf. */
function scored(lost: (a: number, b: number) => number): { holding: string[]; everywhere: boolean } {
  const codes = [
    Int32Array.from({ length: 40 }, (_, i) => Math.floor(i / 10)),
    Int32Array.from({ length: 40 }, (_, i) => i % 10),
  ];
  const forecast = new Float64Array(40).fill(100);
  const ripple = (i: number): number => 0.01 * Math.sin(7 * i);
  const actual = forecast.map((f, i) => f * (1 - lost(Math.floor(i / 10), i % 10) + ripple(i)));
  const evidence = additiveEvidence(actual, forecast);
  const lattice = buildLattice([4, 10], codes, 40, 2);
  const sums = emptySums(lattice, evidence.measures.length);
  addUp(lattice, evidence.measures, sums);
  const field: Field = { lattice, evidence, options: localiseDefaults, sums, all: sumOf(evidence.measures) };
  const scores = emptyScores(lattice);
  scoreAll(field, scores);
  const holding = lattice.cuboids
    .filter((cuboid) => cuboid.attributes.length === 1)
    .flatMap((cuboid) =>
      Array.from({ length: cuboid.size }, (_, e) => e)
        .filter((e) => scores[cuboid.index]?.holds[e] === 1)
        .map((e) => `${'ab'[cuboid.attributes[0] ?? 0]}${elementCodes(cuboid, e, lattice.radix)[0]}`),
    );
  return { holding, everywhere: holdsEverywhere(field, scores) };
}

describe('where a change holds', () => {
  it('is the value all of whose parts show it', () => {
    expect(scored((a) => (a === 2 ? 0.5 : 0))).toEqual({ holding: ['a2'], everywhere: false });
  });

  it('is still that value when a few parts do not show it', () => {
    expect(scored((a, b) => (a === 2 && b > 2 ? 0.5 : 0)).holding).toEqual(['a2']);
  });

  it('is not a value most of whose parts do not show it', () => {
    expect(scored((a, b) => (a === 2 && b < 4 ? 0.5 : 0)).holding).toEqual([]);
  });

  it('is nowhere when nothing changed', () => {
    expect(scored(() => 0).holding).toEqual([]);
  });

  it('is everywhere when all parts moved alike', () => {
    expect(scored(() => 0.3).everywhere).toBe(true);
    expect(scored((a) => (a < 2 ? 0.3 : 0.1)).everywhere).toBe(true);
    expect(scored((a) => (a === 1 ? 0.9 : 0)).everywhere).toBe(false);
  });
});
