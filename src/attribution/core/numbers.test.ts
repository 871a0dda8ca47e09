import { expect, it } from 'vitest';
import { normalQuantile, normalTail } from '#platform/numbers';
import { quantileOf, studentQuantile } from './numbers.ts';

it.each([
  [0.5, 0],
  [0.8, 0.8416212],
  [0.975, 1.959964],
  [0.001, -3.0902323],
  [0.999999, 4.7534243],
])('the normal quantile of %d is %d', (probability, expected) => {
  expect(normalQuantile(probability)).toBeCloseTo(expected, 6);
});

it.each([
  [1.959964, 0.025],
  [0, 0.5],
  [3.0902323, 0.001],
])('the normal tail beyond %d is %d', (z, expected) => {
  expect(normalTail(z)).toBeCloseTo(expected, 6);
});

// Tables of Student's t; the expansion is a little off below 5 degrees of freedom.
it.each([
  [3, 3.182, 1],
  [5, 2.571, 2],
  [10, 2.228, 3],
  [30, 2.042, 3],
  [1e6, 1.96, 3],
])('Student’s quantile for %d degrees of freedom is %d', (degrees, expected, digits) => {
  expect(studentQuantile(degrees)).toBeCloseTo(expected, digits);
});

it('finds a quantile between neighbours', () => {
  expect(quantileOf(Float64Array.of(1, 2, 4), 0.75)).toBe(3);
  expect(quantileOf(Float64Array.of(7), 0.025)).toBe(7);
});
