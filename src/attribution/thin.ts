import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { mayLook } from './policy.ts';
import { deleteResults, selectThinnable } from './store.ts';

/** A result as those who may rest on it know it: by its id, or by its reference in a text. */
export interface ThinnableResult {
  id: number;
  reference: string;
}

/** Says which of these results somebody rests on. */
export type Needs = (tx: Context, results: readonly ThinnableResult[]) => Promise<readonly number[]>;

/**
 * Thins out stored results and their inputs, and returns how many results went. What stays: the latest look at each
 * incident; of the looks of one incident, each first one of those that say the same; everything younger than `keepDays`
 * that somebody asked for; and whatever `needs` names, however old. Running it twice changes nothing the second time.
 */
export function thinResults(
  context: Context,
  { keepDays, needs }: { keepDays: number; needs: readonly Needs[] },
): Promise<number> {
  authorise(context.actor, mayLook);
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'attribution');
    const before = new Date(tx.clock.now().getTime() - keepDays * 86_400_000);
    const results = await selectThinnable(tx.db, before);
    const needed = new Set<number>();
    for (const need of needs) for (const id of await need(tx, results)) needed.add(id);
    const gone = results.filter(({ id }) => !needed.has(id));
    if (gone.length === 0) return 0;
    const deleted = await deleteResults(
      tx,
      gone.map(({ id }) => id),
    );
    await audit(tx, {
      verb: 'attribution.thin',
      subject: 'attribution',
      data: { keepDays, results: deleted },
    });
    return deleted;
  });
}
