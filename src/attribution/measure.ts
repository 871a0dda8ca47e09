import type { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, parseInput } from '#platform/errors';
import { askEstate } from './ask.ts';
import { defaultAttributionParameters } from './core/question.ts';
import type { Comparison } from './core/rate-ratio.ts';
import { measureTerms } from './core/suspicion.ts';
import { measureInput } from './model.ts';
import { mayReadAttribution } from './policy.ts';

/** The rates with and without one attribute value, and their ratio. `to` is cut to now. */
export async function measureSuspicion(
  context: Context,
  input: z.input<typeof measureInput>,
): Promise<Comparison & { sentence: string }> {
  authorise(context.actor, mayReadAttribution);
  const { from, to, key, value } = parseInput(measureInput, input, 'input of attribution.measure');
  const now = context.clock.now();
  const end = to < now ? to : now;
  if (from >= end)
    throw new AllclearError('input.invalid', 'The period is empty or in the future. Nothing was changed.');
  const question = await askEstate(context.db, { from, to: end });
  return measureTerms(question, [{ key, value }], defaultAttributionParameters);
}
