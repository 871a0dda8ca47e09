import type { Role } from '#platform/auth';
import type { EstateFile } from './estate-files.ts';

export interface Person {
  name: string;
  roles: readonly Role[];
}

/** What somebody does, or a file that arrives. */
export type ScriptItem =
  | { at: Date; actor: Person; verb: string; input: Record<string, unknown> }
  | { at: Date; files: readonly EstateFile[] };

/** Adds a line to a script, about its incident. */
export type Does = (at: Date, actor: Person, verb: string, input: Record<string, unknown>) => void;

/** A script to be written line by line: `does(at, actor, verb, input)` names the incident in every input. */
export function scriptOf(incident: string): { items: ScriptItem[]; does: Does } {
  const items: ScriptItem[] = [];
  const does: Does = (at, actor, verb, input) => {
    items.push({ at, actor, verb, input: { incident, ...input } });
  };
  return { items, does };
}

export interface UpdatePlan {
  number: number;
  draftedAt: Date;
  publishedAt: Date;
  title: string;
  body: string;
  nextUpdateDue: Date;
}

/** An update as three people carry it: written, sent for approval, approved by somebody else and published. */
export function publishUpdate(
  does: Does,
  people: { author: Person; approver: Person },
  update: UpdatePlan,
): void {
  const { number, draftedAt, publishedAt, title, body, nextUpdateDue } = update;
  const due = nextUpdateDue.toISOString();
  does(draftedAt, people.author, 'update.draft', { title, body, nextUpdateDue: due });
  does(draftedAt, people.author, 'update.submit', { number });
  does(publishedAt, people.approver, 'update.approve', { number });
  does(publishedAt, people.approver, 'update.publish', { number });
}
