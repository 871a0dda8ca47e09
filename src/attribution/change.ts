import type { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import type { Period } from './answer.ts';
import { askEstate } from './ask.ts';
import { changeSince } from './core/before-after.ts';
import { defaultAttributionParameters, type Term } from './core/question.ts';
import type { Change } from './core/result.ts';
import { changeSentence } from './core/words.ts';
import { changeInput } from './model.ts';
import { mayReadAttribution } from './policy.ts';

/** When something began, when it had taken effect, and of which sites and times failures are compared; all when empty. */
export interface ChangeQuestion extends Period {
  startedAt: Date;
  settledAt?: Date;
  terms: readonly Term[];
}

/** A change with its sentence, and what it was asked of. */
export type ToldChange = Change & { sentence: string };

/** Compares failures before and after, by like hours of the week: see `changeSince`. */
export async function changeOf(
  db: Db,
  { from, to, startedAt, settledAt, terms }: ChangeQuestion,
): Promise<ToldChange> {
  const question = await askEstate(db, { from, to });
  const settledMs = (settledAt ?? startedAt).getTime();
  const change = changeSince(question, startedAt.getTime(), terms, defaultAttributionParameters, settledMs);
  return { ...change, sentence: changeSentence(terms, change) };
}

/**
 * Whether failures changed when a measure began, at the sites (and times) of one attribute value or at all: hours of the
 * week are compared with themselves. `to` is cut to now.
 */
export async function changeWhenBegun(
  context: Context,
  input: z.input<typeof changeInput>,
): Promise<ToldChange> {
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
  return changeOf(context.db, { from, to: end, startedAt, terms });
}
