import { findIncident, type Incident } from '#incidents';
import { audit } from '#platform/audit';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Update, UpdateStatus } from './model.ts';
import { lockUpdate, saveUpdate } from './store.ts';

/** What a decision about an update sees. */
export interface UpdateScene {
  tx: Context;
  incident: Incident;
  update: Update;
  now: Date;
}

/**
 * The one way an unpublished update changes: lock it, check that it is in a state that allows it, decide, store, audit.
 * The caller has authorised its actor and parsed its input.
 */
export function changeUpdate(
  context: Context,
  change: {
    verb: string;
    incident: string;
    number: number;
    from: readonly UpdateStatus[];
    /** The version that the actor read, when they say so: nobody answers for a text that they have not seen. */
    version?: number | undefined;
    /** What the audit says beside the number and the state. */
    data?: Record<string, unknown>;
  },
  decide: (scene: UpdateScene) => Promise<Update>,
): Promise<Update> {
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, change.incident);
    await lockUpdates(tx, incident.id);
    const update = await lockUpdate(tx, incident.id, change.number);
    if (!update) throw notFound(`update of ${change.incident}`, change.number);
    if (!change.from.includes(update.status)) throw refusedState(update);
    if (change.version !== undefined && change.version !== update.version) throw changedSince(update);
    const saved = await saveUpdate(tx, await decide({ tx, incident, update, now: tx.clock.now() }));
    const { number, status } = saved;
    await audit(tx, {
      verb: change.verb,
      subject: `incident:${change.incident}`,
      data: { number, status, ...change.data },
    });
    // Nothing follows from it but that open screens show it.
    await emit(tx, 'update.changed', { incidentId: incident.id, updateId: saved.id });
    return saved;
  });
}

/** Held while the updates of an incident are numbered, approved or published, so that they come one after the other. */
export const lockUpdates = (tx: Context, incidentId: number): Promise<void> =>
  lockForTransaction(tx, `publishing.updates:${incidentId}`);

function refusedState(update: Update): AllclearError {
  const remedy: Record<UpdateStatus, string> = {
    draft: 'Submit it first.',
    submitted: 'It waits for an approver.',
    approved: 'Publish it, or edit it and have it approved again.',
    published: 'A published update stays as it is. Draft a correction.',
  };
  return new AllclearError(
    'state.refused',
    `Update ${update.number} is '${update.status}'. Nothing was changed.`,
    {
      remedy: remedy[update.status],
    },
  );
}

function changedSince({ number }: Update): AllclearError {
  return new AllclearError(
    'conflict',
    `Update ${number} was changed after you opened it. Nothing was approved or published.`,
    { remedy: 'Read it as it is now, then decide.' },
  );
}
