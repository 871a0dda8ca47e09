import type { FC } from 'hono/jsx';
import {
  beginEnrolment,
  type Enrolment,
  finishEnrolment,
  type StaffSession,
  verifySecondFactor,
} from '#platform/auth';
import { Input } from '../components/index.ts';
import { type ConsoleApp, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { PostForm, Problems, type Refused } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { baseOf, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { PasskeyForm } from './passkey-forms.tsx';
import { passkeySite } from './passkey-site.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { plainPage } from './shell.tsx';
import { attempt, type RefusedStatus } from './sign-in-steps.tsx';

const CodeField: FC<{ refused: Refused | undefined; hint: string }> = ({ refused, hint }) => (
  <Input
    name="code"
    label="Code"
    hint={hint}
    width={20}
    autocomplete="one-time-code"
    errorMessage={refused ? refused.message : undefined}
    spellcheck={false}
  />
);

/** Entering the code of an authenticator app. */
export function mountSecondFactor(app: ConsoleApp, options: ConsoleOptions): void {
  const show = (
    request: ConsoleRequest,
    { staff }: StaffSession,
    back: string,
    refused?: Refused,
    status?: RefusedStatus,
  ) => {
    const csrf = request.get('csrf');
    const passkeys = staff.passkeys > 0 && passkeySite(request, options) !== undefined;
    return plainPage(request, options, {
      title: refused ? 'Error: Second step' : 'Second step',
      ...(status ? { status } : {}),
      passkeys,
      content: (
        <>
          <Problems refused={refused} fields={['code']} />
          <h1>{staff.hasApp ? 'Enter your code' : 'Use your passkey or a recovery code'}</h1>
          {passkeys ? (
            <PasskeyForm
              use="factor"
              csrf={csrf}
              back={back}
              without="Your passkey needs JavaScript, which this browser does not run. Enter a code."
            />
          ) : null}
          <PostForm csrf={csrf} action={consolePaths.secondFactor} button="Continue">
            <input type="hidden" name="back" value={back} />
            <CodeField
              refused={refused}
              hint={
                staff.hasApp
                  ? 'The 6 digits that your authenticator app shows now, or one of your recovery codes'
                  : 'One of your recovery codes'
              }
            />
          </PostForm>
        </>
      ),
    });
  };
  app.get(consolePaths.secondFactor, (request) => {
    const session = request.get('session');
    if (session?.stage !== 'second factor') return request.redirect(consolePaths.now, 303);
    return show(request, session, safeBack(request.req.query('back')));
  });
  app.post(consolePaths.secondFactor, async (request) => {
    const session = request.get('session');
    if (session?.stage !== 'second factor') return request.redirect(consolePaths.signIn, 303);
    const typed = request.get('typed');
    const back = safeBack(typedText(typed, 'back'));
    const outcome = await attempt(request, () =>
      verifySecondFactor(baseOf(options), session, typedText(typed, 'code'), options.rules),
    );
    if ('refused' in outcome) return show(request, session, back, outcome.refused, outcome.status);
    rememberSession(request, options, outcome.done);
    return request.redirect(back, 303);
  });
}

const EnrolForm: FC<{
  csrf: string;
  enrolment: Enrolment;
  refused?: Refused | undefined;
  /** At the first sign-in a passkey will do as well. */
  orPasskey: boolean;
}> = ({ csrf, enrolment, refused, orPasskey }) => (
  <>
    <Problems refused={refused} fields={['code']} />
    <h1>Set up your authenticator app</h1>
    <p>
      Each time you sign in you enter your password and a code from an authenticator app, such as the one
      built into your phone or password manager.
    </p>
    <ol class="nhsuk-list nhsuk-list--number">
      <li>
        On the phone that has the app, <a href={enrolment.address}>open the app with the key filled in</a>.
        Otherwise add an account in the app by hand, with this key:{' '}
        <strong class="allclear-token">{enrolment.key}</strong>
      </li>
      <li>Enter the 6 digits that the app shows.</li>
    </ol>
    <PostForm csrf={csrf} action={consolePaths.enrol} button="Continue">
      <CodeField refused={refused} hint="6 digits" />
    </PostForm>
    {orPasskey ? (
      <>
        <h2>Or use a passkey</h2>
        <PasskeyForm
          use="add"
          csrf={csrf}
          without="A passkey needs JavaScript, which this browser does not run. Set up the app."
        />
      </>
    ) : null}
  </>
);

/** Setting up an authenticator app, at the first sign-in or from one's account. */
export function mountEnrolment(app: ConsoleApp, options: ConsoleOptions): void {
  const allowed = (session: StaffSession | undefined): session is StaffSession =>
    session?.stage === 'enrol' || (session?.stage === 'full' && session.staff.email !== null);
  const show = async (
    request: ConsoleRequest,
    session: StaffSession,
    refused?: Refused,
    status?: RefusedStatus,
  ) =>
    plainPage(request, options, {
      title: refused ? 'Error: Set up your authenticator app' : 'Set up your authenticator app',
      ...(status ? { status } : {}),
      passkeys: session.stage === 'enrol',
      content: (
        <EnrolForm
          csrf={request.get('csrf')}
          enrolment={await beginEnrolment(baseOf(options), session, options.rules)}
          refused={refused}
          orPasskey={session.stage === 'enrol' && passkeySite(request, options) !== undefined}
        />
      ),
    });
  app.get(consolePaths.enrol, (request) => {
    const session = request.get('session');
    return allowed(session) ? show(request, session) : request.redirect(consolePaths.now, 303);
  });
  app.post(consolePaths.enrol, async (request) => {
    const session = request.get('session');
    if (!allowed(session)) return request.redirect(consolePaths.signIn, 303);
    const code = typedText(request.get('typed'), 'code');
    const outcome = await attempt(request, () =>
      finishEnrolment(baseOf(options), session, code, options.rules),
    );
    if ('refused' in outcome) return show(request, session, outcome.refused, outcome.status);
    rememberSession(request, options, outcome.done);
    return plainPage(request, options, {
      title: 'Keep your recovery codes',
      content: <RecoveryCodes codes={outcome.done.recoveryCodes} />,
    });
  });
}
