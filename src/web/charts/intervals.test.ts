import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalAxis } from './intervals.ts';

const row = (value: number, low: number, high: number) => ({ value, low, high });

describe('the axis of intervals', () => {
  it('begins at zero and holds every interval of a usual width', () => {
    const axis = intervalAxis([row(9, 7, 12), row(2, 1, 3)], 'linear', [0, 100]);
    expect(axis.ticks[0]).toBe(0);
    expect(axis.ticks.at(-1)).toBeGreaterThanOrEqual(12);
    expect(axis.at(0)).toBe(0);
    expect(axis.isAbove(12)).toBe(false);
  });

  it('is not squeezed by one interval that is very wide', () => {
    const axis = intervalAxis([row(9, 7, 12), row(0, 0, 900)], 'linear', [0, 100]);
    expect(axis.ticks.at(-1)).toBeLessThan(30);
    expect(axis.isAbove(900)).toBe(true);
    expect(axis.at(900)).toBe(100);
  });

  it('is logarithmic for ratios, with 1 in it', () => {
    const axis = intervalAxis([row(4, 2, 8)], 'ratio', [0, 100]);
    expect(axis.ticks).toContain(1);
    expect(axis.at(4) - axis.at(2)).toBeCloseTo(axis.at(2) - axis.at(1), 6);
    expect(axis.isBelow(1e-9)).toBe(true);
  });

  it('puts every figure inside the picture, whatever it is', () => {
    const figure = fc.double({ min: 0, max: 1e9, noNaN: true });
    const rows = fc.array(
      fc.tuple(figure, figure, figure).map((drawn) => {
        const [low = 0, value = 0, high = 0] = [...drawn].sort((a, b) => a - b);
        return row(value, low, high);
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom('linear' as const, 'ratio' as const), (given, kind) => {
        const axis = intervalAxis(given, kind, [10, 200]);
        const places = given.flatMap(({ value, low, high }) => [value, low, high]).map(axis.at);
        expect(places.every((x) => x >= 9.999 && x <= 200.001)).toBe(true);
        expect(axis.ticks.length).toBeGreaterThan(1);
        expect(axis.ticks.length).toBeLessThan(14);
      }),
    );
  });
});
