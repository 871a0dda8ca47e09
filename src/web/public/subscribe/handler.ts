import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';
import { addressKey, createRateLimiter, readBody, takeOrRefuse } from '#platform/http';
import {
  askToSubscribe,
  type Bulletin,
  type Channel,
  changeWantsByLink,
  choicesFrom,
  confirmByLink,
  eraseByLink,
  renewSecretByLink,
  showLinked,
  stopByLink,
  undoStopByLink,
  undoTokenOf,
} from '#publishing';
import type { View } from '../layout.tsx';
import { paths } from '../paths.ts';
import { securityHeaders } from '../ready-file.ts';
import {
  channelFaults,
  formFromBody,
  formFromQuery,
  formFromWants,
  type SubscribeForm,
  wantsFromForm,
} from './form.ts';
import {
  confirmPage,
  deletedPage,
  managePage,
  noLinkPage,
  secretPage,
  sentPage,
  stopPage,
  subscribePage,
  tooManyPage,
  undoPage,
} from './pages.tsx';

export interface SubscribeHandlerOptions {
  /** What is published now, for the page around the form; undefined before the first publication. */
  view(): { bulletin: Bulletin; stylesheet: string } | undefined;
  /** Undefined while the database cannot be reached. */
  base(): Omit<Context, 'actor'> | undefined;
  /** The secret of a webhook that follows from this id; undefined where webhooks are not set up. */
  webhookSecretOf(secretId: string): string | undefined;
  /** How people can be reached: the channels that are set up. */
  channels: readonly Channel[];
  /** Of the caller, as far as proxies can be believed. */
  addressOf(request: IncomingMessage): string;
  /** The machine's: on a clock that stands still no limit fills up again. */
  clock: Context['clock'];
}

const maxBytes = 32 * 1024;

/** Whether a path belongs to subscribing: `/subscribe`, and what links in messages lead to. */
export const isSubscribePath = (url: string): boolean => /^\/(?:subscribe(?:[/?]|$)|stop\/)/.test(url);

/** Text messages have a shorter address for the page that ends them. */
const inFull = (url: string): string => url.replace(/^\/stop\//, `${paths.subscribe}/stop/`);

/**
 * Whole counties reach the internet through a few addresses, so these are generous: 300 forms at once and one each 2 seconds,
 * 100 texts at once (each costs money) and one each 30 seconds, 1,000 links at once and 50 a second. What protects an address
 * from being flooded is counted by that address, in the database.
 */
const formLimit = { burst: 300, perSecond: 0.5 };
const textLimit = { burst: 100, perSecond: 1 / 30 };
const linkLimit = { burst: 1_000, perSecond: 50 };

interface Answer {
  status: number;
  html?: string;
  location?: string;
  retryAfterSeconds?: number;
}

interface Scene extends Pick<SubscribeHandlerOptions, 'webhookSecretOf'> {
  base: Omit<Context, 'actor'>;
  view: View;
  url: URL;
  request: IncomingMessage;
  key: string;
}

/**
 * Answers `/subscribe` and the pages below it. GET changes nothing, whatever its address: mail scanners follow links. Nobody
 * signs in; links are signed, no cache keeps their pages, and no referrer carries their addresses.
 */
export function subscribeHandler(
  options: SubscribeHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const limits = {
    forms: createRateLimiter(formLimit, options.clock),
    texts: createRateLimiter(textLimit, options.clock),
    links: createRateLimiter(linkLimit, options.clock),
  };
  type Limits = typeof limits;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method = 'GET', url = '/' } = request;
    const base = options.base();
    const view = options.view();
    if (!base || !view) return { status: 503, html: plain('Please try again in a few minutes.') };
    const key = addressKey(options.addressOf(request));
    const { webhookSecretOf } = options;
    const scene: Scene = {
      base,
      view,
      url: new URL(inFull(url), 'http://public.invalid'),
      request,
      key,
      webhookSecretOf,
    };
    try {
      takeOrRefuse(limits.links, key);
      if (method === 'POST') return await take(scene, limits);
      if (method === 'GET' || method === 'HEAD') return await show(scene);
      return { status: 405, html: plain('This cannot be done here.') };
    } catch (error) {
      return refusal(error, view);
    }
  }

  const show = async (scene: Scene): Promise<Answer> => {
    const { view, url } = scene;
    const [, , page = '', token = ''] = url.pathname.split('/');
    if (page === '' && url.pathname === paths.subscribe)
      return ok(
        subscribePage(view, {
          form: formFromQuery(url.searchParams),
          faults: [],
          choices: choicesOf(view.bulletin),
          offered: options.channels,
        }),
      );
    if (page === 'sent') return ok(sentPage(view));
    if (page === 'deleted') return ok(deletedPage(view));
    return showLink(scene, page, token);
  };

  const take = async (scene: Scene, { forms, texts }: Limits): Promise<Answer> => {
    const [, , page = '', token = ''] = scene.url.pathname.split('/');
    // A mail program posts by itself (RFC 8058): its body says nothing that the address does not.
    if (page === 'one-click') {
      scene.request.resume();
      await stopByLink(scene.base, siteOf(scene.view), token);
      return { status: 200, html: plain('You will get no more messages.') };
    }
    if (scene.request.headers['sec-fetch-site'] === 'cross-site')
      return { status: 403, html: plain('The form came from another website. Nothing was changed.') };
    const typed = await readForm(scene.request);
    if (scene.url.pathname !== paths.subscribe) return takeLink(scene, page, token, typed);
    takeOrRefuse(forms, scene.key);
    const form = formFromBody(typed);
    if (form.channel === 'sms') takeOrRefuse(texts, scene.key);
    return ask(scene, form, options.channels);
  };

  return (request, response) => {
    answer(request).then(
      (given) => send(request, response, given),
      (error: unknown) => {
        options.base()?.log.error({ err: error }, 'a page of a subscription could not be answered');
        send(request, response, {
          status: 500,
          html: plain('Something went wrong. Nothing was changed. Please try again.'),
        });
      },
    );
  };
}

