import { escapeMarkup } from '../claims.ts';

// Characters that XML 1.0 cannot hold even when escaped.
const illegal = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Text for XML, in content and in quoted attributes. */
export const xml = (text: string): string => escapeMarkup(text.replace(illegal, ''));

/** `<name>text</name>`, or nothing when there is no text. */
export const element = (name: string, text: string | null | undefined): string =>
  text === null || text === undefined || text === '' ? '' : `<${name}>${xml(text)}</${name}>`;
