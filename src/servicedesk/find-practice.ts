import { z } from 'zod';
import { displayName, listPractices } from '#estate';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { type SearchedPractice, searchPractices } from './core/search-practices.ts';
import { mayReadCalls } from './policy.ts';

export const findPracticeInput = z.strictObject({
  text: z.string().max(200).describe('Part of an ODS code, a name, a town or a postcode'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});

/** Open practices that a text may mean, the likeliest first; names as people write them. */
export async function findPracticeByText(
  context: Context,
  input: z.input<typeof findPracticeInput>,
): Promise<SearchedPractice[]> {
  authorise(context.actor, mayReadCalls);
  const { text, limit } = parseInput(findPracticeInput, input, 'search for a practice');
  const open = (await listPractices(context.db)).filter(({ status }) => status !== 'closed');
  return searchPractices(open, text, limit).map(({ odsCode, name, town, postcode }) => ({
    odsCode,
    name: displayName(name),
    town: displayName(town),
    postcode,
  }));
}
