import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiDependencies, apiHandler, createApiLimits } from '#api';
import { channelsSetUp, webhookSecret } from '#connectors';
import { type Clock, systemClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { AllclearError } from '#platform/errors';
import {
  addressKey,
  callerAddress,
  createRateLimiter,
  type RateLimiter,
  sendError,
  sendJson,
  takeOrRefuse,
} from '#platform/http';
import {
  accuracyHandler,
  isCheckPath,
  isFormPath,
  isSubscribePath,
  loadAssets,
  publicHandler,
  recoveryHandler,
  subscribeHandler,
} from '#web';
import { consoleFor } from './console.ts';
import { createMetrics } from './metrics.ts';
import type { Publisher } from './publisher.ts';
import { allVerbs } from './verbs.ts';
import type { Work } from './work.ts';

export interface RequestDependencies {
  settings: Settings;
  clock: Clock;
  publisher: Publisher;
  demonstration: boolean;
  /** Undefined while the database cannot be reached. */
  work(): Work | undefined;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The one entry of HTTP: ready public bytes, health, and the API. */
export function requestHandler(dependencies: RequestDependencies): Handler {
  const { settings, publisher, work } = dependencies;
  const console = consoleFor(dependencies);
  const publicPages = publicHandler({ current: () => publisher.current() });
  const [{ path: stylesheet }, , { path: script }] = loadAssets();
  const secretPages = {
    base: () => work()?.base,
    view() {
      const bulletin = publisher.current()?.bulletin;
      return bulletin && { bulletin, stylesheet };
    },
  };
  const checks = accuracyHandler(secretPages);
  const maxBodyBytes = settings.maxBodyMb * 1024 * 1024;
  // On the machine's clock, whatever the product's: a replay stands still while requests come.
  const limits = createApiLimits(systemClock());
  const searches = createRateLimiter(searchLimit, systemClock());
  const metrics = createMetrics(dependencies);
  const subscriptions = subscribeHandler({
    ...secretPages,
    webhookSecretOf: (id) => settings.webhook && webhookSecret(settings.webhook.secret, id),
    channels: channelsSetUp(settings),
    addressOf: (request) => addressOf(request),
    clock: systemClock(),
  });
  const addressOf = (request: IncomingMessage): string =>
    callerAddress(
      request.socket.remoteAddress,
      String(request.headers['x-forwarded-for'] ?? ''),
      settings.proxyHops,
    );
  const forms = recoveryHandler({ ...secretPages, script, clock: systemClock(), addressOf });
  return (request, response) => {
    const path = request.url ?? '/';
    metrics.watch(areaOf(path), response);
    if (path.startsWith('/api/v1/')) {
      const given = { maxBodyBytes, limits, onAnswer: metrics.taken, address: addressOf(request) };
      return answerApi(work(), given, request, response);
    }
    if (isOfConsole(path)) return void console(request, response);
    if (path === '/metrics') return void metrics.answer(request, response);
    if (path === '/health/live') return sendJson(response, 200, { status: 'live' });
    if (path === '/health/ready') return void answerReady(response, work(), publisher);
    if (isSearch(path) && refusesSearch(searches, addressOf(request), response)) return;
    if (isCheckPath(path)) return checks(request, response);
    if (isFormPath(path)) return forms(request, response);
    if (isSubscribePath(path)) return subscriptions(request, response);
    publicPages(request, response);
  };
}

/**
 * Searches are the only public pages that cost work. Whole counties reach the internet through a few addresses, so an
 * address may ask 50 times a second, and 1,000 times at once.
 */
const searchLimit = { burst: 1_000, perSecond: 50 };

const isSearch = (path: string): boolean => path.startsWith('/practices?');

function refusesSearch(searches: RateLimiter, address: string, response: ServerResponse): boolean {
  try {
    takeOrRefuse(searches, addressKey(address));
    return false;
  } catch (error) {
    sendError(response, error);
    return true;
  }
}

const isOfConsole = (path: string): boolean => /^\/console(?:[/?]|$)/.test(path);

/** The parts of the site that requests are timed by. */
function areaOf(path: string): string {
  if (path.startsWith('/api/v1/')) return 'api';
  // A stream of news stays open for hours.
  if (path.startsWith('/console/live')) return 'live';
  if (isOfConsole(path)) return 'console';
  return path === '/metrics' || path.startsWith('/health/') ? 'operations' : 'public';
}

function answerApi(
  work: Work | undefined,
  given: Omit<ApiDependencies, 'context' | 'verbs'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (work) return void apiHandler({ context: work.base, verbs: allVerbs, ...given })(request, response);
  request.resume();
  sendError(
    response,
    new AllclearError('database.unavailable', 'The database cannot be reached. Nothing was stored.', {
      remedy: 'Send it again later.',
    }),
  );
}

/** Ready means: the database answers and there is a page to serve. Parked facts are told but do not stop traffic. */
async function answerReady(
  response: ServerResponse,
  work: Work | undefined,
  publisher: Publisher,
): Promise<void> {
  const database = (await work?.health.check()) ?? false;
  const parkedFacts = database ? ((await work?.health.parkedFacts().catch(() => null)) ?? null) : null;
  const builtAt = publisher.current()?.bulletin.builtAt ?? null;
  const ready = database && builtAt !== null;
  sendJson(response, ready ? 200 : 503, {
    status: ready ? 'ready' : 'not ready',
    database,
    builtAt,
    parkedFacts,
  });
}
