import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { newSecret } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';
import { addressKey, createRateLimiter, readBody } from '#platform/http';
import { answerByLink, type FormPage, formPage } from '#recovery';
import { chooseEncoding } from '../encoding.ts';
import type { View } from '../layout.tsx';
import { secretPageHeaders } from '../ready-file.ts';
import { noFormPage, recoveryPage } from './page.tsx';
import { inputOf, type TypedForm, typedBefore } from './typed.ts';

export interface RecoveryHandlerOptions {
  /** What is published now, for the page around the form; undefined before the first publication. */
  view(): View | undefined;
  /** Undefined while the database cannot be reached. */
  base(): Omit<Context, 'actor'> | undefined;
  /** The path of the script that keeps what is typed. */
  script: string;
  /** The machine's clock, whatever the product's. */
  clock: Clock;
  addressOf(request: IncomingMessage): string;
}

const maxBytes = 32 * 1024;

/**
 * A link that works has a limit of its own, so that nobody else behind the same address can use it up; addresses that try links which do
 * not work have theirs, and it never stands in the way of a link that works.
 */
export const formLimits = {
  link: { burst: 40, perSecond: 0.5 },
  misses: { burst: 60, perSecond: 1 },
} as const;

/** Whether a path leads to a practice's form: `/recovery/` and its secret, which is 43 letters of base64url. */
export const isFormPath = (url: string): boolean => /^\/recovery\/[\w-]{1,100}(?:\?|$)/.test(url);

const secretOf = (url: string): string => /^\/recovery\/([\w-]+)/.exec(url)?.[1] ?? '';

/**
 * Answers `/recovery/<secret>`: the form on GET, the answer on POST. Nobody signs in; the secret in the address is the key, so no cache
 * keeps the page, no referrer carries its address, and every link that does not work looks the same.
 */
export function recoveryHandler(
  options: RecoveryHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const limits = {
    link: createRateLimiter(formLimits.link, options.clock),
    misses: createRateLimiter(formLimits.misses, options.clock),
  };
  return (request, response) => {
    const reply = replier(request, response);
    const base = options.base();
    const view = options.view();
    const { method = 'GET', url = '/' } = request;
    if (!base || !view) {
      request.resume();
      return reply(503, plain('This page is not available now. Please try again in a few minutes.'));
    }
    if (!['GET', 'HEAD', 'POST'].includes(method)) return reply(405, plain('This cannot be done here.'));
    const scene: Scene = { base, view, secret: secretOf(url), script: options.script, reply };
    work(scene, request, response, { ...limits, address: addressKey(options.addressOf(request)) }).catch(
      (error: unknown) => {
        base.log.error({ err: error }, 'a practice’s form could not be answered');
        reply(500, plain('Something went wrong. Nothing was stored. Please go back and send it again.'));
      },
    );
  };
}

type Reply = (status: number, html: string, more?: readonly string[]) => void;

interface Scene {
  base: Omit<Context, 'actor'>;
  view: View;
  secret: string;
  script: string;
  reply: Reply;
}

interface Limits {
  link: ReturnType<typeof createRateLimiter>;
  misses: ReturnType<typeof createRateLimiter>;
  address: string;
}

async function work(
  scene: Scene,
  request: IncomingMessage,
  response: ServerResponse,
  limits: Limits,
): Promise<void> {
  const page = await formPage(scene.base, scene.secret);
  const wait = page ? limits.link.take(scene.secret) : limits.misses.take(limits.address);
  if (wait > 0) {
    request.resume();
    const text = `There were too many tries. Nothing was stored. Please wait ${wait} seconds and try again.`;
    return scene.reply(429, plain(text), ['Retry-After', String(wait)]);
  }
  if (!page) {
    request.resume();
    return scene.reply(404, noFormPage(scene.view));
  }
  if (request.method === 'POST') return take(scene, page, request, response);
  const sent = new URL(request.url ?? '/', 'http://form.invalid').searchParams.has('sent');
  const typed: TypedForm = page.last && !sent ? typedBefore(page.last) : new Map();
  show(scene, { page, typed, faults: [], sent: sent && page.last !== null });
}

function show(
  { base, view, script, reply }: Scene,
  shown: { page: FormPage; typed: TypedForm; faults: readonly Fault[]; sent: boolean },
): void {
  const key = keyOf(shown.typed) ?? newSecret();
  const day = Math.floor(base.clock.now().getTime() / 86_400_000);
  reply(shown.faults.length > 0 ? 400 : 200, recoveryPage(view, { ...shown, key, script, day }));
}

/** A form that comes back keeps its key: sent again as it was, it is the same sending. */
const keyOf = (typed: TypedForm): string | undefined => typed.get('key')?.[0];

async function take(
  scene: Scene,
  page: FormPage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let typed: TypedForm = new Map();
  try {
    typed = typedOf(new URLSearchParams((await readBody(request, { maxBytes })).toString('utf8')));
    await answerByLink(scene.base, scene.secret, inputOf(typed));
  } catch (error) {
    if (!(error instanceof AllclearError) || error.httpStatus >= 500) throw error;
    if (error.code === 'not-found') return scene.reply(404, noFormPage(scene.view));
    // What could not be read cannot be shown again: going back does.
    if (error.code === 'input.too-large')
      return scene.reply(
        413,
        plain('The answer is too long. Nothing was stored. Please go back and shorten it.'),
      );
    const faults = error.faults.length > 0 ? error.faults : [{ reason: error.message }];
    return show(scene, { page, typed, faults, sent: false });
  }
  // Loading the page again must not send the form again.
  response
    .writeHead(303, [
      ...['Location', `/recovery/${scene.secret}?sent`, 'Content-Length', '0'],
      ...secretPageHeaders({ scripts: true }),
    ])
    .end();
}

function typedOf(form: URLSearchParams): TypedForm {
  const typed = new Map<string, string[]>();
  for (const [name, value] of form)
    typed.set(name, [...(typed.get(name) ?? []), value.replaceAll('\r\n', '\n')]);
  return typed;
}

const plain = (text: string): string =>
  `<!DOCTYPE html><html lang="en"><head><title>How is your practice?</title></head><body><main><h1>How is your practice?</h1><p>${text}</p></main></body></html>`;

function replier(request: IncomingMessage, response: ServerResponse): Reply {
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  return (status, html, more = []) => {
    if (response.headersSent) return void response.destroy();
    const body = compress[encoding](Buffer.from(html));
    response
      .writeHead(status, [
        ...['Content-Type', 'text/html; charset=utf-8', 'Content-Length', String(body.length)],
        ...(encoding === 'identity' ? [] : ['Content-Encoding', encoding]),
        ...['Vary', 'Accept-Encoding'],
        ...more,
        ...secretPageHeaders({ scripts: true }),
      ])
      .end(request.method === 'HEAD' ? undefined : body);
  };
}

const compress = {
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => gzipSync(bytes),
  identity: (bytes: Buffer) => bytes,
} as const;
