import { z } from 'zod';
import { nextReviewState, type ReviewState, reviewStates, slugText, text } from '#incidents';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { changeReview, type Scene } from './change.ts';
import { entry, type NewEntry } from './core/entries.ts';
import { missingFor } from './core/requirements.ts';
import { seedFactors } from './factors.ts';
import { factsOf } from './facts.ts';
import { gatherInto } from './gather.ts';
import { assertOutsider } from './independence.ts';
import type { Review } from './model.ts';
import { mayAccept, mayAdvance } from './policy.ts';
import { updateReview } from './store.ts';

export const advanceInput = z.strictObject({
  incident: slugText,
  to: z.enum(reviewStates),
  note: text(4000),
});

/** Steps with an action of their own, which takes them. */
const ownVerb: Partial<Record<ReviewState, string>> = {
  accepted: 'review.accept',
  published: 'review.publish',
};

/**
 * Takes a review to its next step; steps are not skipped. Everything the step needs is checked, and the reviewer's
 * independence again. Going to 'evidence' gathers it and begins the factors as the incident has them. Returns the review.
 */
export const advanceReview = (context: Context, input: z.input<typeof advanceInput>): Promise<Review> =>
  changeReview(
    context,
    { verb: 'review.advance', rule: mayAdvance, independent: true },
    advanceInput,
    input,
    async (scene, { to, note }) => {
      assertNext(scene.review.state, to);
      const verb = ownVerb[to];
      if (verb)
        throw new AllclearError('state.refused', `A review becomes '${to}' by ${verb}. Nothing was changed.`);
      await assertReady(scene, to);
      const more = to === 'evidence' ? await beginEvidence(scene) : [];
      return { ...(await step(scene, to, note)), entries: [...more, advanced(scene, to, note)] };
    },
  );

export const acceptInput = z.strictObject({
  incident: slugText,
  organisation: text(120).describe('For whom you accept it'),
  note: text(4000),
});

/**
 * Accepts a review: by somebody outside the response who is neither its reviewer nor one of its authors, once every
 * comment has its answer.
 */
export const acceptReview = (context: Context, input: z.input<typeof acceptInput>): Promise<Review> =>
  changeReview(
    context,
    { verb: 'review.accept', rule: mayAccept, states: ['independent review'], independent: true },
    acceptInput,
    input,
    async (scene, { organisation, note }) => {
      await assertOutsider(scene);
      await assertReady(scene, 'accepted');
      return {
        ...(await step(scene, 'accepted', note)),
        entries: [entry('review.accepted', { organisation, note }), advanced(scene, 'accepted', note)],
      };
    },
  );

async function beginEvidence(scene: Scene): Promise<NewEntry[]> {
  return [await gatherInto(scene), ...(await seedFactors(scene))];
}

const advanced = ({ review }: Scene, to: ReviewState, note: string): NewEntry =>
  entry('review.advanced', { from: review.state, to, note });

/** The state changes: in the review, and told to everybody in the timeline. */
export async function step(
  { tx, review }: Scene,
  to: ReviewState,
  note: string,
): Promise<{
  event: { type: string; public: boolean; text: string; data: Record<string, unknown> };
  result: Review;
}> {
  await updateReview(tx, review.id, { state: to });
  return {
    event: {
      type: 'review.advanced',
      public: true,
      text: `Review: ${to}. ${note}`,
      data: { from: review.state, to, note },
    },
    result: { ...review, state: to },
  };
}

function assertNext(state: ReviewState, to: ReviewState): void {
  const next = nextReviewState(state);
  if (to === next) return;
  const offered = next === undefined ? 'it is at its end' : `its next step is '${next}'`;
  throw new AllclearError('state.refused', `The review is at '${state}': ${offered}. Nothing was changed.`);
}

/** Throws `state.refused` with everything that is wanting. */
export async function assertReady(scene: Scene, to: ReviewState): Promise<void> {
  const missing = missingFor(to, await factsOf(scene.tx.db, scene));
  if (missing.length === 0) return;
  throw new AllclearError(
    'state.refused',
    `The review does not become '${to}' yet. ${missing.map(({ text }) => text).join(' ')} Nothing was changed.`,
    { faults: missing.map(({ key, text }) => ({ field: key, reason: text })) },
  );
}
