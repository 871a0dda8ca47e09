import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiHandler } from '#api';
import type { Settings } from '#platform/config';
import { AllclearError } from '#platform/errors';
import { sendError, sendJson } from '#platform/http';
import { accuracyHandler, isCheckPath, loadAssets, publicHandler } from '#web';
import { consoleFor } from './console.ts';
import type { Publisher } from './publisher.ts';
import { allVerbs } from './verbs.ts';
import type { Work } from './work.ts';

export interface RequestDependencies {
  settings: Settings;
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
  const stylesheet = loadAssets()[0].path;
  const checks = accuracyHandler({
    base: () => work()?.base,
    view() {
      const bulletin = publisher.current()?.bulletin;
      return bulletin && { bulletin, stylesheet };
    },
  });
  const maxBodyBytes = settings.maxBodyMb * 1024 * 1024;
  return (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/api/v1/')) return answerApi(work(), maxBodyBytes, request, response);
    if (isOfConsole(path)) return void console(request, response);
    if (path === '/health/live') return sendJson(response, 200, { status: 'live' });
    if (path === '/health/ready') return void answerReady(response, work(), publisher);
    if (isCheckPath(path)) return checks(request, response);
    publicPages(request, response);
  };
}

const isOfConsole = (path: string): boolean => /^\/console(?:[/?]|$)/.test(path);

function answerApi(
  work: Work | undefined,
  maxBodyBytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (work) return void apiHandler({ context: work.base, verbs: allVerbs, maxBodyBytes })(request, response);
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
