import { describe, expect, it } from 'vitest';
import { leavesOf } from './leaves.ts';
import type { Cube } from './model.ts';

/** Rows of [code of a, code of b, actual, forecast] under a: x, y and b: p, q, r. */
function cube(
  rows: readonly (readonly [number, number, number, number])[],
  kind: 'additive' | 'count',
): Cube {
  return {
    attributes: ['a', 'b'],
    values: [
      ['x', 'y'],
      ['p', 'q', 'r'],
    ],
    codes: [Int32Array.from(rows, (row) => row[0]), Int32Array.from(rows, (row) => row[1])],
    metric: {
      kind,
      actual: Float64Array.from(rows, (row) => row[2]),
      forecast: Float64Array.from(rows, (row) => row[3]),
    },
  };
}

const table = (leaves: ReturnType<typeof leavesOf>): number[][] =>
  Array.from({ length: leaves.count }, (_, i) => [
    ...leaves.codes.map((column) => column[i] ?? -1),
    ...leaves.columns.map((column) => column[i] ?? Number.NaN),
  ]);

describe('leaves', () => {
  it('are in the order of their codes, repeated rows added up', () => {
    const leaves = leavesOf(
      cube(
        [
          [1, 2, 10, 11],
          [0, 1, 5, 6],
          [1, 2, 1, 2],
          [1, 0, 7, 7],
        ],
        'additive',
      ),
    );
    expect(table(leaves)).toEqual([
      [0, 1, 5, 6],
      [1, 0, 7, 7],
      [1, 2, 11, 13],
    ]);
    expect(leaves.notes).toEqual(['1 repeated rows were added to the row they repeat.']);
  });

  it.each([
    ['not a number', [0, 0, Number.NaN, 1], 'additive'],
    ['without end', [0, 0, 1, Number.POSITIVE_INFINITY], 'additive'],
    ['absurdly large', [0, 0, 1e16, 1], 'additive'],
    ['a negative count', [0, 0, -1, 1], 'count'],
    ['a value without a name', [2, 0, 1, 1], 'additive'],
    ['a missing value', [0, -1, 1, 1], 'additive'],
  ] as const)('leaves out a row that is %s', (_, row, kind) => {
    const leaves = leavesOf(cube([[1, 1, 3, 4], row], kind));
    expect(table(leaves)).toEqual([[1, 1, 3, 4]]);
    expect(leaves.notes).toEqual(['1 of 2 rows left out: not a usable number or value.']);
  });

  it('keep negative amounts', () => {
    expect(leavesOf(cube([[0, 0, -3, 2]], 'additive')).count).toBe(1);
  });

  it('leave out rows with more of a part than of the whole', () => {
    const one = Float64Array.from([1, 1]);
    const metric = {
      kind: 'ratio',
      part: Float64Array.from([2, 0]),
      whole: one,
      pastPart: one,
      pastWhole: one,
    } as const;
    const rows = cube([], 'count');
    const leaves = leavesOf({ ...rows, codes: [Int32Array.from([0, 1]), Int32Array.from([0, 1])], metric });
    expect(table(leaves)).toEqual([[1, 1, 0, 1, 1, 1]]);
  });

  it('are ordered the same way when there are too many possible ones to count', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `v${i}`);
    const codes = [Int32Array.from([2500, 3, 2500]), Int32Array.from([7, 2999, 2])];
    const ones = Float64Array.from([1, 2, 3]);
    const leaves = leavesOf({
      attributes: ['a', 'b'],
      values: [many, many],
      codes,
      metric: { kind: 'additive', actual: ones, forecast: ones },
    });
    expect(table(leaves)).toEqual([
      [3, 2999, 2, 2],
      [2500, 2, 3, 3],
      [2500, 7, 1, 1],
    ]);
  });
});
