import { type Episode, findEpisodes, listEpisodes } from '#detection';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { compareImpact, impactEpisodeKinds, periodsOf } from './core/impact.ts';
import { openStates } from './core/states.ts';
import type { ImpactPeriod, Incident } from './model.ts';
import { mayDerive } from './policy.ts';
import { proposeCandidate } from './propose-candidate.ts';
import { rederiveStates } from './record.ts';
import { deleteImpact, lockIncident, selectImpact, selectIncidents, upsertImpact } from './store.ts';

/**
 * Brings impact in line with episodes that changed: in every open incident, their periods are made, changed or removed (a
 * withdrawn episode leaves none). With no incident going on, they may propose a candidate. Returns the ids of the incidents
 * that changed; running it again changes nothing.
 */
export function updateImpact(context: Context, input: { episodeIds: readonly number[] }): Promise<number[]> {
  authorise(context.actor, mayDerive);
  return inTransaction(context, async (tx) => {
    const episodes = await findEpisodes(tx.db, input.episodeIds);
    const open = await selectIncidents(tx.db, openStates);
    // A restored incident no longer covers what begins now: a relapse is a candidate of its own.
    const uncovered = open.every((incident) => incident.endedAt !== null);
    const changed = uncovered ? await proposeCandidate(tx, episodes) : [];
    for (const incident of open) {
      const stored = await selectImpact(tx.db, incident.id, { episodeIds: input.episodeIds });
      if (await reconcile(tx, incident, stored, episodes)) changed.push(incident.id);
    }
    return changed;
  });
}

/** Impact of the whole incident anew: after it was declared, or its start was corrected. */
export async function rebuildImpact(tx: Context, incidentId: number): Promise<boolean> {
  const incident = await lockIncident(tx, incidentId);
  const episodes = await listEpisodes(tx.db, {
    from: incident.startedAt,
    to: incident.endedAt ?? tx.clock.now(),
    kinds: impactEpisodeKinds,
  });
  return reconcile(tx, incident, await selectImpact(tx.db, incidentId), episodes);
}

async function reconcile(
  tx: Context,
  incident: Incident,
  stored: readonly ImpactPeriod[],
  episodes: readonly Episode[],
): Promise<boolean> {
  const { write, remove } = compareImpact(stored, periodsOf(episodes, incident));
  if (write.length === 0 && remove.length === 0) return false;
  await deleteImpact(tx, incident.id, remove);
  await upsertImpact(tx, incident.id, write);
  await rederiveStates(tx, incident.id);
  // Other practices are affected, or at other times: calls may belong to the incident that did not before.
  await emit(tx, 'incident.changed', { incidentId: incident.id, subjectChanged: true });
  return true;
}
