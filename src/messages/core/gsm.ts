// The alphabet of text messages: 3GPP TS 23.038. A message of up to 160 of its characters is one part, or of up to 70 of
// any others; longer ones are sent in parts of 153 or 67.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each is written with two. */
const extended = new Set('\f^{}\\[~]|€');

const replacements: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u2011': '-',
  '•': '-',
  '\t': ' ',
};

/** Typographic characters as the alphabet has them; what it does not have at all stays as it is. */
export const toGsm = (text: string): string => [...text].map((each) => replacements[each] ?? each).join('');

/** How a text is sent: its characters as counted, and its parts. */
export function measureSms(text: string): { alphabet: 'gsm' | 'unicode'; length: number; parts: number } {
  let septets = 0;
  for (const each of text) {
    if (basic.has(each)) septets += 1;
    else if (extended.has(each)) septets += 2;
    else return { alphabet: 'unicode', length: text.length, parts: partsOf(text.length, 70, 67) };
  }
  return { alphabet: 'gsm', length: septets, parts: partsOf(septets, 160, 153) };
}

const partsOf = (length: number, single: number, each: number): number =>
  length <= single ? 1 : Math.ceil(length / each);

/**
 * A text message of at most `parts` parts: the words, shortened when need be, and always the whole of its links. `reserve` is
 * left free for what a sender's service puts in front.
 */
export function smsText(words: string, link: string | null, parts = 2, reserve = 30): string {
  const tail = link === null ? '' : ` ${link}`;
  const fits = (text: string): boolean => measureSms('x'.repeat(reserve) + text).parts <= parts;
  const clean = toGsm(words).replace(/\s+/g, ' ').trim();
  if (fits(clean + tail)) return clean + tail;
  const letters = [...clean];
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${cut(letters, middle)}${tail}`)) low = middle;
    else high = middle - 1;
  }
  return `${cut(letters, low)}${tail}`;
}

const cut = (letters: readonly string[], count: number): string =>
  `${letters
    .slice(0, count)
    .join('')
    .replace(/\s+\S*$/, '')}...`;
