import type { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, invariant, parseInput } from '#platform/errors';
import { answerPeriod } from './answer.ts';
import { keepAnswer } from './keep.ts';
import { explainInput, type StoredResult } from './model.ts';
import { mayExplain } from './policy.ts';

/**
 * Answers, from the data of [from, to), what the failing sites share, and stores the answer with its inputs. Data that were
 * asked about before give the stored answer again. `to` is cut to now. Emits `attribution.changed` for a new answer.
 */
export async function explain(context: Context, input: z.input<typeof explainInput>): Promise<StoredResult> {
  authorise(context.actor, mayExplain);
  const parsed = parseInput(explainInput, input, 'input of attribution.explain');
  const now = context.clock.now();
  const { from } = parsed;
  const to = parsed.to < now ? parsed.to : now;
  if (from >= to) {
    throw new AllclearError('input.invalid', 'The period is empty or in the future. Nothing was stored.', {
      remedy: 'Give a from before to, and before now.',
    });
  }
  const answer = await answerPeriod(context.db, { from, to });
  invariant(answer, 'a question without a known gist has an answer');
  const incidentId = parsed.incidentId ?? null;
  return inTransaction(context, (tx) =>
    keepAnswer(tx, answer, { from, to, incidentId, by: 'attribution.explain' }),
  );
}
