import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cells, compareRates, effective } from './rate-ratio.ts';

type Cell = { site: number; day?: number; side: number; hours: number; failures: number; stratum?: number };

const cellsOf = (list: readonly Cell[]): Cells => ({
  count: list.length,
  site: Int32Array.from(list, ({ site }) => site),
  day: Int32Array.from(list, ({ day }) => day ?? 0),
  hours: Float64Array.from(list, ({ hours }) => hours),
  failures: Float64Array.from(list, ({ failures }) => failures),
  side: Uint8Array.from(list, ({ side }) => side),
  stratum: Int32Array.from(list, ({ stratum }) => stratum ?? 0),
  sites: 1 + Math.max(0, ...list.map(({ site }) => site)),
  days: 1 + Math.max(0, ...list.map(({ day }) => day ?? 0)),
  strata: 1 + Math.max(0, ...list.map(({ stratum }) => stratum ?? 0)),
});

/** Sites in a row, each with its failures in 100 hours. */
const group = (side: number, failures: readonly number[], first = 0): Cell[] =>
  failures.map((count, index) => ({ site: first + index, side, hours: 100, failures: count }));

describe('the rate ratio', () => {
  it('is the crude ratio without strata', () => {
    const found = compareRates(cellsOf([...group(1, [2, 1, 1, 2]), ...group(0, [1, 0, 1, 0, 0, 0], 4)]));
    expect(found.inside).toEqual({ failures: 6, hours: 400, sites: 4, failingSites: 4 });
    expect(found.outside).toEqual({ failures: 2, hours: 600, sites: 6, failingSites: 2 });
    expect(found.ratio?.value).toBeCloseTo(6 / 400 / (2 / 600), 10);
  });

  it('removes a difference between strata (Mantel and Haenszel, by hand)', () => {
    // Within each stratum the rate inside is twice that outside; crude, 50 / 1,100 against 25 / 1,100.
    const found = compareRates(
      cellsOf([
        { site: 0, side: 1, hours: 1000, failures: 40, stratum: 0 },
        { site: 1, side: 0, hours: 100, failures: 2, stratum: 0 },
        { site: 2, side: 1, hours: 100, failures: 10, stratum: 1 },
        { site: 3, side: 0, hours: 1000, failures: 50, stratum: 1 },
      ]),
    );
    expect(found.ratio?.value).toBeCloseTo(2, 10);
  });

  it('counts sites, not failures: the same failures at fewer sites say less', () => {
    const spread = compareRates(
      cellsOf([...group(1, Array(12).fill(1)), ...group(0, Array(12).fill(0.5), 12)]),
    );
    const heaped = compareRates(
      cellsOf([...group(1, [12, ...Array(11).fill(0)]), ...group(0, Array(12).fill(0.5), 12)]),
    );
    expect(heaped.ratio?.value).toBeCloseTo(spread.ratio?.value ?? 0, 10);
    expect(spread.effectiveFailures).toBe(12);
    expect(heaped.effectiveFailures).toBeLessThan(4);
    expect(heaped.ratio?.low).toBeLessThan(1);
    expect(spread.ratio?.high ?? 0).toBeLessThan(heaped.ratio?.high ?? 0);
  });

  it('counts days as well: a burst at many sites on one day says less than the same over many days', () => {
    const over = (dayOf: (index: number) => number): Cell[] =>
      Array.from({ length: 12 }, (_, site) =>
        Array.from({ length: 6 }, (_, day) => ({
          ...{ site, day, hours: 10, side: 1 },
          failures: dayOf(site) === day ? 1 : 0,
        })),
      )
        .flat()
        .flatMap((cell) => [cell, { ...cell, side: 0, failures: cell.day === cell.site % 6 ? 0.5 : 0 }]);
    const burst = compareRates(cellsOf(over(() => 0)));
    const spread = compareRates(cellsOf(over((site) => site % 6)));
    expect(burst.effectiveFailures).toBeLessThan(spread.effectiveFailures);
  });

  it('gives a wide but finite interval when nothing failed outside', () => {
    const found = compareRates(cellsOf([...group(1, [2, 1, 1, 2]), ...group(0, [0, 0, 0, 0], 4)]));
    expect(found.ratio?.value).toBeCloseTo(6.5 / 0.5, 10);
    expect(found.ratio?.low).toBeGreaterThan(0.1);
    expect(found.ratio?.high).toBeGreaterThan(50);
  });

  it('attributes the share p (1 - 1/R)', () => {
    const found = compareRates(cellsOf([...group(1, [2, 2, 2, 2]), ...group(0, [1, 1, 1, 1], 4)]));
    expect(found.share?.value).toBeCloseTo((8 / 12) * (1 - 1 / 2), 10);
    expect(found.share?.low).toBeLessThan(found.share?.value ?? 0);
  });

  it('has no ratio where there is nothing to compare', () => {
    expect(compareRates(cellsOf(group(1, [1, 1]))).ratio).toBeNull();
    expect(compareRates(cellsOf([...group(1, [0]), ...group(0, [0], 1)])).ratio).toBeNull();
    const apart = [
      { site: 0, side: 1, hours: 10, failures: 1, stratum: 0 },
      { site: 1, side: 0, hours: 10, failures: 1, stratum: 1 },
    ];
    expect(compareRates(cellsOf(apart)).ratio).toBeNull();
  });

  it('is the inverse with the sides exchanged, and never NaN', () => {
    const cell = fc.record({
      site: fc.integer({ min: 0, max: 9 }),
      day: fc.integer({ min: 0, max: 4 }),
      side: fc.integer({ min: 0, max: 2 }),
      hours: fc.integer({ min: 0, max: 50 }),
      failures: fc.integer({ min: 0, max: 3 }),
      stratum: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (list) => {
        const one = compareRates(cellsOf(list));
        const other = compareRates(
          cellsOf(list.map((each) => ({ ...each, side: [1, 0, 2][each.side] ?? 2 }))),
        );
        expect(JSON.stringify(one)).not.toMatch(/null,"low"|NaN/);
        if (!one.ratio || !other.ratio) return;
        expect(one.ratio.value * other.ratio.value).toBeCloseTo(1, 6);
        expect(one.ratio.low).toBeLessThanOrEqual(one.ratio.value);
      }),
    );
  });
});

it('counts equal contributions (Kish)', () => {
  expect(effective(Float64Array.of(2, 2, 2))).toBeCloseTo(3, 10);
  expect(effective(Float64Array.of(10, 0, 0))).toBeCloseTo(1, 10);
  expect(effective(new Float64Array(3))).toBe(0);
});
