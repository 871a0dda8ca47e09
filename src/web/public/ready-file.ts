import type { SnapshotFile } from '#publishing';
import type { Encoding } from './encoding.ts';

/** One representation of a file, with its headers written out as Node takes them: name, value, name, value. */
export interface Representation {
  etag: string;
  body: Buffer;
  headers: string[];
  notModifiedHeaders: string[];
}

export type ReadyFile = Readonly<Record<Encoding, Representation>>;

/** No scripts, no frames, nothing from elsewhere. The icon is a data address. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const securityHeaders: readonly string[] = [
  'Content-Security-Policy',
  contentSecurityPolicy,
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'same-origin',
];

/**
 * Assets change their name with their content. Anything else may be kept for a second, so that a crowd costs a shared
 * cache one request a second and a withdrawn sentence is never older; and for a day when we cannot be reached.
 */
const cacheControl = (path: string): string =>
  path.startsWith('/assets/')
    ? 'public, max-age=31536000, immutable'
    : 'public, max-age=1, stale-if-error=86400';

/** Strong validators must differ between codings of the same file (RFC 9110, 8.8.3.3). */
const etagFor = (etag: string, encoding: Encoding): string =>
  encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;

const isData = (contentType: string): boolean => !/^text\/(?:html|css)/.test(contentType);

function represent(file: SnapshotFile, encoding: Encoding, body: Buffer): Representation {
  const etag = etagFor(file.etag, encoding);
  const validators = [
    'ETag',
    etag,
    'Cache-Control',
    cacheControl(file.path),
    'Vary',
    'Accept-Encoding',
    // Feeds and data are for other people's pages too.
    ...(isData(file.contentType) ? ['Access-Control-Allow-Origin', '*'] : []),
  ];
  return {
    etag,
    body,
    notModifiedHeaders: validators,
    headers: [
      'Content-Type',
      file.contentType,
      ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
      'Content-Length',
      String(body.length),
      ...validators,
      ...securityHeaders,
    ],
  };
}

/** Everything a request for this file may need, made once. */
export function readyFile(file: SnapshotFile): ReadyFile {
  return {
    br: represent(file, 'br', file.brotli),
    gzip: represent(file, 'gzip', file.gzip),
    identity: represent(file, 'identity', file.body),
  };
}
