import type { PracticeBulletin } from '#publishing';

/** How a query was understood, and whom it found. */
export interface Match {
  how: 'nothing asked' | 'code' | 'postcode' | 'area' | 'name';
  practices: PracticeBulletin[];
}

const fullPostcode = /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/;
const outwardPostcode = /^[A-Z]{1,2}\d[A-Z\d]?$/;

const compact = (text: string): string => text.replace(/[^a-z0-9]/gi, '').toUpperCase();

/** The part of a postcode before the space. */
const outwardOf = (postcode: string): string => compact(postcode).slice(0, -3);

/** Words as people type them: no case, accents or punctuation, and the short forms of surgery names. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/[\p{M}'’.]/gu, '')
    .toLowerCase();
  return (plain.match(/[a-z0-9]+/g) ?? []).map((word) =>
    word === 'saint' ? 'st' : word === 'centre' ? 'center' : word,
  );
}

/** Whether two words differ by at most one letter: added, left out, changed, or swapped with its neighbour. */
export function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

/** Below this length one slip makes another word. */
const slipLength = 4;

function wordScore(asked: string, word: string): number {
  if (word === asked) return 3;
  if (word.startsWith(asked)) return 2;
  const slip =
    asked.length >= slipLength &&
    (oneSlipApart(asked, word) || oneSlipApart(asked, word.slice(0, asked.length)));
  return slip ? 1 : 0;
}

/** Every word asked for must be found; nought when one is not. */
function nameScore(asked: readonly string[], practice: PracticeBulletin): number {
  const words = wordsOf(`${practice.name} ${practice.town}`);
  const scores = asked.map((word) => Math.max(0, ...words.map((each) => wordScore(word, each))));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
}

function byName(practices: readonly PracticeBulletin[], query: string): PracticeBulletin[] {
  const asked = wordsOf(query);
  if (asked.length === 0) return [];
  return practices
    .map((practice) => ({ practice, score: nameScore(asked, practice) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.practice.name.localeCompare(b.practice.name, 'en-GB'))
    .map(({ practice }) => practice);
}

/** Finds practices by ODS code, postcode (whole, or its first part), or words of name and town with one slip each. */
export function matchPractices(practices: readonly PracticeBulletin[], query: string): Match {
  const code = compact(query);
  if (code === '') return { how: 'nothing asked', practices: [] };
  const found = practices.filter((practice) => practice.odsCode.toUpperCase() === code);
  if (found.length > 0) return { how: 'code', practices: found };
  if (fullPostcode.test(code)) {
    const exact = practices.filter((practice) => compact(practice.postcode) === code);
    if (exact.length > 0) return { how: 'postcode', practices: exact };
    return {
      how: 'area',
      practices: practices.filter((each) => outwardOf(each.postcode) === outwardOf(code)),
    };
  }
  const area = outwardPostcode.test(code)
    ? practices.filter((each) => outwardOf(each.postcode) === code)
    : [];
  return area.length > 0
    ? { how: 'area', practices: area }
    : { how: 'name', practices: byName(practices, query) };
}
