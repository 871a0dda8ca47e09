import { describe, expect, it } from 'vitest';
import { type JointModel, jointModel } from './joint-model.ts';
import { cholesky, invert } from './matrix.ts';
import type { Table } from './table.ts';

interface Row {
  site: number;
  holds: readonly boolean[];
  hours: number;
  failures: number;
  day?: number;
}

/** The model of as many factors as each row says something about. */
function modelOf(list: readonly Row[], byDay = false): JointModel | null {
  const table = {
    rows: {
      count: list.length,
      site: Int32Array.from(list, ({ site }) => site),
      run: Int32Array.from(list, (_, index) => index),
      hours: Float64Array.from(list, ({ hours }) => hours),
      failures: Float64Array.from(list, ({ failures }) => failures),
    },
    runs: { day: Int32Array.from(list, ({ day }) => day ?? 0) },
    calendar: { days: 1 + Math.max(...list.map(({ day }) => day ?? 0)) },
    sites: Array.from({ length: 1 + Math.max(...list.map(({ site }) => site)) }, (_, id) => ({
      id,
      code: `S${id}`,
    })),
  } as unknown as Table;
  const factors = (list[0]?.holds ?? []).map((_, index) => ({
    terms: [{ key: 'factor', value: String(index + 1) }],
    role: 'found' as const,
    side: Uint8Array.from(list, ({ holds }) => (holds[index] ? 1 : 0)),
  }));
  return jointModel(table, factors, byDay);
}

/** As many sites, all alike, in one cell. */
const cell = (
  first: number,
  sites: number,
  holds: readonly boolean[],
  hours: number,
  failures: number,
): Row[] =>
  Array.from({ length: sites }, (_, index) => ({
    ...{ site: first + index, holds, hours: hours / sites, failures: failures / sites },
  }));

const ratios = (model: JointModel | null): number[] =>
  (model?.factors ?? []).map(({ ratio }) => ratio?.value ?? 0);

describe('the model of all factors', () => {
  it('has its penalty as if half a failure had been seen on each side, in equal time', () => {
    // With equal hours the share of failures with it is estimated as (10 + 0.5) / (10 + 1): a ratio of 21.
    const model = modelOf([...cell(0, 10, [true], 1000, 10), ...cell(10, 10, [false], 1000, 0)]);
    expect(ratios(model)[0]).toBeCloseTo(21, 6);
  });

  it('parts factors that go together (by hand: rates 1, 2, 3 and 6)', () => {
    const model = modelOf([
      ...cell(0, 20, [false, false], 9_000_000, 9000),
      ...cell(20, 20, [true, false], 1_000_000, 2000),
      ...cell(40, 20, [false, true], 2_000_000, 6000),
      ...cell(60, 20, [true, true], 8_000_000, 48_000),
    ]);
    expect(ratios(model)[0]).toBeCloseTo(2, 2);
    expect(ratios(model)[1]).toBeCloseTo(3, 2);
    expect(model?.readable).toBe(true);
    // Crude, the first would be 50,000 / 9 against 15,000 / 11: 4.1.
    expect(model?.factors[0]?.inflation).toBeGreaterThan(1.1);
  });

  it('compares days with themselves', () => {
    const rows = [
      { site: 0, holds: [true], hours: 1000, failures: 400, day: 0 },
      { site: 1, holds: [false], hours: 100, failures: 20, day: 0 },
      { site: 2, holds: [true], hours: 100, failures: 100, day: 1 },
      { site: 3, holds: [false], hours: 1000, failures: 500, day: 1 },
    ];
    expect(ratios(modelOf(rows, true))[0]).toBeCloseTo(2, 1);
    expect(ratios(modelOf(rows, false))[0]).toBeCloseTo(500 / 520, 2);
  });

  it('widens when the same failures came from a few sites', () => {
    const width = (model: JointModel | null): number =>
      Math.log((model?.factors[0]?.ratio?.high ?? 0) / (model?.factors[0]?.ratio?.low ?? 1));
    const spread = modelOf([...cell(0, 40, [true], 4000, 80), ...cell(40, 40, [false], 4000, 40)]);
    const repeated = modelOf([
      ...cell(0, 4, [true], 400, 80),
      ...cell(4, 36, [true], 3600, 0),
      ...cell(40, 4, [false], 400, 40),
      ...cell(44, 36, [false], 3600, 0),
    ]);
    expect(width(repeated)).toBeGreaterThan(1.8 * width(spread));
  });

  it('says that factors which are the same cannot be read by themselves, and names the other', () => {
    const model = modelOf([
      ...cell(0, 20, [true, true], 1000, 40),
      ...cell(20, 20, [false, false], 1000, 10),
      ...cell(40, 1, [true, false], 5, 0),
    ]);
    expect(model?.readable).toBe(false);
    expect(model?.factors[0]?.caution).toBe(
      'It goes so closely with factor 2 that the two cannot be told apart here.',
    );
    expect(model?.sentence).toContain('no ratio can be read by itself');
  });

  it('says that a ratio is a guess when all failures are on one side, and still gives finite figures', () => {
    const model = modelOf([...cell(0, 10, [true], 1000, 30), ...cell(10, 10, [false], 1000, 0)]);
    expect(model?.factors[0]?.caution).toMatch(/^All failures are with it/);
    expect(Number.isFinite(model?.factors[0]?.ratio?.high)).toBe(true);
  });

  it('has nothing to say of a factor that never differs, of none, and of no failure', () => {
    const constant = modelOf([
      ...cell(0, 10, [true, true], 1000, 30),
      ...cell(10, 10, [true, false], 1000, 5),
    ]);
    expect(constant?.factors[0]).toMatchObject({ ratio: null, inflation: 0 });
    expect(constant?.factors[1]?.ratio?.value).toBeGreaterThan(1);
    expect(modelOf([{ site: 0, holds: [], hours: 1, failures: 1 }])).toBeNull();
    expect(modelOf([{ site: 0, holds: [true], hours: 1, failures: 0 }])).toBeNull();
  });
});

describe('small matrices', () => {
  it('are inverted', () => {
    const inverse = invert([
      [4, 2],
      [2, 3],
    ]);
    const expected = [
      [0.375, -0.25],
      [-0.25, 0.5],
    ];
    for (const [row, each] of expected.entries())
      for (const [column, value] of each.entries()) expect(inverse[row]?.[column]).toBeCloseTo(value, 6);
  });

  it('have no triangle unless they are positive definite', () => {
    expect(
      cholesky([
        [1, 1],
        [1, 1],
      ]),
    ).toBeUndefined();
    expect(
      invert([
        [0, 0],
        [0, 0],
      ])
        .flat()
        .every(Number.isFinite),
    ).toBe(true);
  });
});
