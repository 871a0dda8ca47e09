import { type Actor, allRoles, type Context, type Role } from '../context/index.ts';
import { AllclearError } from '../errors/index.ts';
import type { Verb } from '../verbs/index.ts';

/** Who may use a verb, in the words of its own policy. */
export interface Permission {
  verb: string;
  sentence: string;
  roles: readonly Role[];
}

export type Permissions = ReadonlyMap<string, Permission>;

/**
 * Reads the permissions off the verbs themselves: each is asked by an actor of every role, with an empty input and
 * without a database, and answers `forbidden` or goes on and fails. So there is no second list that could differ from
 * what the verbs do. Every verb must check its actor before anything else; a test holds them to it.
 */
export async function permissionsOf(
  verbs: readonly Verb[],
  context: Pick<Context, 'clock' | 'log'>,
): Promise<Permissions> {
  const found = await Promise.all(verbs.map((verb) => permissionOf(verb, context)));
  return new Map(found.map((permission) => [permission.verb, permission]));
}

export const mayUse = (permissions: Permissions, actor: Actor, verb: string): boolean =>
  permissions.get(verb)?.roles.some((role) => actor.roles.includes(role)) ?? false;

async function permissionOf(verb: Verb, context: Pick<Context, 'clock' | 'log'>): Promise<Permission> {
  const answers = await Promise.all(allRoles.map((role) => refusal(verb, context, [role])));
  const nobody = await refusal(verb, context, []);
  return {
    verb: verb.name,
    sentence: nobody ?? 'Anyone may do this',
    roles: allRoles.filter((_, index) => answers[index] === undefined),
  };
}

const prober = 'Somebody';

/** What the verb says to an actor who may not use it; undefined when it gets further than that. */
async function refusal(
  verb: Verb,
  context: Pick<Context, 'clock' | 'log'>,
  roles: readonly Role[],
): Promise<string | undefined> {
  const actor: Actor = { kind: 'person', name: prober, roles };
  try {
    await verb.run({ ...context, actor, db: noDatabase() }, {} as never);
    return undefined;
  } catch (error) {
    if (!(error instanceof AllclearError) || error.code !== 'forbidden') return undefined;
    return error.message.replace(`${prober} may not do this. `, '').replace(/\.$/, '');
  }
}

/** Whatever asks it for anything fails: asking must not change a thing. */
function noDatabase(): Context['db'] {
  const refuse = (): never => {
    throw new AllclearError('internal', 'A verb used the database before it checked its actor.');
  };
  return new Proxy({} as Context['db'], { get: refuse });
}
