export type Encoding = 'br' | 'gzip' | 'identity';

// The first wins when the client likes several equally.
const offered: readonly Encoding[] = ['br', 'gzip', 'identity'];

/** Client preferences as name and quality; a quality that cannot be read counts as 1. */
function parseQualities(header: string): Map<string, number> {
  const entries = header.split(',').map((part): [string, number] => {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const q = parameters.find((parameter) => /^q\s*=/.test(parameter));
    const quality = q === undefined ? 1 : Number(q.slice(q.indexOf('=') + 1));
    return [name === 'x-gzip' ? 'gzip' : name, Number.isFinite(quality) ? quality : 1];
  });
  return new Map(entries.filter(([name]) => name !== ''));
}

/**
 * Which coding to send for this `Accept-Encoding` (RFC 9110, 12.5.3). Without the header: as it is. A client that
 * refuses all three gets the bytes as they are, which is better than an error page about it.
 */
export function chooseEncoding(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  const qualities = parseQualities(header);
  const others = qualities.get('*');
  // Not being named means no for a coding, and yes, but last, for the bytes as they are.
  const quality = (coding: Encoding) =>
    qualities.get(coding) ?? others ?? (coding === 'identity' ? Number.MIN_VALUE : 0);
  const best = offered.reduce((a, b) => (quality(b) > quality(a) ? b : a));
  return quality(best) > 0 ? best : 'identity';
}

/** Remembers the answer for the few headers that browsers send; beyond `limit` different ones it starts again. */
export function rememberedChoice(limit = 200): (header: string | undefined) => Encoding {
  const known = new Map<string, Encoding>();
  return (header) => {
    if (header === undefined) return 'identity';
    const remembered = known.get(header);
    if (remembered !== undefined) return remembered;
    if (known.size >= limit) known.clear();
    const choice = chooseEncoding(header);
    known.set(header, choice);
    return choice;
  };
}
