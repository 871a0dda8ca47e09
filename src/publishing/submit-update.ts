import { z } from 'zod';
import { slugText, text } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { changeUpdate } from './change-update.ts';
import { passChecks, requireNoPatientData } from './check-update.ts';
import { updateNumber } from './draft-update.ts';
import { requireTokens } from './evaluate-tokens.ts';
import type { Update } from './model.ts';
import { mayWrite } from './policy.ts';

export const submitInput = z.strictObject({
  incident: slugText,
  number: updateNumber,
  onWarning: z
    .enum(['refuse', 'accept'])
    .default('accept')
    .describe('What to do when a check finds something; patient data are always refused'),
  reason: text(500).optional().describe('Why the text stays as it is; kept on the timeline'),
});

/** Submits a draft for approval. What the checks find is refused, or stays for a reason that is kept. */
export function submitUpdate(context: Context, input: z.input<typeof submitInput>): Promise<Update> {
  authorise(context.actor, mayWrite);
  const { incident, number, ...warned } = parseInput(submitInput, input, 'input of update.submit');
  return changeUpdate(
    context,
    { verb: 'update.submit', incident, number, from: ['draft'] },
    async ({ tx, incident: of, update, now }) => {
      requireTokens(update.body);
      requireNoPatientData(update);
      await passChecks(tx, of, update, warned);
      return { ...update, status: 'submitted', submittedAt: now };
    },
  );
}
