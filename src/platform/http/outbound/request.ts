import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isRefusal, type Refusal, refused } from './refusal.ts';
import { checkTarget, parseTarget, type Resolver, systemResolver, type Target } from './target.ts';

export interface OutboundRequest {
  url: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Ends it early, like the limit of time. */
  signal?: AbortSignal;
  /** For everything, redirects included. Default 10 seconds. */
  timeoutMs?: number;
  /** For the body as it comes and as it unpacks. Default 1 MB. */
  maxBytes?: number;
  /** How many redirects are followed, each checked like the first address. Default 0, for messages; only for GET. */
  maxRedirects?: number;
  /** A redirect is an answer like another. */
  returnRedirects?: boolean;
}

export interface OutboundAnswer {
  kind: 'answer';
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** Where it came from in the end. */
  url: string;
}

/** Asks the internet on behalf of somebody who chose the address. */
export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer | Refusal>;

export interface OutboundOptions {
  resolve?: Resolver;
  /** IP addresses that may be asked although they are not public. */
  alsoAllowed?: readonly string[];
  /** Host names that an operator configured: they may be on a private network, though never at a link-local address. */
  trustedHosts?: readonly string[];
  /** Who asks, so that an operator can find us. */
  userAgent?: string;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** Only what is read is fetched from somewhere else; nothing is sent to an address that another server named. */
const followsRedirects = ({ method = 'GET', returnRedirects = false }: OutboundRequest): boolean =>
  method === 'GET' && !returnRedirects;

/**
 * Makes the one way out to addresses that people typed: never to a private, loopback, link-local or metadata address, not
 * by a redirect and not by a name that changes its address after the check; never longer or more than the limits.
 * Whatever goes wrong is a value with its reason, not an exception.
 */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const rules = {
    resolve: options.resolve ?? systemResolver,
    alsoAllowed: new Set(options.alsoAllowed ?? []),
    trustedHosts: new Set(options.trustedHosts ?? []),
  };
  const userAgent = options.userAgent ?? 'Allclear';
  return async (request) => {
    const limit = AbortSignal.timeout(request.timeoutMs ?? 10_000);
    const deadline = request.signal ? AbortSignal.any([limit, request.signal]) : limit;
    let url = request.url;
    for (let hop = 0; ; hop += 1) {
      const parsed = parseTarget(url);
      if (isRefusal(parsed)) return parsed;
      const target = await withDeadline(checkTarget(parsed, rules), deadline);
      if (isRefusal(target)) return target;
      const answer = await send(
        target,
        { ...request, headers: { 'user-agent': userAgent, ...request.headers } },
        deadline,
      );
      if (isRefusal(answer) || !redirects.has(answer.status) || !followsRedirects(request)) return answer;
      const { location } = answer.headers;
      if (location === undefined || !URL.canParse(location, url)) return answer;
      if (hop >= (request.maxRedirects ?? 0))
        return refused('too-many-redirects', 'It sends on to other addresses too often.');
      url = new URL(location, url).href;
    }
  };
}

const late = (): Refusal => refused('too-slow', 'It did not answer in time.');

/** Looking a name up cannot be cut short, only no longer be waited for. */
function withDeadline<T>(work: Promise<T>, deadline: AbortSignal): Promise<T | Refusal> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(late());
    if (deadline.aborted) return stop();
    deadline.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener('abort', stop));
  });
}

function send(
  { url, addresses }: Target,
  { method = 'GET', headers, body, maxBytes = 1_000_000 }: OutboundRequest,
  deadline: AbortSignal,
): Promise<OutboundAnswer | Refusal> {
  return new Promise((resolve) => {
    const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
    let sent: ClientRequest | undefined;
    const finish = (result: OutboundAnswer | Refusal): void => {
      resolve(result);
      sent?.destroy();
    };
    const failed = (): void =>
      finish(deadline.aborted ? late() : refused('not-reachable', 'It cannot be reached.'));
    sent = ask(
      url,
      {
        method,
        headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
        signal: deadline,
        agent: false,
        maxHeaderSize: 16_384,
        // The name stays in the Host header and in the certificate check; the connection goes to an address that was
        // checked. Given all of them, Node tries the next where IPv6 leads nowhere.
        lookup: (_host, options, done) =>
          options.all ? done(null, [...addresses]) : done(null, addresses[0].address, addresses[0].family),
      },
      (response) => {
        readAll(response, maxBytes, deadline).then((read) =>
          finish(
            isRefusal(read)
              ? read
              : {
                  kind: 'answer',
                  status: response.statusCode ?? 0,
                  headers: response.headers,
                  body: read.bytes,
                  url: url.href,
                },
          ),
        );
      },
    );
    sent.on('error', failed);
    sent.end(body);
  });
}

function decoderOf(response: IncomingMessage) {
  switch ((response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()) {
    case 'identity':
    case '':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** The whole body unpacked, or why not. Both what is sent and what it unpacks to are counted. */
function readAll(
  response: IncomingMessage,
  maxBytes: number,
  deadline: AbortSignal,
): Promise<{ bytes: Buffer } | Refusal> {
  return new Promise((resolve) => {
    const decoder = decoderOf(response);
    const chunks: Buffer[] = [];
    let sentBytes = 0;
    let keptBytes = 0;
    const stop = (refusal: Refusal): void => {
      resolve(refusal);
      decoder?.destroy();
      response.destroy();
    };
    if (decoder === undefined) return stop(refused('bad-encoding', 'Its content encoding is not known.'));
    const tooLarge = (): void => stop(refused('too-large', `It is larger than ${maxBytes} bytes.`));
    const keep = (chunk: Buffer): void => {
      keptBytes += chunk.length;
      if (keptBytes > maxBytes) tooLarge();
      else chunks.push(chunk);
    };
    const finish = (): void => resolve({ bytes: Buffer.concat(chunks) });
    const broken = (): void =>
      stop(deadline.aborted ? late() : refused('not-reachable', 'The answer ended before it was complete.'));
    response.on('data', (chunk: Buffer) => {
      sentBytes += chunk.length;
      if (sentBytes > maxBytes) tooLarge();
      else if (!decoder) keep(chunk);
    });
    response.on('aborted', broken).on('error', broken);
    if (!decoder) response.on('end', finish);
    else
      response
        .pipe(decoder)
        .on('data', keep)
        .on('end', finish)
        .on('error', () => stop(refused('bad-encoding', 'It cannot be unpacked.')));
  });
}
