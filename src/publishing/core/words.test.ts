import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countText,
  rankOf,
  shareRules,
  shareRulesOf,
  shareText,
  shareWords,
  standardWords,
  wordForChange,
  wordForShare,
} from './words.ts';

describe('words for shares', () => {
  it('give every pair up to 200 exactly one word, whose own definition holds', () => {
    for (let m = 1; m <= 200; m += 1) {
      for (let n = 0; n <= m; n += 1) {
        const fitting = shareWords.filter((word) => shareRules[word].holds(n, m));
        expect(fitting, `${n} of ${m}`).toEqual([wordForShare(n, m)]);
      }
    }
  });

  it('never say less when there are more', () => {
    for (let m = 1; m <= 200; m += 1) {
      for (let n = 1; n <= m; n += 1) {
        expect(rankOf(wordForShare(n, m)), `${n} of ${m}`).toBeGreaterThanOrEqual(
          rankOf(wordForShare(n - 1, m)),
        );
      }
    }
  });

  it.each([
    [0, 186, 'none'],
    [1, 186, 'one'],
    [1, 2, 'one'],
    [1, 1, 'all'],
    [2, 186, 'a few'],
    [9, 186, 'a few'],
    [10, 186, 'some'],
    [2, 40, 'a few'],
    [2, 39, 'some'],
    [45, 100, 'about half'],
    [44, 100, 'some'],
    [55, 100, 'about half'],
    [56, 100, 'most'],
    [94, 100, 'most'],
    [95, 100, 'almost all'],
    [19, 20, 'almost all'],
    [178, 186, 'almost all'],
    [176, 186, 'most'],
    [177, 186, 'almost all'],
    [185, 186, 'almost all'],
    [186, 186, 'all'],
  ] as const)('%i of %i is %s', (n, m, word) => {
    expect(wordForShare(n, m)).toBe(word);
  });

  it('give every pair exactly one word by any table that may be set', () => {
    const table = fc.record({
      aFewAtMost: fc.integer({ min: 1, max: 25 }),
      aboutHalfFrom: fc.integer({ min: 35, max: 50 }),
      aboutHalfTo: fc.integer({ min: 50, max: 65 }),
      almostAllFrom: fc.integer({ min: 80, max: 99 }),
    });
    const share = fc
      .integer({ min: 1, max: 7_000 })
      .chain((m) => fc.tuple(fc.integer({ min: 0, max: m }), fc.constant(m)));
    fc.assert(
      fc.property(table, share, (given, [n, m]) => {
        const rules = shareRulesOf({ ...standardWords, ...given });
        expect(shareWords.filter((word) => rules[word].holds(n, m))).toHaveLength(1);
      }),
    );
  });

  it('refuse what is no share', () => {
    for (const [n, m] of [
      [0, 0],
      [3, 2],
      [-1, 2],
      [0.5, 2],
    ] as const)
      expect(() => wordForShare(n, m)).toThrow('no share');
  });

  it('stand with their counts in a sentence', () => {
    expect(shareText(178, 186, 'practices')).toBe('almost all practices (178 of 186)');
    expect(shareText(1, 186, 'practices')).toBe('1 of 186 practices');
    expect(shareText(0, 186, 'practices')).toBe('none of the 186 practices');
    expect(shareText(186, 186, 'practices')).toBe('all 186 practices');
    expect(countText(1, 1, 'practices')).toBe('the 1 practice');
    expect(countText(1200, 6000, 'sites')).toBe('1,200 of 6,000 sites');
  });
});

describe('words for changes', () => {
  const hours = 10;
  it.each([
    [10, 40, 'far fewer'],
    [11, 40, 'fewer'],
    [32, 40, 'fewer'],
    [33, 40, 'about as many'],
    [47, 40, 'about as many'],
    [48, 40, 'more'],
    [159, 40, 'more'],
    [160, 40, 'far more'],
    [0, 10, 'far fewer'],
    [0, 9, null],
  ])('%i after %i is %s', (now, before, word) => {
    expect(wordForChange({ count: now, hours }, { count: before, hours })).toBe(word);
  });

  it('compare rates, not counts', () => {
    expect(wordForChange({ count: 20, hours: 5 }, { count: 40, hours: 10 })).toBe('about as many');
    expect(wordForChange({ count: 20, hours: 0 }, { count: 40, hours: 10 })).toBeNull();
  });
});
