import { lookup as resolveName } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AllclearError } from '../errors/index.ts';

export interface OutboundRules {
  /** Host names that an operator configured: they may be on a private network, and may be asked over http when local. */
  trustedHosts: readonly string[];
  timeoutMs: number;
  /** The longest answer that is read. */
  maxBytes: number;
}

export interface OutboundRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams | Uint8Array | null | undefined;
  signal?: AbortSignal | undefined;
}

// Address blocks that are nobody's public server (RFC 6890 and its successors).
const closed = blockList(
  ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24'],
  ['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ['::/127', 'fc00::/7', 'ff00::/8', '64:ff9b::/96'],
);
/** Where cloud machines keep their keys: never asked, whoever names it. */
const linkLocal = blockList(['169.254.0.0/16', 'fe80::/10']);

function blockList(...blocks: string[][]): BlockList {
  const list = new BlockList();
  for (const block of blocks.flat()) {
    const [network = '', prefix = ''] = block.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Whether an address may be asked. Of a trusted host only link-local addresses are refused. */
export function isAllowedAddress(address: string, trusted: boolean): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  return !linkLocal.check(plain, kind) && (trusted || !closed.check(plain, kind));
}

const isLocal = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

/**
 * Asks another server: over https, within a time and a size, and never follows a redirect. The address is checked after
 * the name was looked up, on the very connection, so that no name can lead to a machine inside. Throws
 * `remote.unavailable` with the host and what was wrong.
 */
export function guardedFetch(
  rules: OutboundRules,
): (url: string, request?: OutboundRequest) => Promise<Response> {
  return async (address, given = {}) => {
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const trusted = rules.trustedHosts.includes(host);
    const refuse = (why: string, cause?: unknown): AllclearError =>
      new AllclearError('remote.unavailable', `${host} cannot be asked: ${why}.`, { cause });
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && trusted && isLocal(host)))
      throw refuse('it is not an https address');
    if (isIP(host) !== 0 && !isAllowedAddress(host, trusted)) throw refuse('it is not a public address');
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const body = given.body instanceof URLSearchParams ? given.body.toString() : (given.body ?? undefined);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = send(
        url,
        {
          method: given.method ?? 'GET',
          headers: {
            ...given.headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          lookup: guardedLookup(trusted),
          signal: AbortSignal.any([
            AbortSignal.timeout(rules.timeoutMs),
            ...(given.signal ? [given.signal] : []),
          ]),
          agent: false,
        },
        resolve,
      );
      sent.on('error', (error) => reject(refuse(error.message, error)));
      sent.end(body);
    });
    return readAnswer(response, rules.maxBytes, refuse);
  };
}

const guardedLookup =
  (trusted: boolean): LookupFunction =>
  (name, options, callback) => {
    resolveName(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => isAllowedAddress(address, trusted));
      const [first] = allowed;
      if (!first) return callback(new Error('it is not a public address'), '', 0);
      // Node asks for all when it tries one family after the other.
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };

async function readAnswer(
  message: IncomingMessage,
  maxBytes: number,
  refuse: (why: string, cause?: unknown) => AllclearError,
): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw refuse('its answer is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    message.destroy();
    throw error instanceof AllclearError ? error : refuse('its answer was cut off', error);
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const status = message.statusCode ?? 502;
  const hasNoBody = status === 204 || status === 304;
  return new Response(hasNoBody ? null : Buffer.concat(chunks), { status, headers });
}
