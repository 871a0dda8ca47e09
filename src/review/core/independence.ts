import type { TimelineEntry } from '#incidents';
import type { Account } from '#platform/auth';
import { identityOf, isNamed, type Person } from './identity.ts';

/** What somebody did in the response to an incident: `Ada` and `held the role 'lead' in technical`. */
export interface Part {
  name: string;
  did: string;
}

/** Entries of the review itself are no part of the response. */
const isResponse = (entry: TimelineEntry): boolean => !entry.type.startsWith('review.');

/** Who had a part in the response by its timeline: a role held, an action owned, an entry recorded. */
export function partsInTimeline(entries: readonly TimelineEntry[]): Part[] {
  const response = entries.filter(isResponse);
  const roles = response
    .filter((entry) => entry.type === 'command.assigned')
    .map(({ data }) => ({
      name: String(data.person),
      did: `held the role '${String(data.role)}' in ${String(data.group)}`,
    }));
  const actions = response
    .filter((entry) => entry.type === 'command.action')
    .map(({ data }) => ({ name: String(data.owner), did: `owned action ${String(data.number)}` }));
  const recorded = [...Map.groupBy(response, (entry) => entry.actor)].map(([name, own]) => ({
    name,
    did: `recorded ${own.length} ${own.length === 1 ? 'entry' : 'entries'} of the timeline`,
  }));
  return [...roles, ...actions, ...recorded];
}

interface UpdatePeople {
  number: number;
  authors: readonly string[];
  approvedBy: string | null;
  publishedBy: string | null;
}

/** Who wrote, approved or published the incident's updates. */
export const partsInUpdates = (updates: readonly UpdatePeople[]): Part[] =>
  updates.flatMap(({ number, authors, approvedBy, publishedBy }) => [
    ...authors.map((name) => ({ name, did: `wrote update ${number}` })),
    ...(approvedBy === null ? [] : [{ name: approvedBy, did: `approved update ${number}` }]),
    ...(publishedBy === null ? [] : [{ name: publishedBy, did: `published update ${number}` }]),
  ]);

export interface Candidate extends Person {
  /** People they report to, as said at their appointment and in their own declaration. */
  reportsTo: readonly string[];
}

/**
 * Why this person is not independent of the response, a sentence each; empty when nothing speaks against them. They are
 * looked for under every name that their accounts and addresses lead to, and so is everybody they report to.
 */
export function tiesOf(person: Candidate, parts: readonly Part[], accounts: readonly Account[]): string[] {
  const own = partsOf(person, parts, accounts).map(({ name, did }) =>
    name === person.name ? `${person.name} ${did}.` : `${person.name}, who is also ${name}, ${did}.`,
  );
  const through = person.reportsTo.flatMap((name) =>
    partsOf({ name }, parts, accounts).map(({ did }) => `${person.name} reports to ${name}, who ${did}.`),
  );
  return [...new Set([...own, ...through])];
}

function partsOf(person: Person, parts: readonly Part[], accounts: readonly Account[]): Part[] {
  const identity = identityOf(person, accounts);
  return parts.filter((part) => isNamed(identity, part.name));
}
