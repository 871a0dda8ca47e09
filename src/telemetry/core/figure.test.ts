import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figure } from './figure.ts';

it.each([
  [Math.fround(0.2), 0.2],
  [0, 0],
  [Math.fround(1234.56), 1234.56],
  [16777215, 16777215],
  [Number.NaN, null],
])('shows %d as %s', (stored, shown) => {
  expect(figure(stored)).toBe(shown);
});

it('means the same stored number', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(figure(value) ?? Number.NaN)).toBe(value);
    }),
  );
});
