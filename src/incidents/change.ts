import type { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise, type Rule } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import type { FoldedEvent } from './core/events.ts';
import { isOpen } from './core/states.ts';
import type { Incident, NewEvent } from './model.ts';
import { recordEvents } from './record.ts';
import { findBySlug, lockIncident, selectEvents } from './store.ts';

export interface Change {
  /** The verb's name, for the audit. */
  verb: string;
  rule: Rule;
  /** False for what may still be recorded once the incident is closed. */
  openOnly?: boolean;
}

/** What a decision sees. */
export interface Scene {
  incident: Incident;
  events: readonly FoldedEvent[];
  now: Date;
}

/**
 * The one way a person changes an incident: authorise, parse, lock, decide, record, audit. `decide` is given the events so
 * far and returns those to add; a refusal is thrown by it. Returns the incident's slug and the entries' ids.
 */
export function changeIncident<S extends z.ZodType<{ incident: string; at?: Date | undefined }>>(
  context: Context,
  change: Change,
  schema: S,
  input: unknown,
  decide: (scene: Scene, parsed: z.output<S>) => NewEvent[],
): Promise<{ incident: string; eventIds: number[] }> {
  authorise(context.actor, change.rule);
  const parsed = parseInput(schema, input, `input of ${change.verb}`);
  return inTransaction(context, async (tx) => {
    const now = tx.clock.now();
    const at = happenedAt(parsed.at, now);
    const incident = await lockBySlug(tx, parsed.incident);
    if (change.openOnly !== false) assertOpen(incident);
    const events = decide({ incident, events: await selectEvents(tx.db, incident.id), now }, parsed);
    const eventIds = await recordEvents(
      tx,
      incident.id,
      events.map((event) => ({ at, ...event })),
    );
    await audit(tx, {
      verb: change.verb,
      subject: `incident:${incident.slug}`,
      data: { ...parsed, eventIds },
    });
    return { incident: incident.slug, eventIds };
  });
}

/** The incident of this slug, locked until the transaction ends. */
export async function lockBySlug(tx: Context, slug: string): Promise<Incident> {
  const found = await findBySlug(tx.db, slug);
  if (!found) throw notFound('incident', slug);
  return lockIncident(tx, found.id);
}

/** When it happened: now unless told; never in the future. */
export function happenedAt(at: Date | undefined, now: Date): Date {
  if (at === undefined) return now;
  if (at.getTime() <= now.getTime()) return at;
  throw new AllclearError('input.invalid', 'This is in the future. Nothing was changed.', {
    faults: [{ field: 'at', reason: `is later than now, ${now.toISOString()}` }],
  });
}

export function assertOpen(incident: Incident): void {
  if (isOpen(incident.states.response)) return;
  throw new AllclearError(
    'state.refused',
    `The incident ${incident.slug} is '${incident.states.response}'. Nothing was changed.`,
    {
      remedy:
        incident.states.response === 'candidate' ? 'Declare it first.' : 'A closed incident stays as it is.',
    },
  );
}

/** Refuses a second thing of the same name. */
export function assertNew(taken: readonly { key: string }[], key: string, what: string): void {
  if (!taken.some((one) => one.key === key)) return;
  throw new AllclearError('conflict', `There is already a ${what} '${key}'. Nothing was changed.`);
}

/** The thing of this key, or `not-found`. */
export function pick<T extends { key: string }>(all: readonly T[], key: string, what: string): T {
  const found = all.find((one) => one.key === key);
  if (!found) throw notFound(what, key);
  return found;
}
