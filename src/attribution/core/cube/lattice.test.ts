import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addUp,
  affordableDepth,
  buildLattice,
  elementCodes,
  emptySums,
  type Lattice,
  leavesUnder,
} from './lattice.ts';

/** Sums of every element with at least one leaf, by a plain scan of the leaves. */
function expectSumsOfScan(lattice: Lattice, codes: readonly Int32Array[], measure: Float64Array): void {
  const sums = emptySums(lattice, 1);
  addUp(lattice, [measure], sums);
  for (const cuboid of lattice.cuboids) {
    let total = 0;
    for (let e = 0; e < cuboid.size; e++) {
      const wanted = elementCodes(cuboid, e, lattice.radix);
      const members = measure.filter((_, i) =>
        cuboid.attributes.every((k, j) => codes[k]?.[i] === wanted[j]),
      );
      const scanned = members.reduce((sum, value) => sum + value, 0);
      expect(sums[cuboid.index]?.[0]?.[e]).toBeCloseTo(scanned, 9);
      total += scanned;
    }
    expect(total).toBeCloseTo(
      measure.reduce((sum, value) => sum + value, 0),
      6,
    );
  }
}

const table = fc
  .record({
    radix: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    leaves: fc.nat(40),
  })
  .chain(({ radix, leaves }) =>
    fc.record({
      radix: fc.constant(radix),
      depth: fc.integer({ min: 1, max: radix.length }),
      codes: fc.tuple(
        ...radix.map((size) =>
          fc
            .array(fc.nat(size - 1), { minLength: leaves, maxLength: leaves })
            .map((column) => Int32Array.from(column)),
        ),
      ),
      measure: fc
        .array(fc.integer({ min: -50, max: 50 }), { minLength: leaves, maxLength: leaves })
        .map((column) => Float64Array.from(column)),
    }),
  );

describe('the lattice', () => {
  it('sums every element as a scan of the leaves does', () => {
    fc.assert(
      fc.property(table, ({ radix, depth, codes, measure }) => {
        expectSumsOfScan(buildLattice(radix, codes, measure.length, depth), codes, measure);
      }),
    );
  });

  it('numbers only the elements present where most are absent', () => {
    const radix = [3000, 2000, 4];
    const codes = [Int32Array.from([5, 2999, 5]), Int32Array.from([1999, 0, 7]), Int32Array.from([3, 0, 3])];
    const lattice = buildLattice(radix, codes, 3, 3);
    expect(lattice.cuboids[0]?.size).toBe(3);
    expect(lattice.cuboids.map((cuboid) => cuboid.attributes.length)).toEqual([3, 2, 2, 2, 1, 1, 1]);
    expectSumsOfScan(lattice, codes, Float64Array.from([1, 10, 100]));
  });

  it('lists the leaves of an element', () => {
    const codes = [Int32Array.from([0, 1, 1, 1]), Int32Array.from([2, 0, 2, 2])];
    const lattice = buildLattice([2, 3], codes, 4, 2);
    const [both] = lattice.cuboids;
    const element = 1 * 3 + 2;
    expect(both && leavesUnder(both, element, lattice, codes)).toEqual([2, 3]);
  });

  it('goes no deeper than memory allows', () => {
    expect(affordableDepth([10, 12, 10, 8, 5], 48_000, 5)).toBe(5);
    expect(affordableDepth([10, 12, 10, 8, 5], 48_000, 3)).toBe(3);
    expect(
      affordableDepth(
        Array.from({ length: 12 }, () => 40),
        500_000,
        5,
      ),
    ).toBe(2);
    expect(
      affordableDepth(
        Array.from({ length: 5 }, () => 25_000),
        25_000,
        5,
      ),
    ).toBe(3);
  });
});
