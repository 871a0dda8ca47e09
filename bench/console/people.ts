import { z } from 'zod';
import { type App, allVerbs } from '#app';
import {
  acceptLink,
  type Caller,
  firstAdministratorLink,
  type SignInRules,
  systemActor,
} from '#platform/auth';
import { runVerb } from '#platform/verbs';

// People who sign in at a demonstration that was just replayed.

export const password = 'a long walk along the harbour';
const caller: Caller = { address: '127.0.0.1', agent: 'bench' };
const rules: SignInRules = { idleMinutes: 600, sessionHours: 12, secondFactor: 'optional', issuer: 'Bench' };

const cookieOf = ({ secret }: { secret: string }): string => `allclear_session=${secret}`;
const secretIn = (path: string): string => path.split('/').at(-1) ?? '';

/** The cookie of an administrator with every role, who came in by the one-time link of a new installation. */
export async function signInAdministrator(app: App): Promise<string> {
  const context = app.contextFor(systemActor);
  const link = await firstAdministratorLink(context);
  const who = { name: 'Robin Admin', email: 'robin@demonstration.example', password };
  const started = await acceptLink(context, secretIn(link?.path ?? ''), who, { caller, rules });
  await runVerb(allVerbs, context, 'staff.roles', {
    email: who.email,
    roles: [
      'administrator',
      'incident lead',
      'engineer',
      'desk',
      'communications author',
      'approver',
      'clinical safety lead',
      'reviewer',
    ],
  });
  return cookieOf(started);
}

/** The path of a one-time link that invites somebody; nobody uses it. */
export async function inviteSomebody(app: App, name: string): Promise<string> {
  const invited = await runVerb(allVerbs, app.contextFor(systemActor), 'staff.invite', {
    name,
    email: `${name.toLowerCase().replaceAll(' ', '.')}@demonstration.example`,
    roles: ['viewer', 'desk'],
  });
  return z.object({ path: z.string() }).parse(invited).path;
}

/** The cookie of a new person, signed in. */
export async function signInSomebody(app: App, name: string): Promise<string> {
  const link = await inviteSomebody(app, name);
  return cookieOf(
    await acceptLink(app.contextFor(systemActor), secretIn(link), { password }, { caller, rules }),
  );
}
