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

/** The boundaries between the words. All but `leastForChange` (a count) and `farFewerTimes` (a factor) are percentages. */
export interface WordTable {
  aFewAtMost: number;
  aboutHalfFrom: number;
  aboutHalfTo: number;
  almostAllFrom: number;
  /** `far fewer` is a fall to a share of one in so many, `far more` a rise to so many times. */
  farFewerTimes: number;
  /** `fewer` is a fall by so much, `more` a rise by so much. */
  fewerBy: number;
  /** Fewer than this many before say too little for a word. */
  leastForChange: number;
}

/** The table of words that comes with the program. */
export const standardWords: WordTable = {
  aFewAtMost: 5,
  aboutHalfFrom: 45,
  aboutHalfTo: 55,
  almostAllFrom: 95,
  farFewerTimes: 4,
  fewerBy: 20,
  leastForChange: 10,
};

type ShareRules = Readonly<Record<ShareWord, { says: string; holds(n: number, m: number): boolean }>>;

/** When each word is true of n out of m. Exactly one of them is true of any n from 0 to m, m at least 1. */
export const shareRulesOf = ({
  aFewAtMost: few,
  aboutHalfFrom: from,
  aboutHalfTo: to,
  almostAllFrom: almost,
}: WordTable): ShareRules => ({
  none: { says: '0 of them', holds: (n) => n === 0 },
  one: { says: 'exactly 1, and there are more', holds: (n, m) => n === 1 && m > 1 },
  'a few': { says: `at least 2, and at most ${few}%`, holds: (n, m) => n >= 2 && 100 * n <= few * m },
  some: {
    says: `at least 2, more than ${few}% and less than ${from}%`,
    holds: (n, m) => n >= 2 && 100 * n > few * m && 100 * n < from * m,
  },
  'about half': {
    says: `at least 2, from ${from}% to ${to}%, both included`,
    holds: (n, m) => n >= 2 && 100 * n >= from * m && 100 * n <= to * m,
  },
  most: {
    says: `at least 2, more than ${to}% and less than ${almost}%`,
    holds: (n, m) => n >= 2 && 100 * n > to * m && 100 * n < almost * m,
  },
  'almost all': {
    says: `at least ${almost}%, but not all`,
    holds: (n, m) => n >= 2 && 100 * n >= almost * m && n < m,
  },
  all: { says: 'all of them', holds: (n, m) => n === m && m > 0 },
});

export const shareRules = shareRulesOf(standardWords);

/** The word for n out of m, m at least 1. */
export function wordForShare(n: number, m: number, table: WordTable = standardWords): ShareWord {
  invariant(
    Number.isInteger(n) && Number.isInteger(m) && n >= 0 && n <= m && m > 0,
    `no share: ${n} of ${m}`,
  );
  const rules = table === standardWords ? shareRules : shareRulesOf(table);
  const word = shareWords.find((candidate) => rules[candidate].holds(n, m));
  invariant(word, `no word for ${n} of ${m}`);
  return word;
}

/** Where a word stands in the order of the table: a higher rank says more of them. */
export const rankOf = (word: ShareWord): number => shareWords.indexOf(word);

/** `almost all practices (178 of 186)`, `1 of 186 practices`, `none of the 186 practices`, `all 186 practices`. */
export function shareText(n: number, m: number, things: string, table: WordTable = standardWords): string {
  const word = wordForShare(n, m, table);
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

/**
 * The word for how a rate changed. By the standard table: `far fewer` when it fell by three-quarters or more, `fewer` when by a
 * fifth or more, `more` when it rose by a fifth or more, `far more` when to 4 times or more. Null when too few were counted before.
 */
export function wordForChange(
  now: { count: number; hours: number },
  before: { count: number; hours: number },
  table: WordTable = standardWords,
): ChangeWord | null {
  const { farFewerTimes: times, fewerBy, leastForChange } = table;
  if (before.count < leastForChange || now.hours <= 0 || before.hours <= 0) return null;
  // Rates compared crosswise: now/hours against before/hours, without a division.
  const rateNow = now.count * before.hours;
  const rateBefore = before.count * now.hours;
  if (times * rateNow <= rateBefore) return 'far fewer';
  if (100 * rateNow <= (100 - fewerBy) * rateBefore) return 'fewer';
  if (rateNow >= times * rateBefore) return 'far more';
  if (100 * rateNow >= (100 + fewerBy) * rateBefore) return 'more';
  return 'about as many';
}
