import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import {
  actorOf,
  type Caller,
  currentSession,
  dropKeptForm,
  endedSession,
  isMaskedToken,
  keepForm,
  maskedToken,
  newSecret,
  type Started,
} from '#platform/auth';
import { systemClock } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { addressKey, callerAddress, createRateLimiter, takeOrRefuse } from '#platform/http';
import { organisationInForce } from '#settings';
import { type ConsoleEnvironment, type ConsoleRequest, consolePaths } from './deps.ts';
import { typedOf, typedText } from './forms/read.ts';
import { fieldsOf, isKeepable, keptField } from './kept.ts';
import type { ConsoleOptions } from './options.ts';
import { isSameOrigin, securityHeaders } from './security.ts';

type Guard = MiddlewareHandler<ConsoleEnvironment>;

export const isHttps = ({ publicUrl }: ConsoleOptions): boolean => publicUrl.startsWith('https:');

/** With the prefix a browser takes the cookie only over https, from this host alone. */
const cookieName = (options: ConsoleOptions, what: 'session' | 'guest'): string =>
  `${isHttps(options) ? '__Host-' : ''}allclear_${what}`;

const cookieOptions = (options: ConsoleOptions) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isHttps(options) }) as const;

/** Sets the headers of every answer. */
export const withSecurityHeaders =
  (options: ConsoleOptions): Guard =>
  async (request, next) => {
    const nonce = newSecret();
    request.set('nonce', nonce);
    for (const [name, value] of Object.entries(securityHeaders(nonce, isHttps(options))))
      request.header(name, value);
    await next();
  };

/** Puts up the names that administrators set. Without the database the pages that can be shown have those of the start. */
export const withNames =
  (options: ConsoleOptions): Guard =>
  async (request, next) => {
    const base = options.base();
    const { organisation, serviceName } = options;
    request.set(
      'names',
      base && (await organisationInForce(base.db, { organisation, serviceName }).catch(() => undefined)),
    );
    await next();
  };

/** Who calls, for the audit and the rate limits. */
export const callerOf = (request: ConsoleRequest, options: ConsoleOptions): Caller => ({
  address: callerAddress(
    request.env?.incoming?.socket.remoteAddress,
    request.req.header('x-forwarded-for'),
    options.proxyHops,
  ),
  agent: request.req.header('user-agent') ?? '',
});

/** Puts the new session's cookie in place of whatever was there. */
export function rememberSession(request: ConsoleRequest, options: ConsoleOptions, { secret }: Started): void {
  setCookie(request, cookieName(options, 'session'), secret, cookieOptions(options));
  forget(request, options, 'guest');
}

export const forgetSession = (request: ConsoleRequest, options: ConsoleOptions): void =>
  forget(request, options, 'session');

const forget = (request: ConsoleRequest, options: ConsoleOptions, what: 'session' | 'guest'): void =>
  setCookie(request, cookieName(options, what), '', { ...cookieOptions(options), maxAge: 0 });

/** The base of the request; throws while the database cannot be reached. */
export function baseOf(options: ConsoleOptions) {
  const base = options.base();
  if (base) return base;
  throw new AllclearError('database.unavailable', 'The database cannot be reached, so nobody can sign in.', {
    remedy: 'The public page is still served. Try again in a minute.',
  });
}

/**
 * Knows the browser by its cookie, gives its forms their token, and refuses a form that does not come from a page of
 * ours: the browser must say so (Origin), and the form must carry the token of this browser's cookie.
 */
export const withBrowser =
  (options: ConsoleOptions): Guard =>
  async (request, next) => {
    const posted = request.req.method !== 'GET' && request.req.method !== 'HEAD';
    const sessionSecret = getCookie(request, cookieName(options, 'session'));
    const session = sessionSecret && (await currentSession(baseOf(options), sessionSecret, options.rules));
    if (session) {
      request.set('session', session);
      request.set('sessionSecret', sessionSecret);
      request.set('context', { ...baseOf(options), actor: actorOf(session.staff) });
    }
    const known = session ? sessionSecret : getCookie(request, cookieName(options, 'guest'));
    const secret = known ?? newSecret();
    request.set('browser', secret);
    if (!session && known === undefined && request.req.method === 'GET')
      setCookie(request, cookieName(options, 'guest'), secret, cookieOptions(options));
    request.set('csrf', maskedToken(secret));
    // Somebody was signed out while they wrote: their form is read at length and kept, not thrown away.
    const owner =
      posted && !session && sessionSecret ? await endedSession(baseOf(options), sessionSecret) : undefined;
    request.set('files', new Map());
    request.set('typed', posted ? await readForm(request, limitFor(request, options, owner)) : new Map());
    if (owner !== undefined && sessionSecret && isKeepable(request.req.path)) {
      assertOurForm(request, options, sessionSecret);
      await keepForm(baseOf(options), owner, { path: request.req.path, fields: fieldsOf(request) });
      return request.redirect(
        `${consolePaths.signIn}?${new URLSearchParams({ back: consolePaths.kept })}`,
        303,
      );
    }
    if (posted) assertOurForm(request, options, secret);
    await next();
    await dropWhatWasSent(request, options);
    return undefined;
  };

