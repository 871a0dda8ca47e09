import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { mayTendReadings } from './policy.ts';
import { isAnySilent, silenceSites } from './store.ts';

/**
 * Turns sites unknown that have been silent for longer than the bridged gap: from one cadence after their last reading.
 * Called by a tick. Returns the sites that turned, by id. A reading that arrives late after all undoes it.
 */
export async function markSilence(context: Context): Promise<number[]> {
  authorise(context.actor, mayTendReadings);
  if (!(await isAnySilent(context.db, context.clock.now().getTime() / 1000))) return [];
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'telemetry');
    const now = tx.clock.now();
    const silenced = await silenceSites(tx.db, now.getTime() / 1000);
    if (silenced.length === 0) return [];
    const siteIds = silenced.map((site) => site.siteId);
    const from = silenced.reduce((earliest, site) => Math.min(earliest, site.from), Number.POSITIVE_INFINITY);
    await audit(tx, {
      verb: 'readings.silence',
      subject: 'telemetry:silence',
      data: { sites: siteIds.length },
    });
    await emit(tx, 'telemetry.changed', {
      siteIds,
      concentratorIds: [],
      from: new Date(from * 1000).toISOString(),
      to: now.toISOString(),
    });
    return siteIds;
  });
}
