import { z } from 'zod';
import {
  findIncident,
  nextReviewState,
  type ReviewState,
  recordEvent,
  reviewStates,
  slugText,
  text,
} from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Review } from './model.ts';
import { mayAdvance } from './policy.ts';
import { reviewOf } from './read.ts';
import { lockReview, updateState } from './store.ts';

export const advanceInput = z.strictObject({
  incident: slugText,
  to: z.enum(reviewStates),
  note: text(4000),
});

/**
 * Takes a review to its next step; steps are not skipped. Only the independent reviewer accepts it, which is what makes
 * their review independent. Returns the review.
 */
export function advanceReview(context: Context, input: z.input<typeof advanceInput>): Promise<Review | null> {
  authorise(context.actor, mayAdvance);
  const { incident: slug, to, note } = parseInput(advanceInput, input, 'input of review.advance');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    const review = await lockReview(tx, incident.id);
    if (!review) throw notFound('review of', slug);
    assertNext(review.state, to);
    assertReviewerAccepts(tx, review, to);
    await updateState(tx, review.id, to);
    await recordEvent(tx, incident.id, {
      type: 'review.advanced',
      public: true,
      text: `Review: ${to}. ${note}`,
      data: { from: review.state, to, note },
    });
    await audit(tx, { verb: 'review.advance', subject: `incident:${slug}`, data: { to, note } });
    await emit(tx, 'review.changed', { incidentId: incident.id });
    return reviewOf(tx.db, incident.id);
  });
}

function assertNext(state: ReviewState, to: ReviewState): void {
  const next = nextReviewState(state);
  if (to === next) return;
  const offered = next === undefined ? 'it is at its end' : `its next step is '${next}'`;
  throw new AllclearError('state.refused', `The review is at '${state}': ${offered}. Nothing was changed.`);
}

function assertReviewerAccepts(tx: Context, review: Review, to: ReviewState): void {
  if (to !== 'accepted') return;
  if (tx.actor.name.trim().toLowerCase() === review.independentReviewer.trim().toLowerCase()) return;
  throw new AllclearError(
    'forbidden',
    `Only ${review.independentReviewer}, the independent reviewer, may accept the review.`,
  );
}
