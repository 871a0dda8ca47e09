import { type Episode, listEpisodes } from '#detection';
import { audit } from '#platform/audit';
import { formatDateTime } from '#platform/clock';
import type { Context } from '#platform/context';
import { lockForTransaction } from '#platform/db';
import { candidateParameters, type FoundCandidate, findCandidate } from './core/candidate.ts';
import type { Description } from './core/events.ts';
import { firstFree } from './core/slug.ts';
import { recordEvents } from './record.ts';
import { candidateKeyExists, insertIncident, selectIncidents, slugExists } from './store.ts';

/**
 * Proposes a candidate incident when enough sites failed around these episodes, unless one waits already. Returns the ids
 * of the incidents made: none or one. What was declined or closed is not proposed again on the same evidence.
 */
export async function proposeCandidate(tx: Context, episodes: readonly Episode[]): Promise<number[]> {
  if (episodes.length === 0) return [];
  await lockForTransaction(tx, 'incidents.candidate');
  if ((await selectIncidents(tx.db, ['candidate'])).length > 0) return [];
  const found = findCandidate(await episodesAround(tx, episodes), await settledUntil(tx));
  if (!found) return [];
  const key = `episodes:${found.startedAt.toISOString()}`;
  if (await candidateKeyExists(tx.db, key)) return [];
  return [await insertCandidate(tx, found, key)];
}

function episodesAround(tx: Context, episodes: readonly Episode[]): Promise<Episode[]> {
  const starts = episodes.map((episode) => episode.startedAt.getTime());
  const windowMs = candidateParameters.windowMinutes * 60_000;
  return listEpisodes(tx.db, {
    from: new Date(Math.min(...starts) - windowMs),
    to: new Date(Math.max(...starts) + windowMs),
    kinds: ['outage', 'flap', 'concentrator-outage'],
  });
}

/** Up to here people have decided: a candidate was declined or merged, or an incident ended. */
async function settledUntil(tx: Context): Promise<Date | null> {
  const settled = await selectIncidents(tx.db, ['declined', 'merged', 'restored', 'stood down']);
  const instants = settled.map((incident) => (incident.endedAt ?? incident.startedAt).getTime());
  return instants.length === 0 ? null : new Date(Math.max(...instants));
}

async function insertCandidate(tx: Context, found: FoundCandidate, candidateKey: string): Promise<number> {
  const evidence = `${found.siteIds.length} sites failed within ${candidateParameters.windowMinutes} minutes of ${formatDateTime(found.startedAt)}.`;
  const description: Description = {
    title: `${found.siteIds.length} sites failed together`,
    summary: evidence,
    itSeverity: 3,
    eprrType: null,
    symptomWords: [],
    components: [],
    startedAt: found.startedAt,
  };
  const stamp = found.startedAt.toISOString().slice(0, 16).toLowerCase().replace(':', '');
  const slug = await firstFree(`candidate-${stamp}`, (taken) => slugExists(tx.db, taken));
  const year = found.startedAt.getUTCFullYear();
  const id = await insertIncident(tx, { slug, year, description, demonstration: false, candidateKey });
  await recordEvents(tx, id, [
    {
      type: 'candidate.proposed',
      text: `Proposed by detection: ${evidence}`,
      data: { ...description, siteIds: found.siteIds, episodeIds: found.episodeIds },
      evidence,
    },
  ]);
  await audit(tx, {
    verb: 'incident.propose',
    subject: `incident:${slug}`,
    data: { episodeIds: found.episodeIds },
  });
  return id;
}
