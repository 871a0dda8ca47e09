import { isUtf8 } from 'node:buffer';

const known = new Set([
  'utf-8',
  'utf8',
  'us-ascii',
  'iso-8859-1',
  'latin1',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
]);

/** The text of a document by its byte order mark, its media type, or its own declaration; undefined when it cannot be read. */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string | undefined {
  const declared = /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? declaredIn(bytes);
  const charset = byteOrderMark(bytes) ?? declared?.toLowerCase() ?? 'utf-8';
  if (!known.has(charset)) return undefined;
  if (charset.startsWith('utf-8') || charset === 'utf8') {
    if (!isUtf8(bytes)) return undefined;
    return new TextDecoder().decode(bytes);
  }
  return new TextDecoder(charset).decode(bytes);
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

const declaredIn = (bytes: Uint8Array): string | undefined =>
  /^<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  )?.[1];