const ok = (html: string): Answer => ({ status: 200, html });
const seeOther = (location: string): Answer => ({ status: 303, location });

const choicesOf = (bulletin: Bulletin) => choicesFrom(bulletin.practices, bulletin.current);

const siteOf = ({ bulletin: { publicUrl, organisation } }: View) => ({
  publicUrl,
  serviceName: organisation.serviceName,
  organisation: organisation.name,
});

async function showLink(scene: Scene, page: string, token: string): Promise<Answer> {
  const { base, view, url } = scene;
  // Some mail programs open the address of RFC 8058 as a page.
  const purpose = page === 'one-click' ? 'stop' : page;
  if (purpose !== 'confirm' && purpose !== 'manage' && purpose !== 'stop' && purpose !== 'undo')
    return { status: 404, html: noLinkPage(view) };
  const link = await showLinked(base, purpose, token);
  if (!link) return { status: 404, html: noLinkPage(view) };
  if (purpose === 'confirm') return ok(confirmPage(view, link));
  if (purpose === 'undo') return ok(undoPage(view, link));
  if (purpose === 'stop') return ok(stopPage(view, link, await undoTokenOf(base, token)));
  // Who pressed an old link again after they unsubscribed gets nothing: what the page says of it stands alone.
  const asked = url.searchParams.get('done') ?? undefined;
  const done = link.state === 'active' || asked === 'saved' ? asked : undefined;
  const form = formFromWants(link.wants);
  return ok(managePage(view, { link, form, faults: [], done }));
}

async function takeLink(scene: Scene, page: string, token: string, typed: URLSearchParams): Promise<Answer> {
  const { base, view } = scene;
  const manage = (of: string, done: string): Answer =>
    seeOther(`${paths.subscribe}/manage/${of}?done=${done}`);
  if (page === 'confirm') return manage(await confirmByLink(base, token), 'confirmed');
  if (page === 'undo') return manage(await undoStopByLink(base, token), 'restored');
  if (page === 'stop') {
    await stopByLink(base, siteOf(view), token);
    return seeOther(`${paths.subscribe}/stop/${token}`);
  }
  if (page !== 'manage') return { status: 404, html: noLinkPage(view) };
  if (typed.has('delete')) {
    await eraseByLink(base, token);
    return seeOther(`${paths.subscribe}/deleted`);
  }
  if (typed.has('newSecret')) return renewSecret(scene, token);
  return change(scene, token, formFromBody(typed));
}

