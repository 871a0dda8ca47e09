import type { Redaction } from '../model.ts';

/** How what is left out shows, in every form in which a report goes out: pages, documents, data. */
export const redactedMark = (reason: string): string => `[Redacted: ${reason}]`;

const escaped = (phrase: string): string =>
  phrase
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\s+/g, '\\s+');

/**
 * Puts a mark in the place of every phrase that is to be left out, whatever its case and white space. Longer phrases go
 * first, so that a name is not cut out of a longer one that is left out whole.
 */
export function redactorOf(redactions: readonly Redaction[]): (text: string) => string {
  const phrases = redactions
    .filter(({ what }) => what === 'phrase')
    .sort((a, b) => b.target.length - a.target.length)
    .map(({ target, reason }) => ({
      pattern: new RegExp(escaped(target), 'giu'),
      mark: redactedMark(reason),
    }));
  return (text) => phrases.reduce((left, { pattern, mark }) => left.replaceAll(pattern, () => mark), text);
}

/** The reason why an item of evidence or a comment is left out; undefined when it is not. */
export const reasonFor = (
  redactions: readonly Redaction[],
  what: 'evidence' | 'comment',
  number: number,
): string | undefined =>
  redactions.find((each) => each.what === what && each.target === String(number))?.reason;
