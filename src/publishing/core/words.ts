import { formatNumber } from '#platform/clock';
import { invariant } from '#platform/errors';

// The table of words: docs/algorithms/words.md. Comparisons are in whole numbers, so that no boundary is fuzzy.

export const shareWords = [
  'none',
  'one',
  'a few',
  'some',
  'about half',
  'most',
  'almost all',
  'all',
] as const;
export type ShareWord = (typeof shareWords)[number];

/** When each word is true of n out of m. Exactly one of them is true of any n from 0 to m, m at least 1. */
export const shareRules: Readonly<Record<ShareWord, { says: string; holds(n: number, m: number): boolean }>> =
  {
    none: { says: '0 of them', holds: (n) => n === 0 },
    one: { says: 'exactly 1, and there are more', holds: (n, m) => n === 1 && m > 1 },
    'a few': { says: 'at least 2, and at most 5%', holds: (n, m) => n >= 2 && 100 * n <= 5 * m },
    some: {
      says: 'at least 2, more than 5% and less than 45%',
      holds: (n, m) => n >= 2 && 100 * n > 5 * m && 100 * n < 45 * m,
    },
    'about half': {
      says: 'at least 2, from 45% to 55%, both included',
      holds: (n, m) => n >= 2 && 100 * n >= 45 * m && 100 * n <= 55 * m,
    },
    most: {
      says: 'at least 2, more than 55% and less than 95%',
      holds: (n, m) => n >= 2 && 100 * n > 55 * m && 100 * n < 95 * m,
    },
    'almost all': {
      says: 'at least 95%, but not all',
      holds: (n, m) => n >= 2 && 100 * n >= 95 * m && n < m,
    },
    all: { says: 'all of them', holds: (n, m) => n === m && m > 0 },
  };

/** The word for n out of m, m at least 1. */
export function wordForShare(n: number, m: number): ShareWord {
  invariant(
    Number.isInteger(n) && Number.isInteger(m) && n >= 0 && n <= m && m > 0,
    `no share: ${n} of ${m}`,
  );
  const word = shareWords.find((candidate) => shareRules[candidate].holds(n, m));
  invariant(word, `no word for ${n} of ${m}`);
  return word;
}

/** Where a word stands in the order of the table: a higher rank says more of them. */
export const rankOf = (word: ShareWord): number => shareWords.indexOf(word);

/** `almost all practices (178 of 186)`, `1 of 186 practices`, `none of the 186 practices`, `all 186 practices`. */
export function shareText(n: number, m: number, things: string): string {
  const word = wordForShare(n, m);
  if (word === 'none' || word === 'one' || word === 'all') return countText(n, m, things);
  return `${word} ${things} (${formatNumber(n)} of ${formatNumber(m)})`;
}

/** `178 of 186 practices`, `none of the 186 practices`, `all 186 practices`: the count without a word. */
export function countText(n: number, m: number, things: string): string {
  if (n === 0) return `none of the ${formatNumber(m)} ${things}`;
  if (n === m) return m === 1 ? `the 1 ${things.replace(/s$/, '')}` : `all ${formatNumber(m)} ${things}`;
  return `${formatNumber(n)} of ${formatNumber(m)} ${things}`;
}

/** `1 call`, `12 calls`, `no calls`. */
export const quantity = (n: number, one: string, many = `${one}s`): string =>
  n === 0 ? `no ${many}` : `${formatNumber(n)} ${n === 1 ? one : many}`;

export const changeWords = ['far fewer', 'fewer', 'about as many', 'more', 'far more'] as const;
export type ChangeWord = (typeof changeWords)[number];

/** Fewer than this many before say too little for a word. */
export const leastForChangeWord = 10;

/**
 * The word for how a rate changed: `far fewer` when it fell by three-quarters or more, `fewer` when by a fifth or more,
 * `more` when it rose by a fifth or more, `far more` when to 4 times or more. Null when too few were counted before.
 */
export function wordForChange(
  now: { count: number; hours: number },
  before: { count: number; hours: number },
): ChangeWord | null {
  if (before.count < leastForChangeWord || now.hours <= 0 || before.hours <= 0) return null;
  // Rates compared crosswise: now/hours against before/hours, without a division.
  const rateNow = now.count * before.hours;
  const rateBefore = before.count * now.hours;
  if (4 * rateNow <= rateBefore) return 'far fewer';
  if (5 * rateNow <= 4 * rateBefore) return 'fewer';
  if (rateNow >= 4 * rateBefore) return 'far more';
  if (5 * rateNow >= 6 * rateBefore) return 'more';
  return 'about as many';
}