/** Whoever holds the link that came to a webhook looks after its receiver. Its secret is in this answer and in no other. */
async function renewSecret({ base, view, webhookSecretOf }: Scene, token: string): Promise<Answer> {
  const secret = webhookSecretOf(await renewSecretByLink(base, token));
  return secret === undefined
    ? { status: 404, html: noLinkPage(view) }
    : ok(secretPage(view, { secret, manage: token }));
}

async function change(scene: Scene, token: string, form: SubscribeForm): Promise<Answer> {
  const { base, view } = scene;
  const link = await showLinked(base, 'manage', token);
  if (!link) return { status: 404, html: noLinkPage(view) };
  const { wants, faults } = wantsFromForm(form, link.wants);
  const refused = (found: readonly Fault[]): Answer => ({
    status: 400,
    html: managePage(view, { link, form, faults: found, done: undefined }),
  });
  if (faults.length > 0) return refused(faults);
  const found = await faultsOf(() => changeWantsByLink(base, token, { wants }));
  return found.length > 0 ? refused(found) : seeOther(`${paths.subscribe}/manage/${token}?done=saved`);
}

async function ask(scene: Scene, form: SubscribeForm, offered: readonly Channel[]): Promise<Answer> {
  const { base, view } = scene;
  const { wants, faults } = wantsFromForm(form);
  const early = [...channelFaults(form, offered), ...faults];
  const { channel, address } = form;
  let requestId = '';
  const found =
    early.length > 0
      ? early
      : await faultsOf(async () => {
          requestId = await askToSubscribe(base, siteOf(view), { channel, address, wants });
        });
  if (found.length === 0) {
    const secret = channel === 'webhook' ? scene.webhookSecretOf(requestId) : undefined;
    // Not at an address of its own: who comes back to it must not find the secret there.
    return secret === undefined ? seeOther(`${paths.subscribe}/sent`) : ok(sentPage(view, secret));
  }
  const choices = choicesOf(view.bulletin);
  return { status: 400, html: subscribePage(view, { form, faults: found, choices, offered }) };
}

/** What the person can mend; anything else goes on. */
async function faultsOf(work: () => Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof AllclearError && error.code === 'input.invalid' && error.faults.length > 0)
      return error.faults;
    throw error;
  }
}

/** What cannot be mended in the form. Throws what is no refusal. */
function refusal(error: unknown, view: View): Answer {
  if (!(error instanceof AllclearError) || error.httpStatus >= 500) throw error;
  if (error.code === 'not-found') return { status: 404, html: noLinkPage(view) };
  if (error.code !== 'rate.limited')
    return { status: error.httpStatus, html: plain(`${error.message} ${error.remedy ?? ''}`) };
  return {
    status: 429,
    html: tooManyPage(view, error.remedy ?? ''),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const kind = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (kind !== undefined && kind !== '' && kind !== 'application/x-www-form-urlencoded') {
    request.resume();
    throw new AllclearError(
      'input.media-type',
      'Only the form of this page can be sent. Nothing was changed.',
    );
  }
  const typed = new URLSearchParams((await readBody(request, { maxBytes })).toString('utf8'));
  // No database text can hold it.
  if ([...typed.values()].some((value) => value.includes('\0')))
    throw new AllclearError('input.invalid', 'The form holds a character that cannot be stored.');
  return typed;
}

/** As for every public page, but the addresses of these go nowhere. */
const headers: readonly string[] = [
  ...securityHeaders.map((value, index) =>
    securityHeaders[index - 1] === 'Referrer-Policy' ? 'no-referrer' : value,
  ),
  'Cache-Control',
  'no-store',
  'X-Robots-Tag',
  'noindex, nofollow',
];

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const plain = (text: string): string =>
  `<!DOCTYPE html><html lang="en"><head><title>Get updates</title></head><body><main><h1>Get updates</h1><p>${text.replace(/[&<>]/g, (sign) => escaped[sign] ?? sign)}</p></main></body></html>`;

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status, html = '', location, retryAfterSeconds } = answer;
  if (response.headersSent) return void response.destroy();
  // A body that nobody read must not be taken for the next request.
  request.resume();
  const body = Buffer.from(html);
  response
    .writeHead(status, [
      ...(location === undefined ? ['Content-Type', 'text/html; charset=utf-8'] : ['Location', location]),
      'Content-Length',
      String(body.length),
      ...(retryAfterSeconds === undefined ? [] : ['Retry-After', String(retryAfterSeconds)]),
      ...headers,
    ])
    .end(request.method === 'HEAD' ? undefined : body);
}
