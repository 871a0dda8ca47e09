/** Stands in a post for the address of the page; filled in when the post is shown. */
export const linkMark = '{link}';

/** The longest address of a page that a post leaves room for, where the network counts every character of it. */
export const longestLink = 120;

/** A network, and how it counts what it limits. */
export interface Network {
  name: string;
  limit: number;
  /** What a post counts there, its link included. */
  lengthOf(text: string, link: string): number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): number => [...segmenter.segment(text)].length;
const filled = (text: string, link: string): string => text.replaceAll(linkMark, link);

/**
 * X counts most characters of European scripts as 1 and all others as 2, and every link as 23
 * (developer.x.com, "Counting characters").
 */
function weighted(text: string): number {
  const length = (part: string): number =>
    [...part].reduce((sum, character) => sum + (isLight(character.codePointAt(0) ?? 0) ? 1 : 2), 0);
  const parts = text.split(linkMark);
  return parts.reduce((sum, part) => sum + length(part), 23 * (parts.length - 1));
}

const isLight = (code: number): boolean =>
  code <= 4351 ||
  (code >= 8192 && code <= 8205) ||
  (code >= 8208 && code <= 8223) ||
  (code >= 8242 && code <= 8247);

/** Mastodon counts every link as 23 as well. */
const linkAs23 = (text: string): number => filled(text, 'x'.repeat(23)).length;

/** The networks that posts are written for, each with its limit for an ordinary account. */
export const networks: readonly Network[] = [
  { name: 'X', limit: 280, lengthOf: weighted },
  { name: 'Bluesky', limit: 300, lengthOf: (text, link) => graphemes(filled(text, link)) },
  { name: 'Mastodon', limit: 500, lengthOf: linkAs23 },
  { name: 'Threads', limit: 500, lengthOf: (text, link) => filled(text, link).length },
  { name: 'LinkedIn', limit: 3_000, lengthOf: (text, link) => filled(text, link).length },
  { name: 'Facebook', limit: 5_000, lengthOf: (text, link) => filled(text, link).length },
];

/**
 * A post made of as many of the sentences as fit, in their order, with the link at its end. The first one always stands,
 * cut at a word when it alone is too long.
 */
export function fitPost(sentences: readonly string[], network: Network): string {
  const ending = `Updates: ${linkMark}`;
  const fits = (text: string): boolean => network.lengthOf(text, 'x'.repeat(longestLink)) <= network.limit;
  const [first = '', ...rest] = sentences;
  let said = cutTo(first, (text) => fits(`${text} ${ending}`));
  for (const sentence of rest) {
    if (fits(`${said} ${sentence} ${ending}`)) said = `${said} ${sentence}`;
  }
  return `${said} ${ending}`;
}

function cutTo(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const words = text.split(' ');
  while (words.length > 1 && !fits(`${words.join(' ')}…`)) words.pop();
  return `${words.join(' ').replace(/[,;:.]$/, '')}…`;
}
