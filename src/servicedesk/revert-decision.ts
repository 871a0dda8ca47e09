import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { lockLinks } from './link-calls.ts';
import type { RevertedDecision } from './model.ts';
import { mayDecideLinks } from './policy.ts';
import { upsertLinks } from './store.ts';
import { decidedLinks, deleteLinks, findDecision, markReverted } from './store-decisions.ts';

const revertInput = z.strictObject({ incidentId: z.int().positive(), decision: z.int().positive() });

/**
 * Takes back what one press decided: each link is again as it was before. Links that somebody has decided anew since
 * stay, and are named. Throws `not-found`, and `conflict` for a decision that was taken back before.
 */
export async function revertDecision(
  context: Context,
  input: z.input<typeof revertInput>,
): Promise<RevertedDecision> {
  authorise(context.actor, mayDecideLinks);
  const { incidentId, decision: id } = parseInput(revertInput, input, 'decision');
  return inTransaction(context, async (tx) => {
    await lockLinks(tx, incidentId);
    const decision = await findDecision(tx.db, id);
    if (decision?.incidentId !== incidentId) throw notFound('decision about calls', id);
    if (decision.revertedAt !== null)
      throw new AllclearError(
        'conflict',
        `${decision.revertedBy} took this decision back already. Nothing was changed.`,
      );
    const links = await decidedLinks(tx.db, id);
    const own = links.filter(({ untouched }) => untouched);
    await upsertLinks(
      tx.db,
      own.flatMap(({ before }) => before ?? []),
    );
    await deleteLinks(
      tx,
      incidentId,
      own.filter(({ before }) => before === null).map(({ callId }) => callId),
    );
    await markReverted(tx, id);
    const callIds = own.map(({ callId }) => callId);
    const kept = links.filter(({ untouched }) => !untouched).map(({ externalId }) => externalId);
    await audit(tx, {
      verb: 'call.revert',
      subject: `incident:${incidentId}`,
      data: { decision: id, callIds, kept },
    });
    if (callIds.length > 0) await emit(tx, 'calls.linked', { incidentId, callIds });
    return { decision, reverted: own.map(({ externalId }) => externalId), kept };
  });
}
