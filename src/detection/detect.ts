import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
import { detectConcentratorOutages } from './detect-concentrator-outages.ts';
import { detectSaturation } from './detect-saturation.ts';
import { detectSites } from './detect-sites.ts';
import { mayDetect } from './policy.ts';
import { concentratorsWithOpenEpisodes, sitesWithOpenEpisodes } from './store.ts';

/**
 * Recomputes the episodes of these sites and concentrators around [from, to) from the stored intervals, and of all that
 * have an open episode. The result depends on the data alone, not on the order in which they came: the window is
 * widened to whole episodes, and stored episodes that the data no longer support are withdrawn. Returns the ids of the
 * episodes that changed and emits `episodes.changed`.
 */
export async function detect(
  context: Context,
  changed: { siteIds?: readonly number[]; concentratorIds?: readonly number[]; from: Date; to: Date },
  parameters: DetectionParameters = defaultDetectionParameters,
): Promise<number[]> {
  authorise(context.actor, mayDetect);
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'detection');
    const siteIds = union(changed.siteIds ?? [], await sitesWithOpenEpisodes(tx.db));
    const concentratorIds = union(changed.concentratorIds ?? [], await concentratorsWithOpenEpisodes(tx.db));
    const shared = await detectConcentratorOutages(tx, { siteIds, from: changed.from }, parameters);
    const ids = [
      ...shared.changed,
      ...(await detectSites(tx, { siteIds: union(siteIds, shared.siteIds), from: changed.from }, parameters)),
      ...(await detectSaturation(tx, { concentratorIds, from: changed.from }, parameters)),
    ];
    if (ids.length > 0) await emit(tx, 'episodes.changed', { episodeIds: ids });
    return ids;
  });
}

const union = (a: readonly number[], b: readonly number[]): number[] => [...new Set([...a, ...b])];
