import type { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, parseInput } from '#platform/errors';
import { askEstate } from './ask.ts';
import { changeSince } from './core/before-after.ts';
import { defaultAttributionParameters } from './core/question.ts';
import type { Change } from './core/result.ts';
import { changeSentence } from './core/words.ts';
import { changeInput } from './model.ts';
import { mayReadAttribution } from './policy.ts';

/**
 * Whether failures changed when a measure began, at the sites (and times) of one attribute value or at all: hours of the
 * week are compared with themselves. `to` is cut to now.
 */
export async function changeWhenBegun(
  context: Context,
  input: z.input<typeof changeInput>,
): Promise<Change & { sentence: string }> {
  authorise(context.actor, mayReadAttribution);
  const { from, to, startedAt, key, value } = parseInput(changeInput, input, 'input of attribution.change');
  if ((key === undefined) !== (value === undefined)) {
    throw new AllclearError('input.invalid', 'Give both key and value, or neither. Nothing was changed.');
  }
  const now = context.clock.now();
  const end = to < now ? to : now;
  if (from >= startedAt || startedAt >= end) {
    throw new AllclearError(
      'input.invalid',
      'The measure must begin inside the period. Nothing was changed.',
    );
  }
  const terms = key !== undefined && value !== undefined ? [{ key, value }] : [];
  const question = await askEstate(context.db, { from, to: end });
  const change = changeSince(question, startedAt.getTime(), terms, defaultAttributionParameters);
  return { ...change, sentence: changeSentence(terms, change) };
}
