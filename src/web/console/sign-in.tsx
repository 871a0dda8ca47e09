import type { FC } from 'hono/jsx';
import { signIn, signOut } from '#platform/auth';
import { Input } from '../components/index.ts';
import { type ConsoleApp, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { faultOf, PostForm, Problems, type Refused } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { baseOf, callerOf, forgetSession, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { mountEnrolment, mountSecondFactor } from './second-factor.tsx';
import { plainPage } from './shell.tsx';
import { attempt, nextStep, Password, type RefusedStatus } from './sign-in-steps.tsx';
import { mountWelcome } from './welcome.tsx';

const SignInForm: FC<{ csrf: string; email: string; back: string; refused?: Refused | undefined }> = ({
  csrf,
  email,
  back,
  refused,
}) => (
  <>
    <Problems refused={refused} fields={['email', 'password']} />
    <h1>Sign in</h1>
    <PostForm csrf={csrf} button="Sign in">
      <input type="hidden" name="back" value={back} />
      <Input
        name="email"
        label="Email address"
        type="email"
        autocomplete="username"
        value={email}
        errorMessage={faultOf(refused, 'email')}
        spellcheck={false}
      />
      <Password refused={refused} />
    </PostForm>
    <p>
      You get access by a link from an administrator. When you cannot sign in, ask one of them for a new link.
    </p>
  </>
);

function mountPasswordStep(app: ConsoleApp, options: ConsoleOptions): void {
  const show = (
    request: ConsoleRequest,
    email: string,
    back: string,
    refused?: Refused,
    status?: RefusedStatus,
  ) =>
    plainPage(request, options, {
      title: refused ? 'Error: Sign in' : 'Sign in',
      content: <SignInForm csrf={request.get('csrf')} email={email} back={back} refused={refused} />,
      ...(status ? { status } : {}),
    });
  app.get(consolePaths.signIn, (request) => {
    const back = safeBack(request.req.query('back'));
    return request.get('session')?.stage === 'full' ? request.redirect(back, 303) : show(request, '', back);
  });
  app.post(consolePaths.signIn, async (request) => {
    const typed = request.get('typed');
    const email = typedText(typed, 'email');
    const back = safeBack(typedText(typed, 'back'));
    const outcome = await attempt(() =>
      signIn(
        baseOf(options),
        { email, password: typedText(typed, 'password') },
        { caller: callerOf(request, options), rules: options.rules },
      ),
    );
    if ('refused' in outcome) return show(request, email, back, outcome.refused, outcome.status);
    rememberSession(request, options, outcome.done);
    return request.redirect(nextStep(outcome.done, back), 303);
  });
  app.post(consolePaths.signOut, async (request) => {
    const session = request.get('session');
    if (session) await signOut(baseOf(options), session);
    forgetSession(request, options);
    return request.redirect(consolePaths.signIn, 303);
  });
}

/** Everything before and around being signed in. */
export function mountSignIn(app: ConsoleApp, options: ConsoleOptions): void {
  mountPasswordStep(app, options);
  mountSecondFactor(app, options);
  mountEnrolment(app, options);
  mountWelcome(app, options);
}
