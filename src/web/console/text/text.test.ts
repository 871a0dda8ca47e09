import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonParts } from './common-parts.ts';
import { compareWords, countChanges } from './compare-words.ts';
import { mergeMarks, mergeTexts } from './merge-texts.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'moved', 'practices'), { maxLength: 30 });
const lines = fc
  .array(fc.constantFrom('one', 'two', 'three', 'four', ''), { maxLength: 12 })
  .map((all) => all.join('\n'));
const squeezed = (text: string): string => text.trim().replace(/\s+/g, ' ');

describe('commonParts', () => {
  it('matches equal items, in order, and as many as there can be', () => {
    expect(commonParts(['a', 'b', 'c', 'd'], ['b', 'x', 'd'])).toEqual([
      [1, 0],
      [3, 2],
    ]);
    fc.assert(
      fc.property(words, words, (a, b) => {
        const pairs = commonParts(a, b);
        for (const [index, [x, y]] of pairs.entries()) {
          expect(a[x]).toBe(b[y]);
          const [before = -1, beforeThat = -1] = pairs[index - 1] ?? [];
          expect(x > before && y > beforeThat).toBe(true);
        }
        expect(commonParts(b, a)).toHaveLength(pairs.length);
      }),
    );
  });

  it('stays cheap when texts are long and wholly different', () => {
    const a = Array.from({ length: 5_000 }, (_, index) => `a${index}`);
    expect(commonParts(['x', ...a, 'y'], ['x', ...a.map((word) => `${word}!`), 'y'])).toHaveLength(2);
  });
});

describe('compareWords', () => {
  it('says what was added and removed', () => {
    const runs = compareWords('178 of 186 practices have moved.', '179 of 186 practices have moved so far.');
    expect(runs.map(({ kind, text }) => [kind, text.trim()])).toEqual([
      ['removed', '178'],
      ['added', '179'],
      ['same', 'of 186 practices have'],
      ['removed', 'moved.'],
      ['added', 'moved so far.'],
    ]);
    expect(countChanges(runs)).toEqual({ added: 4, removed: 2 });
  });

  it('loses no word of either text', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const runs = compareWords(a.join(' '), b.join(' '));
        const without = (kind: string): string =>
          squeezed(runs.map((run) => (run.kind === kind ? '' : run.text)).join(' '));
        expect(without('added')).toBe(a.join(' '));
        expect(without('removed')).toBe(b.join(' '));
      }),
    );
  });
});

describe('mergeTexts', () => {
  it('takes what each changed on their own', () => {
    const base = 'Title\n\nFirst.\n\nSecond.';
    const merged = mergeTexts(base, 'Title\n\nFirst, mine.\n\nSecond.', 'Title\n\nFirst.\n\nSecond, theirs.');
    expect(merged).toEqual({ text: 'Title\n\nFirst, mine.\n\nSecond, theirs.', conflicts: 0 });
  });

  it('keeps both where they differ', () => {
    const merged = mergeTexts('One.', 'One, mine.', 'One, theirs.');
    expect(merged.conflicts).toBe(1);
    expect(merged.text.split('\n')).toEqual([
      mergeMarks.mine,
      'One, mine.',
      mergeMarks.or,
      'One, theirs.',
      mergeMarks.end,
    ]);
  });

  it('is the one text when the other changed nothing, and loses no line that somebody wrote', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, mine, theirs) => {
        expect(mergeTexts(base, mine, base)).toEqual({ text: mine, conflicts: 0 });
        expect(mergeTexts(base, base, theirs)).toEqual({ text: theirs, conflicts: 0 });
        const merged = mergeTexts(base, mine, theirs).text.split('\n');
        const known = new Set(base.split('\n'));
        for (const line of [...mine.split('\n'), ...theirs.split('\n')])
          if (!known.has(line)) expect(merged).toContain(line);
      }),
    );
  });
});
