import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';
import { readBody } from '#platform/http';
import type { Bulletin } from '#publishing';
import { accuracyPage, answerByLink } from '#review';
import { type AnswerForm, checkPage, noCheckPage } from './accuracy-page.tsx';
import type { View } from './layout.tsx';
import { secretPageHeaders } from './ready-file.ts';

export interface AccuracyHandlerOptions {
  /** What is published now, for the page around the form; undefined before the first publication. */
  view(): { bulletin: Bulletin; stylesheet: string } | undefined;
  /** Undefined while the database cannot be reached. */
  base(): Omit<Context, 'actor'> | undefined;
}

const maxBytes = 32 * 1024;

/** Whether a path leads to a practice's check: `/check/` and its secret, which is 43 letters of base64url. */
export const isCheckPath = (url: string): boolean => /^\/check\/[\w-]{1,100}(?:\?|$)/.test(url);

const secretOf = (url: string): string => /^\/check\/([\w-]+)/.exec(url)?.[1] ?? '';

/**
 * Answers `/check/<secret>`: the page on GET, the answer on POST. Nobody signs in; the secret in the address is the key,
 * so no cache keeps the page, no referrer carries its address, and every link that does not work looks the same.
 */
export function accuracyHandler(
  options: AccuracyHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.base()?.log.error({ err: error }, 'a check could not be answered');
      send(
        response,
        500,
        plain('Something went wrong. Nothing was stored. Please try again.'),
        request.method,
      );
    });
  };
}

async function answer(
  options: AccuracyHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const base = options.base();
  const view = options.view();
  if (!base || !view) {
    request.resume();
    return send(
      response,
      503,
      plain('This page is not available now. Please try again in a few minutes.'),
      method,
    );
  }
  const secret = secretOf(url);
  if (method === 'POST') return take({ base, view, secret }, request, response);
  if (method !== 'GET' && method !== 'HEAD')
    return send(response, 405, plain('This cannot be done here.'), method);
  return show({ base, view, secret }, response, { form: empty, faults: [] }, method);
}

interface Scene {
  base: Omit<Context, 'actor'>;
  view: View;
  secret: string;
}

const empty: AnswerForm = { verdict: '', corrections: '', saidBy: '' };

async function show(
  { base, view, secret }: Scene,
  response: ServerResponse,
  typed: { form: AnswerForm; faults: readonly Fault[] },
  method: string | undefined,
): Promise<void> {
  const page = await accuracyPage(base, secret);
  if (!page) return send(response, 404, noCheckPage(view), method);
  const known = page.answered ? { ...page.answered, corrections: page.answered.corrections ?? '' } : empty;
  const form = typed.faults.length > 0 ? typed.form : known;
  send(
    response,
    typed.faults.length > 0 ? 400 : 200,
    checkPage(view, { page, form, faults: typed.faults }),
    method,
  );
}

async function take(scene: Scene, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  try {
    await answerByLink(scene.base, scene.secret, form);
  } catch (error) {
    if (!(error instanceof AllclearError)) throw error;
    if (error.code === 'not-found') return send(response, 404, noCheckPage(scene.view), 'POST');
    if (error.httpStatus >= 500) throw error;
    const faults = error.faults.length > 0 ? error.faults : [{ field: 'corrections', reason: error.message }];
    return show(scene, response, { form, faults }, 'POST');
  }
  // Loading the page again must not send the form again.
  response.writeHead(303, ['Location', `/check/${scene.secret}`, 'Content-Length', '0', ...headers]).end();
}

async function readForm(request: IncomingMessage): Promise<AnswerForm> {
  const typed = new URLSearchParams((await readBody(request, { maxBytes })).toString('utf8'));
  const text = (name: string): string => (typed.get(name) ?? '').replaceAll('\r\n', '\n');
  return { verdict: text('verdict'), corrections: text('corrections'), saidBy: text('saidBy') };
}

const headers = secretPageHeaders();

const plain = (text: string): string =>
  `<!DOCTYPE html><html lang="en"><head><title>Check the facts</title></head><body><main><h1>Check the facts about your practice</h1><p>${text}</p></main></body></html>`;

function send(response: ServerResponse, status: number, html: string, method: string | undefined): void {
  if (response.headersSent) return void response.destroy();
  const body = Buffer.from(html);
  response
    .writeHead(status, [
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Length',
      String(body.length),
      ...headers,
    ])
    .end(method === 'HEAD' ? undefined : body);
}
