import { AllclearError } from '../../errors/index.ts';
import { isRefusal } from './refusal.ts';
import { createOutbound } from './request.ts';

export interface OutboundRules {
  /** Host names that an operator configured: they may be on a private network, and may be asked over http when local. */
  trustedHosts: readonly string[];
  timeoutMs: number;
  /** The longest answer that is read, in bytes. */
  maxBytes: number;
}

export interface GuardedRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | URLSearchParams | Uint8Array | null | undefined;
  signal?: AbortSignal | undefined;
}

export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<Response>;

const isLocal = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

/** Statuses whose answers have no body (Fetch standard, 2.2.3). */
const withoutBody = new Set([101, 204, 205, 304]);

/**
 * The guarded way out in the shape of `fetch`, for libraries that take one: https only, never a redirect. Throws
 * `remote.unavailable` with the host and what was wrong.
 */
export function guardedFetch({ trustedHosts, timeoutMs, maxBytes }: OutboundRules): GuardedFetch {
  const ask = createOutbound({ trustedHosts });
  return async (address, given = {}) => {
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const refuse = (why: string): AllclearError =>
      new AllclearError('remote.unavailable', `${host} cannot be asked. ${why}`);
    if (
      url.protocol !== 'https:' &&
      !(url.protocol === 'http:' && trustedHosts.includes(host) && isLocal(host))
    )
      throw refuse('It is not an https address.');
    const answer = await ask({
      url: url.href,
      method: given.method ?? 'GET',
      ...(given.headers ? { headers: given.headers } : {}),
      ...(given.body == null ? {} : { body: bytesOf(given.body) }),
      ...(given.signal ? { signal: given.signal } : {}),
      timeoutMs,
      maxBytes,
      returnRedirects: true,
    });
    if (isRefusal(answer)) throw refuse(answer.text);
    const headers = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined && name !== 'content-encoding')
        headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    const body = withoutBody.has(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(body, { status: answer.status, headers });
  };
}

const bytesOf = (body: string | URLSearchParams | Uint8Array): string | Uint8Array =>
  body instanceof URLSearchParams ? body.toString() : body;
