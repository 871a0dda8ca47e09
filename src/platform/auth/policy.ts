import type { Actor, Role } from '../context/index.ts';
import { AllclearError } from '../errors/index.ts';

/** One permission, written as a sentence: `{ sentence: 'A desk agent may record a call', roles: ['desk'] }`. */
export interface Rule {
  sentence: string;
  roles: readonly Role[];
}

/** Throws `forbidden`, quoting the rule, unless the actor holds one of its roles. Administrators do not pass by rank. */
export function authorise(actor: Actor, rule: Rule): void {
  if (actor.kind === 'system' || rule.roles.some((role) => actor.roles.includes(role))) return;
  throw new AllclearError('forbidden', `${actor.name} may not do this. ${rule.sentence}.`);
}
