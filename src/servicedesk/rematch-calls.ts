import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { matchPlace } from './core/match-place.ts';
import { loadPlaceIndex } from './intake.ts';
import { mayMatchCalls } from './policy.ts';
import { selectUnmatchedPlaces, updateMatch } from './store.ts';

/** Looks again for the practices of unmatched calls, for after a change of the estate. Returns the calls now matched. */
export async function rematchCalls(context: Context): Promise<number[]> {
  authorise(context.actor, mayMatchCalls);
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'servicedesk.intake');
    const waiting = await selectUnmatchedPlaces(tx.db);
    if (waiting.length === 0) return [];
    const index = await loadPlaceIndex(tx);
    const callIds: number[] = [];
    for (const call of waiting) {
      const match = matchPlace(index, call);
      if (!match) continue;
      await updateMatch(tx.db, call.id, match, tx.clock.now());
      callIds.push(call.id);
    }
    if (callIds.length === 0) return [];
    await audit(tx, { verb: 'call.rematch', subject: 'calls:unmatched', data: { matched: callIds.length } });
    await emit(tx, 'calls.changed', { callIds });
    return callIds;
  });
}
