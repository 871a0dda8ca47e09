import { z } from 'zod';
import { findIncident, instant, recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { changeReview } from './change.ts';
import { entry } from './core/entries.ts';
import { tiesOf } from './core/independence.ts';
import { assertIsReviewer, recordOf, refuseTies } from './independence.ts';
import type { Review } from './model.ts';
import { mayCommission, mayReview } from './policy.ts';
import { appendEntries, findReview, insertReview, updateReview } from './store.ts';

const reviewer = {
  independentReviewer: text(120),
  reviewerOrganisation: text(120),
  reviewerAddress: z
    .email()
    .max(254)
    .optional()
    .describe('Their email address: compared with every account, never published'),
  reportsTo: z.array(text(120)).max(20).default([]).describe('Whom they report to, by name'),
};

export const commissionInput = z.strictObject({
  incident: slugText,
  ...reviewer,
  dueBy: z.union([z.iso.date(), instant.transform(londonDate)]).describe('The London day by which it is due'),
  termsOfReference: text(8000),
});

/**
 * Commissions the review of an incident. A reviewer who had a part in it under any of their accounts, or reports to
 * somebody who had, is refused (`state.refused`, with each reason). Returns the review.
 */
export function commissionReview(context: Context, input: z.input<typeof commissionInput>): Promise<Review> {
  authorise(context.actor, mayCommission);
  const { incident: slug, ...parsed } = parseInput(commissionInput, input, 'input of review.commission');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    await lockForTransaction(tx, `review:${incident.id}`);
    if (incident.declaredAt === null) throw new AllclearError('state.refused', `${slug} was never declared.`);
    if (await findReview(tx.db, incident.id))
      throw new AllclearError('conflict', `${slug} has a review already. Nothing was changed.`);
    const appointed = appointmentOf(parsed);
    await assertIndependent(tx, slug, appointed);
    const { dueBy, termsOfReference } = parsed;
    const review = await insertReview(tx, {
      incidentId: incident.id,
      ...appointed,
      dueBy,
      termsOfReference,
      commissionedAt: tx.clock.now(),
    });
    await appendEntries(tx, review.id, [appointmentEntry(appointed, null)]);
    await recordEvent(tx, incident.id, {
      type: 'review.commissioned',
      public: true,
      text: `Review commissioned from ${appointed.independentReviewer}, ${appointed.reviewerOrganisation}; due by ${dueBy}`,
      data: {
        independentReviewer: appointed.independentReviewer,
        reviewerOrganisation: appointed.reviewerOrganisation,
        dueBy,
      },
    });
    await audit(tx, { verb: 'review.commission', subject: `incident:${slug}`, data: parsed });
    await emit(tx, 'review.changed', { incidentId: incident.id });
    return review;
  });
}

type Appointment = Pick<
  Review,
  'independentReviewer' | 'reviewerOrganisation' | 'reviewerAddress' | 'reportsTo'
>;

const appointmentOf = (given: {
  independentReviewer: string;
  reviewerOrganisation: string;
  reviewerAddress?: string | undefined;
  reportsTo: string[];
}): Appointment => ({
  independentReviewer: given.independentReviewer,
  reviewerOrganisation: given.reviewerOrganisation,
  reviewerAddress: given.reviewerAddress ?? null,
  reportsTo: given.reportsTo,
});

const appointmentEntry = (of: Appointment, reason: string | null) =>
  entry('reviewer.appointed', {
    name: of.independentReviewer,
    organisation: of.reviewerOrganisation,
    reportsTo: of.reportsTo,
    reason,
  });

async function assertIndependent(tx: Context, slug: string, appointed: Appointment): Promise<void> {
  const { parts, accounts } = await recordOf(tx.db, await findIncident(tx.db, slug));
  const person = {
    name: appointed.independentReviewer,
    address: appointed.reviewerAddress,
    reportsTo: appointed.reportsTo,
  };
  refuseTies(tiesOf(person, parts, accounts), 'independentReviewer');
}

export const appointInput = z.strictObject({
  incident: slugText,
  ...reviewer,
  reason: text(2000).describe('Why the reviewer changes; it is published'),
});

/**
 * Appoints another reviewer, for one who fell ill or was drawn into the incident. What the former one wrote stays, under
 * their name. The new one declares their interests before the next step.
 */
export const appointReviewer = (context: Context, input: z.input<typeof appointInput>): Promise<Review> =>
  changeReview(
    context,
    {
      verb: 'review.appoint',
      rule: mayCommission,
      states: ['commissioned', 'evidence', 'analysis', 'accuracy check', 'independent review'],
    },
    appointInput,
    input,
    async ({ tx, review, incident }, parsed) => {
      const appointed = appointmentOf(parsed);
      await assertIndependent(tx, incident.slug, appointed);
      await updateReview(tx, review.id, { reviewer: appointed });
      const { independentReviewer, reviewerOrganisation } = appointed;
      return {
        entries: [appointmentEntry(appointed, parsed.reason)],
        event: {
          type: 'review.commissioned',
          public: true,
          text: `${independentReviewer}, ${reviewerOrganisation}, reviews instead of ${review.independentReviewer}: ${parsed.reason}`,
          data: { independentReviewer, reviewerOrganisation, dueBy: review.dueBy },
        },
        result: { ...review, ...appointed, appointedAt: tx.clock.now() },
      };
    },
  );

export const declareInput = z.strictObject({
  incident: slugText,
  interests: text(4000).describe('Every interest that somebody might see as one, or "None". It is published'),
  reportsTo: z.array(text(120)).max(20).default([]).describe('Whom you report to, by name'),
});

/** The reviewer's own declaration of interests, dated now. One that reveals a tie is kept, and no step is taken from then on. */
export const declareInterests = (
  context: Context,
  input: z.input<typeof declareInput>,
): Promise<{ declared: true; ties: string[] }> =>
  changeReview(
    context,
    { verb: 'review.declare-interests', rule: mayReview },
    declareInput,
    input,
    async ({ tx, review, incident }, { interests, reportsTo }) => {
      await assertIsReviewer(tx, review);
      const { parts, accounts } = await recordOf(tx.db, incident);
      const person = { name: review.independentReviewer, address: review.reviewerAddress, reportsTo };
      return {
        entries: [entry('interests.declared', { interests, reportsTo })],
        result: { declared: true, ties: tiesOf(person, parts, accounts) },
      };
    },
  );
