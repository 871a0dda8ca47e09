import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import type { Analyst } from './analyst.ts';
import type { Period } from './answer.ts';
import { attributionVersion } from './core/analyse.ts';
import { keepAnswer } from './keep.ts';
import type { StoredResult } from './model.ts';
import { mayLook } from './policy.ts';
import { selectLatestLook } from './store.ts';

/**
 * Looks at a period by itself, for an incident or for none, and stores what it says. Null when failures and attributes are
 * those of the latest look (or the period is empty): then nothing is computed or stored. Running it again, or twice at
 * once, changes nothing more.
 */
export async function look(
  context: Context,
  { from, to, incidentId }: Period & { incidentId: number | null },
  analyst: Analyst,
): Promise<StoredResult | null> {
  authorise(context.actor, mayLook);
  if (from >= to) return null;
  const latest = await selectLatestLook(context.db, incidentId);
  const knownGist = latest?.version === attributionVersion ? latest.gist : undefined;
  const answer = await analyst.answer({ from, to }, knownGist);
  if (!answer) return null;
  return inTransaction(context, (tx) =>
    keepAnswer(tx, answer, { from, to, incidentId, by: 'attribution.look' }),
  );
}
