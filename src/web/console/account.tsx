import { changeOwnPassword, endOtherSessions, ownSessions } from '#platform/auth';
import { formatDateTime } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { Button, Input, Table } from '../components/index.ts';
import { passkeysPart, providerPart } from './account-keys.tsx';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt } from './do.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';

/** One's own account: where it is signed in, the authenticator app, the password. */
export function mountAccount(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (request: ConsoleRequest, refused?: Refused) =>
    deps.page(request, {
      title: refused ? 'Error: Your account' : 'Your account',
      content: await accountScreen(request, options, refused),
      passkeys: true,
      ...(refused ? { status: 422 } : {}),
    });
  app.get(consolePaths.account, (request) => show(request));
  app.post(`${consolePaths.account}/sessions`, async (request) => {
    await endOtherSessions(request.get('context'), request.get('session'));
    return request.redirect(doneAt(consolePaths.account, 'saved'), 303);
  });
  app.post(`${consolePaths.account}/password`, async (request) => {
    const typed = request.get('typed');
    const given = { current: typedText(typed, 'current'), password: typedText(typed, 'password') };
    try {
      await changeOwnPassword(request.get('context'), request.get('session'), given);
      return request.redirect(doneAt(consolePaths.account, 'saved'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError)) throw error;
      return show(request, refusedBy(error));
    }
  });
}

async function accountScreen(request: ConsoleRequest, options: ConsoleOptions, refused: Refused | undefined) {
  const session = request.get('session');
  const { staff } = session;
  const sessions = await ownSessions(request.get('context'), session, options.rules);
  const csrf = request.get('csrf');
  return (
    <>
      <Problems refused={refused} fields={['current', 'password']} />
      <h1>Your account</h1>
      <p>
        You are {staff.name}. Your roles are {staff.roles.join(', ')}.
      </p>
      <Table
        caption="Where you are signed in"
        responsive
        head={['Browser', 'Address', 'Signed in', 'Last used']}
        rows={sessions.map((each) => [
          `${each.agent || 'Unknown'}${each.id === session.id ? ' (this one)' : ''}`,
          each.address,
          formatDateTime(each.createdAt),
          formatDateTime(each.lastSeenAt),
        ])}
      />
      <PostForm csrf={csrf} action={`${consolePaths.account}/sessions`} button="Sign out everywhere else" />
      {staff.email === null ? null : (
        <>
          {await passkeysPart(request, options)}
          {await providerPart(request, session, options)}
          <h2>Authenticator app</h2>
          <p>{staff.hasApp ? 'You use an authenticator app.' : 'You do not use an authenticator app yet.'}</p>
          <Button
            text={staff.hasApp ? 'Set up another app in its place' : 'Set up an authenticator app'}
            href={consolePaths.enrol}
            variant="secondary"
          />
          {staff.hasPassword ? (
            <>
              <h2>Password</h2>
              <PostForm csrf={csrf} action={`${consolePaths.account}/password`} button="Change your password">
                <Input
                  name="current"
                  label="Password now"
                  type="password"
                  autocomplete="current-password"
                  errorMessage={faultOf(refused, 'current')}
                />
                <Input
                  name="password"
                  label="New password"
                  type="password"
                  autocomplete="new-password"
                  errorMessage={faultOf(refused, 'password')}
                />
              </PostForm>
            </>
          ) : null}
        </>
      )}
    </>
  );
}
