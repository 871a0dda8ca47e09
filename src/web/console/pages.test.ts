import { describe, expect, it } from 'vitest';
import { pageAt } from './pages.tsx';

describe('a page of a long list', () => {
  const all = [1, 2, 3, 4, 5];
  it.each([
    [undefined, [1, 2], 1],
    ['2', [3, 4], 2],
    ['3', [5], 3],
    ['99', [5], 3],
    ['0', [1, 2], 1],
    ['-1', [1, 2], 1],
    ['two', [1, 2], 1],
  ])('asked for as %s', (asked, items, number) => {
    expect(pageAt(all, asked, 2)).toEqual({ items, number, pages: 3, before: (number - 1) * 2 });
  });
  it('is the whole list when it is short, or empty', () => {
    expect(pageAt(all, undefined, 5).pages).toBe(1);
    expect(pageAt([], '4', 5)).toEqual({ items: [], number: 1, pages: 1, before: 0 });
  });
});
