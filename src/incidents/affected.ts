import { listSites } from '#estate';
import type { Db } from '#platform/db';
import type { ImpactKind } from './model.ts';
import { impactPeriods } from './read.ts';
import { selectAllImpact } from './store.ts';

const lossOfService: readonly ImpactKind[] = ['outage', 'unstable', 'told by practice'];

/**
 * Ids of the sites that lost service in this incident, ever or at one instant. Degraded capacity alone is not counted:
 * it touches every site of a full concentrator, whether anybody noticed or not.
 */
export async function affectedSites(db: Db, incidentId: number, at?: Date): Promise<number[]> {
  const periods =
    at === undefined ? await impactPeriods(db, incidentId) : await selectAllImpact(db, incidentId, { at });
  const ids = periods.filter((period) => lossOfService.includes(period.kind)).map((period) => period.siteId);
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** ODS codes of the practices of those sites, sorted. */
export async function affectedOdsCodes(db: Db, incidentId: number): Promise<string[]> {
  const ids = new Set(await affectedSites(db, incidentId));
  const sites = await listSites(db);
  return [...new Set(sites.filter((site) => ids.has(site.id)).map((site) => site.odsCode))].sort();
}
