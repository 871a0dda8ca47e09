import { supplierFeedParameters } from '../model.ts';

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/**
 * What somebody else wrote as one line of plain text: markup and what would be run go, with characters that reorder or
 * hide what is read; long text is cut.
 */
export function plainLine(text: string, longest: number = supplierFeedParameters.longestTitle): string {
  const line = text
    .slice(0, 20_000)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/&#(\d{1,7});/g, (_, code: string) => characterOf(Number(code)))
    .replace(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}

const characterOf = (code: number): string =>
  code > 31 && code < 0x11_0000 && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' ';

/** An address of the web, made whole; null for any other, and for one that is too long to be meant. */
export function webAddress(text: string | undefined, base: string): string | null {
  const given = text?.trim();
  if (!given || given.length > 2_000 || !URL.canParse(given, base)) return null;
  const url = new URL(given, base);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : null;
}

/** An instant as feeds write it (RFC 3339, RFC 822); null when it cannot be read, or lies more than a day ahead. */
export function feedInstant(text: string | undefined, now: Date): Date | null {
  const given = text?.trim();
  if (!given || given.length > 60 || !/\d{4}/.test(given)) return null;
  const at = new Date(given);
  const time = at.getTime();
  const tooEarly = Date.UTC(1990, 0, 1);
  return Number.isNaN(time) || time < tooEarly || time > now.getTime() + 86_400_000 ? null : at;
}
