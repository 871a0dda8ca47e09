import type { Episode, EpisodeKind } from '#detection';
import type { ImpactKind, ImpactPeriod } from '../model.ts';

/** What an episode means for its sites. A surge of calls is a sign, not an impact. */
const impactOf: Readonly<Record<EpisodeKind, ImpactKind | null>> = {
  outage: 'outage',
  'concentrator-outage': 'outage',
  flap: 'unstable',
  saturation: 'degraded capacity',
  surge: null,
};

/** The kinds of episode that impact follows from. */
export const impactEpisodeKinds = (Object.keys(impactOf) as EpisodeKind[]).filter(
  (kind) => impactOf[kind] !== null,
);

export interface IncidentWindow {
  startedAt: Date;
  endedAt: Date | null;
}

/** Whether an episode is part of the incident: it began while the incident lasted. */
const began = (episode: Episode, window: IncidentWindow): boolean =>
  episode.startedAt.getTime() >= window.startedAt.getTime() &&
  (window.endedAt === null || episode.startedAt.getTime() <= window.endedAt.getTime());

const sentence = (episode: Episode): string =>
  typeof episode.evidence.text === 'string'
    ? episode.evidence.text
    : `Episode ${episode.id}: ${episode.kind}.`;

/** The impact periods that these episodes make in an incident: one a site and episode. */
export function periodsOf(episodes: readonly Episode[], window: IncidentWindow): ImpactPeriod[] {
  return episodes.flatMap((episode) => {
    const kind = impactOf[episode.kind];
    if (kind === null || !began(episode, window)) return [];
    const shared = {
      kind,
      from: episode.startedAt,
      to: episode.endedAt,
      episodeId: episode.id,
      evidence: sentence(episode),
    };
    return episode.siteIds.map((siteId) => ({ siteId, ...shared }));
  });
}

const nameOf = (period: ImpactPeriod): string => `${period.episodeId}:${period.siteId}`;
const contentOf = (period: ImpactPeriod): string =>
  [period.kind, period.from.getTime(), period.to?.getTime() ?? '', period.evidence].join('|');

/** What must be written and removed to get from the stored periods to the wanted ones. */
export function compareImpact(
  stored: readonly ImpactPeriod[],
  wanted: readonly ImpactPeriod[],
): { write: ImpactPeriod[]; remove: ImpactPeriod[] } {
  const known = new Map(stored.map((period) => [nameOf(period), contentOf(period)]));
  const names = new Set(wanted.map(nameOf));
  return {
    write: wanted.filter((period) => known.get(nameOf(period)) !== contentOf(period)),
    remove: stored.filter((period) => !names.has(nameOf(period))),
  };
}
