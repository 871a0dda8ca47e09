import { createHash } from 'node:crypto';
import { type Actor, allRoles } from '../context/index.ts';

/** Allclear itself, for what follows from data: detection, linking, evaluation. */
export const systemActor: Actor = { kind: 'system', name: 'Allclear', roles: [...allRoles] };

/** A person at the command line of the machine that holds the data directory: they already hold everything. */
export const localOperator = (name: string): Actor => ({ kind: 'person', name, roles: [...allRoles] });

/**
 * The person or people behind an actor, as keys: the name, the addresses and identities of their account, and for a
 * token who made it and whom it is for. Two actors with a key in common count as one person, so that nobody gets past
 * the second pair of eyes by a second account or a token of their own.
 */
export const peopleBehind = (actor: Actor): string[] => [
  ...new Set([personKey('name', actor.name), ...(actor.people ?? [])]),
];

/**
 * One key, as a digest: it is only ever compared, and stands beside texts that many may read. Of an address the part
 * after `+` does not count: mail systems deliver it to the same person.
 */
export function personKey(kind: 'name' | 'address' | 'identity', value: string): string {
  const plain = value.trim().toLowerCase();
  const same = kind === 'address' ? plain.replace(/\+[^@]*(?=@)/, '') : plain;
  return createHash('sha256').update(`${kind}:${same}`).digest('base64url').slice(0, 22);
}