const keptBytes = 256 * 1024;

function limitFor(
  request: ConsoleRequest,
  { maxBodyBytes }: ConsoleOptions,
  owner: number | undefined,
): number {
  if (request.get('session')?.stage === 'full') return maxBodyBytes;
  return owner === undefined ? 16 * 1024 : Math.min(maxBodyBytes, keptBytes);
}

/** A kept form that was sent again and taken is not needed any more. */
async function dropWhatWasSent(request: ConsoleRequest, options: ConsoleOptions): Promise<void> {
  const session = request.get('session');
  const id = typedText(request.get('typed'), keptField);
  if (id === '' || session?.stage !== 'full' || request.res.status >= 400) return;
  await dropKeptForm(baseOf(options), session, id).catch((error: unknown) => {
    if (!(error instanceof AllclearError)) throw error;
  });
}

async function readForm(request: ConsoleRequest, limit: number) {
  const type = request.req.header('content-type') ?? '';
  const isUpload = takesFiles(request) && type.toLowerCase().startsWith('multipart/form-data');
  if (!isUpload && !type.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    throw new AllclearError('input.media-type', 'Only forms of the console are taken here.');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.req.raw.body ?? []) {
    size += chunk.length;
    if (size > limit)
      throw new AllclearError('input.too-large', 'What was sent is too large. Nothing was changed.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return isUpload ? readParts(request, body, type) : typedOf(new URLSearchParams(body.toString('utf8')));
}

/** One form of the console takes files, and only from somebody who is wholly signed in. */
const takesFiles = (request: ConsoleRequest): boolean =>
  request.req.path === consolePaths.imports && request.get('session')?.stage === 'full';

const mostParts = 50;

/** The fields of a form with files; the files are put beside them. Nothing is written to a disk. */
async function readParts(request: ConsoleRequest, body: Buffer<ArrayBuffer>, type: string) {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
    throw new AllclearError('input.invalid', 'The form cannot be read. Nothing was changed.');
  });
  const parts = [...form];
  if (parts.length > mostParts)
    throw new AllclearError('input.too-large', 'The form has too many parts. Nothing was changed.');
  const fields = new URLSearchParams();
  for (const [name, value] of parts) {
    if (typeof value === 'string') fields.append(name, value);
    else
      request.get('files').set(name, { fileName: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return typedOf(fields);
}

function assertOurForm(request: ConsoleRequest, options: ConsoleOptions, secret: string): void {
  const sameOrigin = isSameOrigin(
    {
      origin: request.req.header('origin'),
      host: request.req.header('host'),
      site: request.req.header('sec-fetch-site'),
    },
    options.publicUrl,
  );
  if (!sameOrigin)
    throw new AllclearError(
      'forbidden',
      'This form did not come from a page of the console. Nothing was changed.',
    );
  if (isMaskedToken(secret, typedText(request.get('typed'), 'csrf'))) return;
  // Signed out meanwhile: the answer shows what was typed, so that it is not lost.
  if (!request.get('session'))
    throw new AllclearError(
      'unauthenticated',
      'You were signed out before you sent this form. Nothing was changed.',
    );
  throw new AllclearError('forbidden', 'This form is not one of your session. Nothing was changed.', {
    remedy: 'Go back, load the page again and send the form once more.',
  });
}

/** Lets only people through who are wholly signed in; sends the others to the step that comes next. */
export const signedInOnly = (): Guard => async (request, next) => {
  const session = request.get('session');
  if (session?.stage === 'full') return next();
  if (session?.stage === 'second factor') return request.redirect(consolePaths.secondFactor, 303);
  if (session?.stage === 'enrol') return request.redirect(consolePaths.enrol, 303);
  const { pathname, search } = new URL(request.req.url);
  const back = new URLSearchParams({ back: `${pathname}${search}` });
  return request.redirect(
    pathname === consolePaths.now ? consolePaths.signIn : `${consolePaths.signIn}?${back}`,
    303,
  );
};

/**
 * Refuses, with `rate.limited`, whoever begins too many sign-ins: each leaves a row behind until it is finished or too
 * old. Generous, since a whole practice may sit behind one address. The clock is the machine's: it counts requests.
 */
export function beginningLimit(options: ConsoleOptions): (request: ConsoleRequest) => void {
  const limiter = createRateLimiter({ burst: 300, perSecond: 5 }, systemClock());
  return (request) => takeOrRefuse(limiter, addressKey(callerOf(request, options).address));
}
