import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { advanceInput, advanceReview } from './advance.ts';
import { commissionInput, commissionReview } from './commission.ts';
import { mayRead } from './policy.ts';
import { reviewOf } from './read.ts';

const showInput = z.strictObject({ incident: slugText });

async function showReview(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(showInput, input, 'input of review.show');
  return reviewOf(context.db, (await findIncident(context.db, incident)).id);
}

/** Everything that can be done with a review. */
export const reviewVerbs: Verb[] = [
  defineVerb({
    name: 'review.commission',
    summary: 'Commission the review of an incident from somebody who had no part in it',
    input: commissionInput,
    run: commissionReview,
  }),
  defineVerb({
    name: 'review.advance',
    summary: 'Take a review to its next step; steps are not skipped',
    input: advanceInput,
    run: advanceReview,
  }),
  defineVerb({
    name: 'review.show',
    summary: 'Show the review of an incident',
    changes: false,
    input: showInput,
    run: showReview,
  }),
];
