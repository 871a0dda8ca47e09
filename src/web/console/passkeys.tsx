import {
  beginPasskey,
  beginPasskeyFactor,
  beginPasskeySignIn,
  finishPasskey,
  finishPasskeyFactor,
  finishPasskeySignIn,
  type StaffSession,
} from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { type ConsoleApp, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { doneAt } from './do.tsx';
import { typedText } from './forms/read.ts';
import { baseOf, beginningLimit, callerOf, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { passkeySite } from './passkey-site.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { plainPage } from './shell.tsx';

/** What passkeys ask the server, and what they answer. Every answer is a form like any other. */
export function mountPasskeys(app: ConsoleApp, options: ConsoleOptions): void {
  const limit = beginningLimit(options);
  const askOf = (request: ConsoleRequest) => {
    const site = passkeySite(request, options);
    if (site) return { site, browser: request.get('browser') };
    throw new AllclearError('state.refused', 'Passkeys do not work at this address, which is not https.');
  };
  const responseOf = (request: ConsoleRequest) => ({
    response: typedText(request.get('typed'), 'response'),
  });
  const asking = (use: string, begin: (request: ConsoleRequest) => Promise<object>): void => {
    app.post(`${consolePaths.passkey}/${use}/options`, async (request) => {
      try {
        limit(request);
        return request.json(await begin(request));
      } catch (error) {
        if (!(error instanceof AllclearError) || error.code === 'internal') throw error;
        return request.json(error.toJSON(), error.httpStatus as 401);
      }
    });
  };

  asking('sign-in', (request) => beginPasskeySignIn(baseOf(options), askOf(request)));
  app.post(`${consolePaths.passkey}/sign-in`, async (request) => {
    const started = await finishPasskeySignIn(baseOf(options), responseOf(request), {
      ask: askOf(request),
      caller: callerOf(request, options),
      rules: options.rules,
    });
    rememberSession(request, options, started);
    return request.redirect(safeBack(typedText(request.get('typed'), 'back')), 303);
  });

  asking('factor', (request) =>
    beginPasskeyFactor(baseOf(options), sessionAt(request, 'second factor'), askOf(request)),
  );
  app.post(`${consolePaths.passkey}/factor`, async (request) => {
    const session = sessionAt(request, 'second factor');
    const started = await finishPasskeyFactor(baseOf(options), session, responseOf(request), {
      ask: askOf(request),
      rules: options.rules,
    });
    rememberSession(request, options, started);
    return request.redirect(safeBack(typedText(request.get('typed'), 'back')), 303);
  });

  asking('add', (request) =>
    beginPasskey(baseOf(options), sessionAt(request, 'full', 'enrol'), askOf(request)),
  );
  app.post(`${consolePaths.passkey}/add`, async (request) => {
    const given = { ...responseOf(request), name: typedText(request.get('typed'), 'name') };
    const { started, recoveryCodes } = await finishPasskey(
      baseOf(options),
      sessionAt(request, 'full', 'enrol'),
      given,
      { ask: askOf(request), rules: options.rules },
    );
    if (started) rememberSession(request, options, started);
    if (recoveryCodes.length === 0) return request.redirect(doneAt(consolePaths.account, 'saved'), 303);
    return plainPage(request, options, {
      title: 'Keep your recovery codes',
      content: <RecoveryCodes codes={recoveryCodes} />,
    });
  });
}

function sessionAt(request: ConsoleRequest, ...stages: StaffSession['stage'][]): StaffSession {
  const session = request.get('session');
  if (session && stages.includes(session.stage)) return session;
  throw new AllclearError('unauthenticated', 'You were signed out meanwhile. Begin again with signing in.');
}
