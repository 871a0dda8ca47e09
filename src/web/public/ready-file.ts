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

interface Exceptions {
  /** May run the scripts of this site. */
  scripts?: boolean;
  /** May stand in a frame on any other site. */
  framed?: boolean;
}

/** No scripts, no frames, nothing from elsewhere, unless a page needs one of them. The icon is a data address. */
const contentSecurityPolicy = ({ scripts, framed }: Exceptions = {}): string =>
  [
    "default-src 'none'",
    ...(scripts ? ["script-src 'self'"] : []),
    "style-src 'self'",
    'img-src data:',
    "form-action 'self'",
    `frame-ancestors ${framed ? '*' : "'none'"}`,
    "base-uri 'none'",
  ].join('; ');

const securityHeadersFor = (exceptions: Exceptions): readonly string[] => [
  'Content-Security-Policy',
  contentSecurityPolicy(exceptions),
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'same-origin',
];

export const securityHeaders: readonly string[] = securityHeadersFor({});

/** For a page whose address is its key: as for every public page, but nobody keeps it and its address goes nowhere. */
export const secretPageHeaders = (exceptions: Exceptions = {}): readonly string[] => [
  ...securityHeadersFor(exceptions).map((value, index, all) =>
    all[index - 1] === 'Referrer-Policy' ? 'no-referrer' : value,
  ),
  'Cache-Control',
  'no-store',
  'X-Robots-Tag',
  'noindex, nofollow',
];

/** The two kinds of page that need more than the others: banners stand in frames, packs have buttons that copy. */
const exceptionsOf = (path: string): Exceptions =>
  /^\/(?:embed|practices\/[^/]+|groups\/[^/]+)\/banner$/.test(path)
    ? { framed: true }
    : /^\/incidents\/[^/]+\/updates\/\d+\/pack$/.test(path)
      ? { scripts: true }
      : {};

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

/** Any page may read it, and may learn its validator to ask again with. */
const openHeaders = [
  'Access-Control-Allow-Origin',
  '*',
  'Access-Control-Expose-Headers',
  'ETag',
  'Cross-Origin-Resource-Policy',
  'cross-origin',
];

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
    ...(isData(file.contentType) ? openHeaders : []),
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
      ...securityHeadersFor(exceptionsOf(file.path)),
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
