import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Bulletin, buildFile, type Snapshot, type SnapshotFile, type SnapshotSource } from '#publishing';
import { type Encoding, rememberedChoice } from './encoding.ts';
import { paths } from './paths.ts';
import { type ReadyFile, readyFile, securityHeaders } from './ready-file.ts';
import { viewOf } from './render.ts';
import { historyPage, isResolved, pageOfId, resolveFile } from './resolve.ts';
import { renderSearch } from './search.tsx';

interface Publication {
  snapshot: Snapshot;
  bulletin: Bulletin;
}

export interface PublicHandlerOptions {
  /** What to serve now; undefined until the first publication. Called for each request: it must only return. */
  current(): Publication | undefined;
}

/**
 * Answers every request with the published pages: ready bytes by path, the search for a practice, redirects, 404, 405
 * for anything but GET and HEAD, and 503 until something is published. Reads nothing and waits for nothing, so it
 * answers while the database is down.
 */
export function publicHandler({
  current,
}: PublicHandlerOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const choose = rememberedChoice();
  // Keyed by file, so that a new snapshot costs nothing until its pages are asked for.
  const known = new WeakMap<SnapshotFile, ReadyFile>();
  const ready = (file: SnapshotFile): ReadyFile => {
    const made = known.get(file) ?? readyFile(file);
    known.set(file, made);
    return made;
  };
  const lazy = lazyFiles();
  return (request, response) => {
    const publication = current();
    const { method = 'GET', url = '/', headers } = request;
    if (method === 'OPTIONS') return answerPreflight(response);
    if (method !== 'GET' && method !== 'HEAD') return refuseMethod(response);
    if (!publication) return sayNotReady(response);
    const encoding = choose(headers['accept-encoding']);
    const file = publication.snapshot.files.get(url);
    if (file !== undefined && url !== paths.notFound) {
      const head = method === 'HEAD';
      sendFile(response, ready(file)[encoding], { status: 200, head, match: headers['if-none-match'] });
      return;
    }
    const answer = resolve(publication, url, lazy);
    if ('file' in answer) {
      const match = answer.status === 200 ? headers['if-none-match'] : undefined;
      sendFile(response, ready(answer.file)[encoding], {
        status: answer.status,
        head: method === 'HEAD',
        match,
      });
    } else if ('redirect' in answer) {
      sendRedirect(response, answer);
    } else {
      sendSearch(response, answer.html, encoding, method === 'HEAD');
    }
  };
}

type Answer =
  | { file: SnapshotFile; status: 200 | 404 }
  | { redirect: string; status: 301 | 302 | 303 }
  | { html: string };

type LazyFiles = (publication: Publication, url: string, make: Maker) => SnapshotFile | undefined;
type Maker = (publication: Publication) => SnapshotSource | undefined;

/** As many as a busy morning asks for; each is a few kilobytes. */
const keptFiles = 1_000;

/** Makes a file that is not in the snapshot, once a publication; the oldest go when there are too many. */
function lazyFiles(): LazyFiles {
  const made = new WeakMap<Publication, Map<string, SnapshotFile>>();
  return (publication, url, make) => {
    const own = made.get(publication) ?? new Map<string, SnapshotFile>();
    made.set(publication, own);
    const known = own.get(url);
    if (known) return known;
    const source = make(publication);
    if (!source) return undefined;
    const file = buildFile(source);
    own.set(url, file);
    const [oldest] = own.keys();
    if (own.size > keptFiles && oldest !== undefined) own.delete(oldest);
    return file;
  };
}

/** Decides about an address that is not, byte for byte, that of a file. */
function resolve(publication: Publication, url: string, lazy: LazyFiles): Answer {
  const { snapshot, bulletin } = publication;
  const { files } = snapshot;
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? null : new URLSearchParams(url.slice(mark + 1));
  const searched = path === paths.practices ? query?.get('q') : undefined;
  if (searched !== null && searched !== undefined) {
    const found = renderSearch(bulletin, searched, stylesheetOf(snapshot));
    return 'redirect' in found ? { redirect: found.redirect, status: 303 } : found;
  }
  const page = path === paths.history('json') ? query?.get('page') : undefined;
  const file = page
    ? lazy(publication, `${path}?page=${page}`, () => historyPage(bulletin, page))
    : (files.get(path) ?? lazy(publication, path, resolveIn(path)));
  if (file !== undefined && path !== paths.notFound) return { file, status: 200 };
  return redirectFor(publication, path) ?? missing(snapshot);
}

