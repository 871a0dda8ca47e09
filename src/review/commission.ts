import { z } from 'zod';
import { commandStructure, findIncident, instant, recordEvent, slugText, text, timeline } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { tiesOf } from './core/independence.ts';
import type { Review } from './model.ts';
import { mayCommission } from './policy.ts';
import { reviewOf } from './read.ts';
import { findReview, insertReview } from './store.ts';

export const commissionInput = z.strictObject({
  incident: slugText,
  independentReviewer: text(120),
  reviewerOrganisation: text(120),
  dueBy: z.union([z.iso.date(), instant.transform(londonDate)]).describe('The London day by which it is due'),
  termsOfReference: text(8000),
});

/**
 * Commissions the review of an incident. A reviewer who held a role, owns an action or wrote in the timeline is refused
 * (`state.refused`, with each reason): they would review themselves. Returns the review.
 */
export function commissionReview(
  context: Context,
  input: z.input<typeof commissionInput>,
): Promise<Review | null> {
  authorise(context.actor, mayCommission);
  const { incident: slug, ...parsed } = parseInput(commissionInput, input, 'input of review.commission');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    await lockForTransaction(tx, `review:${incident.id}`);
    if (incident.declaredAt === null) throw new AllclearError('state.refused', `${slug} was never declared.`);
    if (await findReview(tx.db, incident.id)) {
      throw new AllclearError('conflict', `${slug} has a review already. Nothing was changed.`);
    }
    await assertIndependent(tx, incident.id, parsed.independentReviewer);
    const commissionedAt = tx.clock.now();
    await insertReview(tx, { ...parsed, incidentId: incident.id, state: 'commissioned', commissionedAt });
    const { independentReviewer, reviewerOrganisation, dueBy } = parsed;
    await recordEvent(tx, incident.id, {
      type: 'review.commissioned',
      public: true,
      text: `Review commissioned from ${independentReviewer}, ${reviewerOrganisation}; due by ${dueBy}`,
      data: { independentReviewer, reviewerOrganisation, dueBy },
    });
    await audit(tx, { verb: 'review.commission', subject: `incident:${slug}`, data: parsed });
    await emit(tx, 'review.changed', { incidentId: incident.id });
    return reviewOf(tx.db, incident.id);
  });
}

async function assertIndependent(tx: Context, incidentId: number, person: string): Promise<void> {
  const groups = await commandStructure(tx.db, incidentId);
  const ties = tiesOf(person, { groups, entries: await timeline(tx.db, incidentId) });
  if (ties.length === 0) return;
  throw new AllclearError(
    'state.refused',
    `The reviewer is not independent. ${ties.join(' ')} Nothing was changed.`,
    {
      faults: ties.map((reason) => ({ field: 'independentReviewer', reason })),
      remedy: 'Commission somebody who had no part in the incident.',
    },
  );
}
