import type { FC } from 'hono/jsx';
import { acceptLink, type StaffLink, showLink } from '#platform/auth';
import { formatDateTime, systemClock } from '#platform/clock';
import { AllclearError, required } from '#platform/errors';
import { addressKey, createRateLimiter, takeOrRefuse } from '#platform/http';
import { Button, Input } from '../components/index.ts';
import { type ConsoleApp, type ConsoleRequest, consolePaths } from './deps.ts';
import { faultOf, PostForm, Problems, type Refused } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { baseOf, callerOf, rememberSession } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { plainPage } from './shell.tsx';
import { attempt, nextStep, Password, type RefusedStatus } from './sign-in-steps.tsx';

interface Welcome {
  link: StaffLink;
  csrf: string;
  name: string;
  email: string;
  /** Where an invitation can be accepted through the identity provider, and what it is called. */
  provider: { name: string; href: string } | undefined;
  refused?: Refused | undefined;
}

const welcomeHeadings: Record<StaffLink['purpose'], string> = {
  'first administrator': 'Become the first administrator',
  invitation: 'Accept your invitation',
  'new password': 'Choose a new password',
  'break-glass': 'Use break-glass access',
};

const WelcomeForm: FC<Welcome> = ({ link, csrf, name, email, provider, refused }) => (
  <>
    <Problems refused={refused} fields={['name', 'email', 'password']} />
    <h1>{welcomeHeadings[link.purpose]}</h1>
    {link.purpose === 'break-glass' ? (
      <p>
        You will be an administrator for 1 hour, without a password. Everybody sees it, and everything you do
        is in the audit trail.
      </p>
    ) : (
      <p>This link works once, until {formatDateTime(link.expiresAt)}.</p>
    )}
    {provider && link.purpose === 'invitation' ? (
      <>
        <Button text={`Continue with ${provider.name}`} href={provider.href} />
        <h2>Or choose a password</h2>
      </>
    ) : null}
    <PostForm
      csrf={csrf}
      button={link.purpose === 'break-glass' ? 'Break the glass' : 'Continue'}
      warning={link.purpose === 'break-glass'}
    >
      {link.purpose === 'first administrator' ? (
        <>
          <Input
            name="name"
            label="Full name"
            hint="As the timeline and the audit trail will show it"
            autocomplete="name"
            value={name}
            errorMessage={faultOf(refused, 'name')}
          />
          <Input
            name="email"
            label="Email address"
            type="email"
            autocomplete="username"
            value={email}
            errorMessage={faultOf(refused, 'email')}
          />
        </>
      ) : null}
      {link.purpose === 'invitation' || link.purpose === 'new password' ? (
        <>
          <p>
            You are {link.name}. You sign in with {link.email}.
          </p>
          <input type="hidden" name="username" autocomplete="username" value={link.email ?? ''} />
        </>
      ) : null}
      {link.purpose === 'break-glass' ? null : <Password refused={refused} label="New password" isNew />}
    </PostForm>
  </>
);

/** Old links are opened again by mistake; a flood of them is a guess, if a hopeless one. */
const unknownLinks = { burst: 60, perSecond: 0.2 };

/** One-time links: the first administrator, invitations, new passwords, break-glass. */
export function mountWelcome(app: ConsoleApp, options: ConsoleOptions): void {
  const path = '/console/welcome/:secret';
  const limiter = createRateLimiter(unknownLinks, systemClock());
  /** Links that are not there are counted, those that are never: whoever has one is not held up by who guesses. */
  const found = async <T,>(request: ConsoleRequest, look: () => Promise<T>): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      if (error instanceof AllclearError && error.code === 'not-found')
        takeOrRefuse(limiter, addressKey(callerOf(request, options).address));
      throw error;
    }
  };
  const show = async (request: ConsoleRequest, refused?: Refused, status?: RefusedStatus) => {
    const secret = required(request.req.param('secret'), 'secret');
    const link = await found(request, () => showLink(baseOf(options), secret));
    const name = options.provider?.settings.name;
    const typed = request.get('typed');
    return plainPage(request, options, {
      title: `${refused ? 'Error: ' : ''}${welcomeHeadings[link.purpose]}`,
      ...(status ? { status } : {}),
      content: (
        <WelcomeForm
          link={link}
          csrf={request.get('csrf')}
          name={typedText(typed, 'name')}
          email={typedText(typed, 'email')}
          provider={name === undefined ? undefined : { name, href: `/console/welcome/${secret}/provider` }}
          refused={refused}
        />
      ),
    });
  };
  // Looking at a link does not use it: mail programs open links before people do.
  app.get(path, (request) => show(request));
  app.post(path, async (request) => {
    const typed = request.get('typed');
    const given = {
      name: typedText(typed, 'name'),
      email: typedText(typed, 'email'),
      password: typedText(typed, 'password'),
    };
    const outcome = await attempt(request, () =>
      found(request, () =>
        acceptLink(baseOf(options), request.req.param('secret'), given, {
          caller: callerOf(request, options),
          rules: options.rules,
        }),
      ),
    );
    if ('refused' in outcome && outcome.status === 404) return show(request);
    if ('refused' in outcome) return show(request, outcome.refused, outcome.status);
    rememberSession(request, options, outcome.done);
    return request.redirect(nextStep(outcome.done, consolePaths.now), 303);
  });
}
