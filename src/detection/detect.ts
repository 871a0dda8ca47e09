import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
import { detectConcentratorOutages } from './detect-concentrator-outages.ts';
import { detectSaturation } from './detect-saturation.ts';
import { detectSites } from './detect-sites.ts';
import { mayDetect } from './policy.ts';
import { concentratorsWithOpen, dueSites } from './store.ts';

/**
 * Recomputes the episodes of these sites and concentrators around `from` from what is stored, and of all that time alone
 * may have changed by now (see `detectDue`). The result depends on the data alone, not on the order in which they came:
 * the window is widened to whole episodes, and stored episodes that the data no longer support are withdrawn. Returns
 * the ids of the episodes that changed and emits `episodes.changed`.
 */
export async function detect(
  context: Context,
  changed: { siteIds?: readonly number[]; concentratorIds?: readonly number[]; from: Date; to: Date },
  parameters: DetectionParameters = defaultDetectionParameters,
): Promise<number[]> {
  authorise(context.actor, mayDetect);
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'detection');
    const looks = await dueSites(tx.db, tx.clock.now());
    for (const siteId of changed.siteIds ?? []) lookFrom(looks, siteId, changed.from.getTime());
    const from = new Date(Math.min(changed.from.getTime(), ...new Set(looks.values())));
    const open = await concentratorsWithOpen(tx.db);
    const shared = await detectConcentratorOutages(
      tx,
      { siteIds: [...looks.keys()], from, open: open.get('concentrator-outage') ?? [] },
      parameters,
    );
    for (const [siteId, fromMs] of shared.siteLooks) lookFrom(looks, siteId, fromMs);
    // Where sites changed, their loss and delay may have: a saturation is judged by both.
    const touched = changed.siteIds?.length ? shared.concentratorIds : [];
    const judged = {
      concentratorIds: [...new Set([...(changed.concentratorIds ?? []), ...touched])],
      open: open.get('saturation') ?? [],
      from: changed.from,
    };
    const ids = [
      ...shared.changed,
      ...(await detectSites(tx, looks, parameters)),
      ...(await detectSaturation(tx, judged, parameters)),
    ];
    if (ids.length > 0) await emit(tx, 'episodes.changed', { episodeIds: ids });
    return ids;
  });
}

function lookFrom(looks: Map<number, number>, siteId: number, fromMs: number): void {
  looks.set(siteId, Math.min(looks.get(siteId) ?? fromMs, fromMs));
}
