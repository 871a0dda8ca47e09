import { beginProviderSignIn, finishProviderSignIn, type Provider, type StaffSession } from '#platform/auth';
import { AllclearError, notFound } from '#platform/errors';
import { Button } from '../components/index.ts';
import { type ConsoleApp, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { doneAt } from './do.tsx';
import { baseOf, beginningLimit, callerOf, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { trustedOrigin } from './passkey-site.ts';
import { plainPage } from './shell.tsx';
import { attempt, nextStep, type ShowSignIn } from './sign-in-steps.tsx';

/** The identity provider, or `not-found` where none is set up. */
export function providerOf({ provider }: ConsoleOptions): Provider {
  if (provider) return provider;
  throw notFound('identity provider', 'here');
}

/** Begins a visit to the provider and says where the browser has to go. */
export function beginVisit(
  request: ConsoleRequest,
  options: ConsoleOptions,
  back: string,
  of: { session?: StaffSession; invitation?: string } = {},
): Promise<string> {
  const provider = providerOf(options);
  const ask = { browser: request.get('browser'), redirectUri: redirectUri(request, options), back };
  return beginProviderSignIn(baseOf(options), provider, ask, of);
}

function redirectUri(request: ConsoleRequest, options: ConsoleOptions): string {
  const origin = trustedOrigin(request, options);
  if (origin !== undefined) return `${origin}${consolePaths.providerBack}`;
  throw new AllclearError('state.refused', 'An identity provider leads back only to an address with https.');
}

/**
 * Signing in through the identity provider. It begins with a link, not a form: the content security policy lets no form
 * lead away from here. What comes back is bound to this browser by its state.
 */
export function mountProvider(app: ConsoleApp, options: ConsoleOptions, show: ShowSignIn): void {
  const limit = beginningLimit(options);
  app.get(consolePaths.provider, async (request) => {
    const back = safeBack(request.req.query('back'));
    const outcome = await attempt(request, async () => {
      limit(request);
      return beginVisit(request, options, back);
    });
    if ('refused' in outcome) return show(request, '', back, outcome.refused, outcome.status);
    return request.redirect(outcome.done, 303);
  });
  app.get('/console/welcome/:secret/provider', async (request) => {
    limit(request);
    const invitation = request.req.param('secret');
    return request.redirect(await beginVisit(request, options, consolePaths.now, { invitation }), 303);
  });
  app.get(consolePaths.providerBack, async (request) => {
    const { search } = new URL(request.req.url);
    const session = request.get('session');
    const outcome = await attempt(request, () =>
      finishProviderSignIn(baseOf(options), providerOf(options), search, {
        ask: { browser: request.get('browser'), redirectUri: redirectUri(request, options) },
        caller: callerOf(request, options),
        rules: options.rules,
        session,
      }),
    );
    if ('refused' in outcome) return show(request, '', consolePaths.now, outcome.refused, outcome.status);
    const { started, back } = outcome.done;
    if (!started) return request.redirect(doneAt(safeBack(back), 'saved'), 303);
    rememberSession(request, options, started);
    return request.redirect(nextStep(started, safeBack(back)), 303);
  });
  app.get(consolePaths.signedOut, async (request) => {
    const { name } = providerOf(options).settings;
    const origin = trustedOrigin(request, options) ?? options.publicUrl;
    const there = await providerOf(options)
      .signOutAddress(`${origin}${consolePaths.signIn}`)
      .catch(() => undefined);
    return plainPage(request, options, {
      title: 'You are signed out',
      content: (
        <>
          <h1>You are signed out</h1>
          {there === undefined ? (
            <p>You may still be signed in to {name}. On a computer that others use, sign out there too.</p>
          ) : (
            <>
              <p>You may still be signed in to {name}. On a computer that others use, sign out there too.</p>
              <Button text={`Sign out of ${name}`} href={there} />
            </>
          )}
          <p>
            <a href={consolePaths.signIn}>Sign in again</a>
          </p>
        </>
      ),
    });
  });
}
