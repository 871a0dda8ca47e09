import { nameWords } from './match-name.ts';
import { normalisePostcode } from './match-place.ts';

/** What people who take a call look for. */
export interface SearchedPractice {
  odsCode: string;
  name: string;
  town: string;
  postcode: string;
}

/**
 * Practices that what was typed so far may mean, the likeliest first: every typed word begins a word of the name, the
 * town, the postcode or the ODS code. An ODS code that begins so comes first, then a whole postcode, then names by how
 * many of their first words were typed.
 */
export function searchPractices<P extends SearchedPractice>(
  practices: readonly P[],
  typed: string,
  limit: number,
): P[] {
  const asked = typed.trim().toUpperCase();
  if (asked === '') return [];
  const postcode = normalisePostcode(asked);
  const words = nameWords(typed);
  const scored = practices.flatMap((practice) => {
    const score = scoreOf(practice, asked, postcode, words);
    return score === undefined ? [] : [{ practice, score }];
  });
  return scored
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.practice.name.localeCompare(b.practice.name) ||
        a.practice.odsCode.localeCompare(b.practice.odsCode),
    )
    .slice(0, limit)
    .map(({ practice }) => practice);
}

const scores = { ods: 1000, postcode: 500, firstWord: 100, nameWord: 10, elsewhere: 1 } as const;

function scoreOf(
  practice: SearchedPractice,
  asked: string,
  postcode: string | undefined,
  words: readonly string[],
): number | undefined {
  if (practice.odsCode.startsWith(asked)) return scores.ods;
  if (postcode !== undefined && normalisePostcode(practice.postcode) === postcode) return scores.postcode;
  if (words.length === 0) return undefined;
  const name = nameWords(practice.name);
  const elsewhere = [
    ...nameWords(practice.town),
    practice.odsCode.toLowerCase(),
    ...practice.postcode.toLowerCase().split(' '),
  ];
  let score = 0;
  for (const word of words) {
    const place = name.findIndex((each) => each.startsWith(word));
    if (place === 0) score += scores.firstWord;
    else if (place > 0) score += scores.nameWord;
    else if (elsewhere.some((each) => each.startsWith(word))) score += scores.elsewhere;
    else return undefined;
  }
  return score;
}
