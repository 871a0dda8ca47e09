import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Actor, findTokenActor } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import {
  addressKey,
  createRateLimiter,
  type RateLimiter,
  readJson,
  sendError,
  sendJson,
  takeOrRefuse,
  tooMany,
} from '#platform/http';
import { inputFromQuery, runVerb, type Verb } from '#platform/verbs';
import { takeCalls, takeEstate, takeReadings } from './intake.ts';
import { loadResults, type OpenApiDocument, openApiDocument } from './openapi/document.ts';

export interface ApiDependencies {
  context: Omit<Context, 'actor'>;
  verbs: readonly Verb[];
  maxBodyBytes: number;
  limits: ApiLimits;
  /** Where the request comes from, for the limit of unknown tokens. */
  address: string;
  /** Told of what a route answered, to count it. */
  onAnswer?(route: string, result: unknown): void;
}

/** Kept for as long as the server runs. */
export interface ApiLimits {
  /** By the name of a token: a collector that sends in a loop must not take the others' share. */
  ofToken: RateLimiter;
  /** By the name of a token, for what became of messages: nobody may miss a report because thousands come at once. */
  ofReports: RateLimiter;
  /** By address, for tokens that nobody has: those that are valid are never held up by who guesses beside them. */
  ofUnknown: RateLimiter;
}

/**
 * 20 requests a second for a token, 600 at once; an unknown token every 2 seconds from one address, 60 at once. GOV.UK Notify
 * takes 3,000 messages a minute and posts a report of each, five more times when it is not taken: 100 a second, 20,000 at once.
 */
export const createApiLimits = (clock: Clock): ApiLimits => ({
  ofToken: createRateLimiter({ burst: 600, perSecond: 20 }, clock),
  ofReports: createRateLimiter({ burst: 20_000, perSecond: 100 }, clock),
  ofUnknown: createRateLimiter({ burst: 60, perSecond: 0.5 }, clock),
});

type Route = (
  context: Context,
  request: IncomingMessage,
  url: URL,
  dependencies: ApiDependencies,
) => Promise<unknown>;

/** Every route is a thin adapter: authenticate, read the body, call one verb, answer with its result. */
const routes: Record<string, Route> = {
  'POST /api/v1/readings': takeReadings,
  'POST /api/v1/calls': takeCalls,
  'POST /api/v1/estate': takeEstate,
  'GET /api/v1/verbs': async (_context, _request, _url, { verbs }) =>
    verbs.map(({ name, summary, changes }) => ({ name, summary, changes })),
};

/**
 * Answers `/api/v1/...`; returns false for other paths. All but its own description needs a bearer token; the answer of a change is sent only after
 * its transaction has committed.
 */
export function apiHandler(
  dependencies: ApiDependencies,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const description = describedOnce(dependencies.verbs);
  return (request, response) => {
    // Other paths are not parsed: some that a client may send, `//` for one, are no URL at all.
    if (!request.url?.startsWith('/api/v1/')) return false;
    const url = new URL(request.url, 'http://localhost');
    if (request.method === 'GET' && url.pathname === '/api/v1/openapi.json') {
      sendJson(response, 200, description(), { 'access-control-allow-origin': '*' });
      return true;
    }
    answer(dependencies, request, url).then(
      (result) => sendJson(response, 200, result ?? null),
      (error: unknown) => {
        if (!(error instanceof AllclearError) || error.code === 'internal') {
          dependencies.context.log.error({ err: error, path: url.pathname }, 'a request failed');
        }
        sendError(response, error);
      },
    );
    return true;
  };
}

/** The OpenAPI document, made when it is first asked for. It says nothing that is not in the program itself: no token is needed. */
function describedOnce(verbs: readonly Verb[]): () => OpenApiDocument {
  let made: OpenApiDocument | undefined;
  return () => {
    made ??= openApiDocument(verbs, loadResults());
    return made;
  };
}

/** What posts back what became of messages that were handed over. */
const reports: ReadonlySet<string> = new Set(['message.receipt', 'message.bounce']);

async function answer(dependencies: ApiDependencies, request: IncomingMessage, url: URL): Promise<unknown> {
  const verbName = /^\/api\/v1\/verbs\/([a-z.-]+)$/.exec(url.pathname)?.[1];
  const actor = await actorOf(dependencies, request);
  const { ofToken, ofReports } = dependencies.limits;
  takeOrRefuse(verbName !== undefined && reports.has(verbName) ? ofReports : ofToken, actor.name);
  const context: Context = { ...dependencies.context, actor };
  const route = routes[`${request.method} ${url.pathname}`];
  if (route) {
    const result = await route(context, request, url, dependencies);
    dependencies.onAnswer?.(url.pathname, result);
    return result;
  }
  if (verbName === undefined) throw notFound('API route', `${request.method} ${url.pathname}`);
  return callVerb(dependencies, context, request, url, verbName);
}

/** Reading verbs also answer GET, with their input in the query. */
async function callVerb(
  { verbs, maxBodyBytes }: ApiDependencies,
  context: Context,
  request: IncomingMessage,
  url: URL,
  name: string,
): Promise<unknown> {
  const verb = verbs.find((candidate) => candidate.name === name);
  if (!verb) throw notFound('verb', name);
  if (request.method === 'GET' && !verb.changes)
    return runVerb(verbs, context, name, inputFromQuery(verb, url.searchParams));
  if (request.method !== 'POST') throw new AllclearError('input.invalid', `Call ${name} with POST.`);
  return runVerb(verbs, context, name, await readJson(request, { maxBytes: maxBodyBytes }));
}

async function actorOf(dependencies: ApiDependencies, request: IncomingMessage): Promise<Actor> {
  const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const actor = secret === undefined ? undefined : await findTokenActor(dependencies.context, secret);
  if (!actor) {
    const wait = dependencies.limits.ofUnknown.take(addressKey(dependencies.address));
    if (wait > 0) throw tooMany('There were too many requests without a valid API token.', wait);
    throw new AllclearError('unauthenticated', 'This needs a valid API token.', {
      remedy: 'Create one with `allclear token create` and send it as `Authorization: Bearer …`.',
    });
  }
  return actor;
}
