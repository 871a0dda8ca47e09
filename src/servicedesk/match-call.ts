import { z } from 'zod';
import { findPractice, findSite } from '#estate';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Call } from './model.ts';
import { mayMatchCalls } from './policy.ts';
import { findCall, updateMatch } from './store.ts';

export const matchCallInput = z.strictObject({
  source: z.string().trim().min(1),
  externalId: z.string().trim().min(1),
  practice: z
    .string()
    .trim()
    .toUpperCase()
    .min(1)
    .describe('ODS code of the practice, or the code of one of its sites'),
});

/** Says by hand which practice called. No rule and no later row from the source changes it. */
export async function matchCall(context: Context, input: z.input<typeof matchCallInput>): Promise<Call> {
  authorise(context.actor, mayMatchCalls);
  const { practice: code, ...key } = parseInput(matchCallInput, input, 'match');
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'servicedesk.intake');
    const call = await findCall(tx.db, key);
    if (!call) throw notFound('call', key.externalId);
    const place = await findPlace(tx, code);
    const match = { ...place, method: 'person', score: 1 } as const;
    await updateMatch(tx.db, call.id, match, tx.clock.now());
    await audit(tx, { verb: 'call.match', subject: `call:${call.id}`, data: { practice: code } });
    await emit(tx, 'calls.changed', { callIds: [call.id] });
    return { ...call, ...place, matchMethod: 'person', matchScore: 1 };
  });
}

async function findPlace(
  { db }: Context,
  code: string,
): Promise<{ practiceId: number; siteId: number | null }> {
  const site = await findSite(db, code);
  if (site) return { practiceId: site.practiceId, siteId: site.id };
  const practice = await findPractice(db, code);
  if (!practice) throw notFound('practice or site', code);
  return { practiceId: practice.id, siteId: null };
}
