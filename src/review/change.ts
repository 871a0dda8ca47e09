import type { z } from 'zod';
import { findIncident, type Incident, type NewEvent, type ReviewState, recordEvent } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, type Rule } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Entry, NewEntry } from './core/entries.ts';
import { assertStillIndependent } from './independence.ts';
import type { Review } from './model.ts';
import { appendEntries, lockReview, selectEntries } from './store.ts';

/** What a decision about a review sees. */
export interface Scene {
  tx: Context;
  incident: Incident;
  review: Review;
  entries: readonly Entry[];
  now: Date;
}

export interface ReviewChange {
  /** The verb's name, for the audit. */
  verb: string;
  rule: Rule;
  /** The states in which it may be done; every state when not given. */
  states?: readonly ReviewState[];
  /** Whether the reviewer's independence is checked again first. Not for what has nothing to do with them. */
  independent?: boolean;
}

/** What is to be added: entries of the chain, and what the incident's public timeline says of it. */
export interface Decision<T> {
  entries: readonly NewEntry[];
  event?: NewEvent;
  result: T;
}

/**
 * The one way a person changes a review: authorise, parse, lock, check independence, decide, append, audit. The entries
 * cannot be dated by the caller: they are of now.
 */
export function changeReview<S extends z.ZodType<{ incident: string }>, T>(
  context: Context,
  change: ReviewChange,
  schema: S,
  input: unknown,
  decide: (scene: Scene, parsed: z.output<S>) => Promise<Decision<T>> | Decision<T>,
): Promise<T> {
  authorise(context.actor, change.rule);
  const parsed = parseInput(schema, input, `input of ${change.verb}`);
  return inTransaction(context, async (tx) => {
    const scene = await sceneOf(tx, parsed.incident);
    assertState(scene, change);
    if (change.independent) await assertStillIndependent(scene);
    const { entries, event, result } = await decide(scene, parsed);
    await record(scene, { verb: change.verb, data: parsed }, { entries, event });
    return result;
  });
}

/** The review of an incident with its entries, locked until the transaction ends. */
export async function sceneOf(tx: Context, slug: string): Promise<Scene> {
  const incident = await findIncident(tx.db, slug);
  const review = await lockReview(tx, incident.id);
  if (!review) throw notFound('review of', slug);
  return { tx, incident, review, entries: await selectEntries(tx.db, review.id), now: tx.clock.now() };
}

/** Appends what was decided, with its audit row and its fact. */
export async function record(
  { tx, incident, review }: Scene,
  of: { verb: string; data: object },
  { entries, event }: { entries: readonly NewEntry[]; event?: NewEvent | undefined },
): Promise<void> {
  await appendEntries(tx, review.id, entries);
  if (event) await recordEvent(tx, incident.id, event);
  await audit(tx, { verb: of.verb, subject: `incident:${incident.slug}`, data: { ...of.data } });
  await emit(tx, 'review.changed', { incidentId: incident.id });
}

function assertState({ review }: Scene, { states }: ReviewChange): void {
  if (!states || states.includes(review.state)) return;
  const wanted = states.map((state) => `'${state}'`).join(' or ');
  throw new AllclearError(
    'state.refused',
    `The review is at '${review.state}'. This is done at ${wanted}. Nothing was changed.`,
  );
}
