import type { z } from 'zod';
import { findSite, type Site } from '#estate';
import { findIncident, type Incident, isOpen } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, type Rule } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { findPlan, type Plan } from './store.ts';

/** What a change of a migration works on. */
export interface Scene<T> {
  tx: Context;
  incident: Incident;
  parsed: T;
  at: Date;
}

/**
 * The one way a migration changes: authorise, parse, lock, work, audit, and tell. Refuses an incident that is not open
 * and an instant in the future.
 */
export function changeMigration<S extends z.ZodType<{ incident: string; at?: Date | undefined }>, R>(
  context: Context,
  verb: { name: string; rule: Rule },
  schema: S,
  input: unknown,
  work: (scene: Scene<z.output<S>>) => Promise<R>,
): Promise<R> {
  authorise(context.actor, verb.rule);
  const parsed = parseInput(schema, input, `input of ${verb.name}`);
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, parsed.incident);
    await lockForTransaction(tx, `planning:${incident.id}`);
    if (!isOpen(incident.states.response)) {
      const state = `The incident ${incident.slug} is '${incident.states.response}'`;
      throw new AllclearError('state.refused', `${state}. Nothing was changed.`);
    }
    const result = await work({ tx, incident, parsed, at: happenedAt(parsed.at, tx.clock.now()) });
    await audit(tx, { verb: verb.name, subject: `incident:${incident.slug}`, data: { ...parsed } });
    await emit(tx, 'migration.changed', { incidentId: incident.id });
    return result;
  });
}

function happenedAt(at: Date | undefined, now: Date): Date {
  if (at === undefined) return now;
  if (at.getTime() <= now.getTime()) return at;
  throw new AllclearError('input.invalid', 'This is in the future. Nothing was changed.', {
    faults: [{ field: 'at', reason: `is later than now, ${now.toISOString()}` }],
  });
}

/** The incident's migration; `not-found` when it has none. */
export async function planOf(tx: Context, incident: Incident): Promise<Plan> {
  const plan = await findPlan(tx.db, incident.id);
  if (!plan) throw notFound('migration of the incident', incident.slug);
  return plan;
}

/** The site of this code; `not-found` when there is none. */
export async function siteOf(tx: Context, code: string): Promise<Site> {
  const site = await findSite(tx.db, code);
  if (!site) throw notFound('site', code);
  return site;
}
