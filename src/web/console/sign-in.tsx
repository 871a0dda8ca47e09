import type { FC } from 'hono/jsx';
import { signIn, signOut } from '#platform/auth';
import { Button, Input, InsetText } from '../components/index.ts';
import { type ConsoleApp, consolePaths, safeBack } from './deps.ts';
import { faultOf, PostForm, Problems, type Refused } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { baseOf, callerOf, forgetSession, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { PasskeyForm } from './passkey-forms.tsx';
import { passkeySite } from './passkey-site.ts';
import { mountPasskeys } from './passkeys.tsx';
import { mountProvider } from './provider.tsx';
import { mountEnrolment, mountSecondFactor } from './second-factor.tsx';
import { plainPage } from './shell.tsx';
import { attempt, nextStep, Password, type ShowSignIn } from './sign-in-steps.tsx';
import { mountWelcome } from './welcome.tsx';

interface SignInPage {
  csrf: string;
  email: string;
  back: string;
  passkeys: boolean;
  provider: string | undefined;
  refused?: Refused | undefined;
}

const SignInForm: FC<SignInPage> = ({ csrf, email, back, passkeys, provider, refused }) => (
  <>
    <Problems refused={refused} fields={['email', 'password']} />
    <h1>Sign in</h1>
    {back === consolePaths.kept ? (
      <InsetText text="You were signed out before you sent what you wrote. It is kept: sign in to go on." />
    ) : null}
    {provider === undefined ? null : (
      <Button
        text={`Sign in with ${provider}`}
        href={`${consolePaths.provider}?${new URLSearchParams({ back })}`}
      />
    )}
    {passkeys ? (
      <PasskeyForm
        use="sign-in"
        csrf={csrf}
        back={back}
        without="Passkeys need JavaScript, which this browser does not run. The other ways work without it."
      />
    ) : null}
    {provider === undefined && !passkeys ? null : <h2>With a password</h2>}
    <PostForm csrf={csrf} action={consolePaths.signIn} button="Sign in">
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

function mountPasswordStep(app: ConsoleApp, options: ConsoleOptions, show: ShowSignIn): void {
  app.get(consolePaths.signIn, (request) => {
    const back = safeBack(request.req.query('back'));
    return request.get('session')?.stage === 'full' ? request.redirect(back, 303) : show(request, '', back);
  });
  app.post(consolePaths.signIn, async (request) => {
    const typed = request.get('typed');
    const email = typedText(typed, 'email');
    const back = safeBack(typedText(typed, 'back'));
    const outcome = await attempt(request, () =>
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
    const there = session?.via === 'provider' && options.provider;
    return request.redirect(there ? consolePaths.signedOut : consolePaths.signIn, 303);
  });
}

const signInPage =
  (options: ConsoleOptions): ShowSignIn =>
  (request, email, back, refused, status) => {
    const passkeys = passkeySite(request, options) !== undefined;
    return plainPage(request, options, {
      title: refused ? 'Error: Sign in' : 'Sign in',
      passkeys,
      content: (
        <SignInForm
          csrf={request.get('csrf')}
          email={email}
          back={back}
          passkeys={passkeys}
          provider={options.provider?.settings.name}
          refused={refused}
        />
      ),
      ...(status ? { status } : {}),
    });
  };

/** Everything before and around being signed in. */
export function mountSignIn(app: ConsoleApp, options: ConsoleOptions): void {
  const show = signInPage(options);
  mountPasswordStep(app, options, show);
  mountPasskeys(app, options);
  mountProvider(app, options, show);
  mountSecondFactor(app, options);
  mountEnrolment(app, options);
  mountWelcome(app, options);
}
