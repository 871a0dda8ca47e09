import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { lastBreakGlass } from '#platform/auth';
import { AllclearError, notFound } from '#platform/errors';
import { lookingOnce } from '#platform/kept';
import { mountAccount } from './account.tsx';
import { mountAccountKeys } from './account-keys.tsx';
import { mountActions } from './actions-tracker.tsx';
import { mountAlerts } from './alerts.tsx';
import { mountAttribution } from './attribution.tsx';
import { mountAudit } from './audit.tsx';
import { mountCalls } from './calls.tsx';
import { mountConcentrators } from './concentrators.tsx';
import {
  type ConsoleApp,
  type ConsoleDeps,
  type ConsoleEnvironment,
  type ConsoleRequest,
  consolePaths,
} from './deps.ts';
import { mountDirect } from './direct.tsx';
import { mountVerbs } from './do.tsx';
import { labelOf } from './forms/schema.ts';
import { baseOf, signedInOnly, withBrowser, withNames, withSecurityHeaders } from './guard.ts';
import { mountHolding } from './holding.tsx';
import { mountImports } from './imports.tsx';
import { mountIncident } from './incident.tsx';
import { mountImpact } from './incident-impact.tsx';
import { mountIncidents } from './incidents.tsx';
import { mountKeptForms, NothingIsLost } from './kept-forms.tsx';
import { mountLive } from './live.ts';
import { mountMessages } from './messages.tsx';
import { mountNewCall } from './new-call.tsx';
import { mountNow } from './now.tsx';
import type { ConsoleOptions } from './options.ts';
import { mountForecast } from './planning-forecast.tsx';
import { mountMoves } from './planning-moves.tsx';
import { mountRecovery } from './recovery.tsx';
import { mountReview } from './review.tsx';
import { mountSettings } from './settings.tsx';
import { compressed, consoleAssets, plainPage, screen } from './shell.tsx';
import { mountSignIn } from './sign-in.tsx';
import { mountSitesTime } from './sites-time.tsx';
import { mountStaff } from './staff.tsx';
import { mountSubscribers } from './subscribers.tsx';
import { mountListImports } from './subscribers-import.tsx';
import { mountSuppliers } from './suppliers.tsx';
import { mountUpdateEditor } from './update-edit.tsx';
import { mountUpdates } from './update-show.tsx';

/** Answers every request below `/console`. */
export const consoleHandler = (
  options: ConsoleOptions,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const listener = getRequestListener(createConsole(options).fetch);
  return (request, response) => void listener(request, response);
};

/** The console as one application: the guard first, sign-in, then every screen. */
export function createConsole(options: ConsoleOptions): ConsoleApp {
  const app: ConsoleApp = new Hono<ConsoleEnvironment>();
  app.use(withSecurityHeaders(options));
  mountAssets(app);
  app.use(withNames(options));
  app.use(withBrowser(options));
  mountSignIn(app, options);
  app.use(signedInOnly());
  app.use(async (request, next) => {
    const { clock, db } = baseOf(options);
    request.set('breakGlass', await lastBreakGlass(db, new Date(clock.now().getTime() - breakGlassShownMs)));
    await next();
  });
  mountLive(app, options);
  // A screen only reads: it looks once at what has changed, whatever it is made of.
  app.use((request, next) => (request.req.method === 'GET' ? lookingOnce(next) : next()));
  const deps = consoleDeps(options);
  mountNow(app, deps, options);
  mountIncidents(app, deps, options);
  mountUpdateEditor(app, deps, options);
  mountHolding(app, options);
  mountImpact(app, deps, options);
  mountUpdates(app, deps, options);
  mountRecovery(app, deps, options);
  mountReview(app, deps, options);
  mountActions(app, deps, options);
  mountDirect(app, deps, options);
  mountIncident(app, deps, options);
  mountNewCall(app, deps, options);
  mountCalls(app, deps, options);
  mountAlerts(app, deps, options);
  mountSuppliers(app, deps, options);
  mountMessages(app, deps, options);
  mountSubscribers(app, deps, options);
  mountListImports(app, deps, options);
  mountAudit(app, deps, options);
  mountKeptForms(app, deps, options);
  mountAccount(app, deps, options);
  mountAccountKeys(app, deps, options);
  mountStaff(app, deps, options);
  mountImports(app, deps, options);
  mountSettings(app, deps, options);
  mountSitesTime(app, deps);
  mountConcentrators(app, deps);
  mountAttribution(app, deps, options);
  mountForecast(app, deps, options);
  mountMoves(app, deps, options);
  mountVerbs(app, deps, options);
  app.notFound((request) => errorPage(request, options, notFound('page at', request.req.path)));
  app.onError((error, request) => errorPage(request, options, error));
  return app;
}

const breakGlassShownMs = 24 * 3_600_000;

const consoleDeps = (options: ConsoleOptions): ConsoleDeps => ({
  contextFor: (request) => request.get('context'),
  page: (request, page) => screen(request, options, page, { breakGlass: request.get('breakGlass') }),
});

function mountAssets(app: ConsoleApp): void {
  for (const { path, body, contentType } of Object.values(consoleAssets())) {
    app.get(path, (request) => {
      request.header('content-type', contentType);
      // The path changes with the content.
      request.header('cache-control', 'public, max-age=31536000, immutable');
      return request.body(compressed(request, body));
    });
  }
}

/** Any refusal as a page: what happened, what was kept, what to do. Faults of ours are logged and not shown. */
function errorPage(request: ConsoleRequest, options: ConsoleOptions, error: unknown): Response {
  const known = error instanceof AllclearError && error.code !== 'internal' ? error : undefined;
  if (!known) options.base()?.log.error({ err: error, path: request.req.path }, 'a screen failed');
  if (known?.retryAfterSeconds !== undefined) request.header('retry-after', String(known.retryAfterSeconds));
  const { message, remedy, faults, httpStatus } =
    known ??
    new AllclearError('internal', 'Something went wrong inside Allclear. The fault has been logged.');
  const page = {
    title: 'That did not work',
    status: httpStatus as 403,
    content: (
      <>
        <h1>That did not work</h1>
        <p>{message}</p>
        {remedy ? <p>{remedy}</p> : null}
        {faults.length === 0 ? null : (
          <ul class="nhsuk-list nhsuk-list--bullet">
            {faults.slice(0, 50).map(({ field, reason }) => (
              <li>{field ? `${labelOf(field)}: ${reason}` : reason}</li>
            ))}
          </ul>
        )}
        {known?.code === 'unauthenticated' || known?.code === 'forbidden' ? (
          <NothingIsLost request={request} />
        ) : null}
        <p>
          <a href={consolePaths.now}>Go to the console</a>
        </p>
      </>
    ),
  };
  return request.get('session')?.stage === 'full'
    ? screen(request, options, page, { breakGlass: undefined })
    : plainPage(request, options, page);
}
