import { createHash } from 'node:crypto';
import { type Actor, allRoles } from '../context/index.ts';

/** Allclear itself, for what follows from data: detection, linking, evaluation. */
export const systemActor: Actor = { kind: 'system', name: 'Allclear', roles: [...allRoles] };

/** A person at the command line of the machine that holds the data directory: they already hold everything. */
export const localOperator = (name: string): Actor => ({ kind: 'person', name, roles: [...allRoles] });

/**
 * The person behind an actor, as keys: the name, and the addresses and identities of their account, or for a token those
 * of its owner; a token without an owner is its maker's. Two actors with a key in common are one person, so nobody gets
 * past a second pair of eyes by a second account or a token of their own.
 */
export const personKeys = (actor: Actor): string[] => [
  ...new Set([personKey('name', actor.name), ...(actor.people ?? [])]),
];

/** What is kept of an author, to be compared with `approverKeys`. */
export const authorKeys = (actor: Actor): string[] => [
  ...new Set([...personKeys(actor), ...(actor.madeBy ?? []).map(madeBy)]),
];

/**
 * What tells that an approver is an author. Whoever made a token for somebody else could use it, so the two do not
 * approve each other; but two tokens that one administrator made for two people are two people's.
 */
export const approverKeys = (actor: Actor): string[] => {
  const own = personKeys(actor);
  return [...new Set([...own, ...own.map(madeBy), ...(actor.madeBy ?? [])])];
};

const madeBy = (key: string): string => digest(`made by:${key}`);

/**
 * One key, as a digest: it is only ever compared, and stands beside texts that many may read. Of an address the part
 * after `+` does not count: mail systems deliver it to the same person.
 */
export function personKey(kind: 'name' | 'address' | 'identity', value: string): string {
  const plain = value.trim().toLowerCase();
  const same = kind === 'address' ? plain.replace(/\+[^@]*(?=@)/, '') : plain;
  return digest(`${kind}:${same}`);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
