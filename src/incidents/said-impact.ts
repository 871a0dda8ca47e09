import type { Context } from '#platform/context';
import { invariant } from '#platform/errors';
import { emit } from '#platform/outbox';
import { rederiveStates } from './record.ts';
import { endSaidImpact, insertSaidImpact } from './store.ts';

/**
 * Opens or ends impact that a practice told us of, in the transaction of the caller, who has authorised its actor. A site that
 * is open already, or none to end, changes nothing. Returns the ids of the sites that changed.
 */
export async function tellImpact(
  tx: Context,
  incidentId: number,
  told: { fixed: boolean; siteIds: readonly number[]; at: Date; evidence: string },
): Promise<number[]> {
  invariant(tx.db.isTransaction, 'impact is told in the transaction of what was said');
  const { siteIds, at, evidence } = told;
  const changed = told.fixed
    ? await endSaidImpact(tx, incidentId, { siteIds, to: at })
    : await insertSaidImpact(tx, incidentId, { siteIds, from: at, evidence });
  if (changed.length === 0) return [];
  await rederiveStates(tx, incidentId);
  await emit(tx, 'incident.changed', { incidentId, subjectChanged: true });
  return changed;
}