const resolveIn =
  (path: string): Maker =>
  ({ snapshot, bulletin }) =>
    resolveFile(viewOf(bulletin, [...snapshot.files.keys()]), path);

/** Only to addresses that exist, so that nobody is sent away from this site. */
function redirectFor({ snapshot, bulletin }: Publication, path: string): Answer | undefined {
  const byId = pageOfId(bulletin, path);
  if (byId !== undefined && snapshot.files.has(byId)) return { redirect: byId, status: 302 };
  const bare = path.replace(/\/+$/, '');
  const meant = [bare, bare.replace(/[^/]+$/, (code) => code.toUpperCase())];
  const target = meant.find(
    (each) => (snapshot.files.has(each) || isResolved(bulletin, each)) && each !== paths.notFound,
  );
  return target === undefined || target === path ? undefined : { redirect: target, status: 301 };
}

function missing({ files }: Snapshot): Answer {
  const notFound = files.get(paths.notFound);
  return notFound ? { file: notFound, status: 404 } : { html: 'There is no page at this address.' };
}

const stylesheetOf = ({ files }: Snapshot): string =>
  [...files.keys()].find((path) => path.endsWith('.css')) ?? '';

interface Sending {
  status: number;
  head: boolean;
  match: string | undefined;
}

function sendFile(
  response: ServerResponse,
  chosen: ReadyFile[Encoding],
  { status, head, match }: Sending,
): void {
  if (match !== undefined && matches(match, chosen.etag)) {
    response.writeHead(304, chosen.notModifiedHeaders).end();
  } else {
    response.writeHead(status, chosen.headers).end(head ? undefined : chosen.body);
  }
}

/** `If-None-Match` compares weakly and may list several (RFC 9110, 13.1.2). */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true;
  return header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}

function sendRedirect(
  response: ServerResponse,
  { redirect, status }: { redirect: string; status: number },
): void {
  response
    .writeHead(status, [
      'Location',
      redirect,
      'Cache-Control',
      'no-cache',
      'Content-Length',
      '0',
      ...securityHeaders,
    ])
    .end();
}

const compressors: Readonly<Record<Encoding, (bytes: Buffer) => Buffer>> = {
  // The quality that takes about as long as gzip: this page is made while somebody waits.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes) => gzipSync(bytes),
  identity: (bytes) => bytes,
};

function sendSearch(response: ServerResponse, html: string, encoding: Encoding, head: boolean): void {
  const body = compressors[encoding](Buffer.from(html));
  const headers = [
    'Content-Type',
    'text/html; charset=utf-8',
    ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'private, no-cache',
    'Vary',
    'Accept-Encoding',
    ...securityHeaders,
  ];
  response.writeHead(200, headers).end(head ? undefined : body);
}

function sendPlain(response: ServerResponse, status: number, text: string, headers: readonly string[]): void {
  const type = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store'];
  response
    .writeHead(status, [
      ...type,
      'Content-Length',
      String(Buffer.byteLength(text)),
      ...headers,
      ...securityHeaders,
    ])
    .end(text);
}

/** A page elsewhere asks first when it wants to send `If-None-Match`. Everything here may be read by anyone. */
function answerPreflight(response: ServerResponse): void {
  response
    .writeHead(204, [
      'Allow',
      'GET, HEAD, OPTIONS',
      'Access-Control-Allow-Origin',
      '*',
      'Access-Control-Allow-Methods',
      'GET, HEAD',
      'Access-Control-Allow-Headers',
      'Accept, Content-Type, If-None-Match, If-Modified-Since, X-Requested-With',
      'Access-Control-Max-Age',
      '86400',
      ...securityHeaders,
    ])
    .end();
}

/** The connection ends, so that nobody has to read a long body that nobody wants. */
const refuseMethod = (response: ServerResponse): void =>
  sendPlain(response, 405, 'These pages can only be read.\n', ['Allow', 'GET, HEAD', 'Connection', 'close']);

const sayNotReady = (response: ServerResponse): void =>
  sendPlain(response, 503, 'Nothing has been published yet. Please try again in a minute.\n', [
    'Retry-After',
    '30',
  ]);
