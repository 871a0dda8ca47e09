import type { Episode, EpisodeKind } from '#detection';

/**
 * When several sites fail close together that is more than a bad line. 5 sites in 2 hours: rare single outages do not
 * reach it (190 sites with an outage a month each give about 0.5 in 2 hours, and 5 or more less than once in 4,000
 * windows), while a fault that is shared reaches it within its first morning.
 */
export const candidateParameters = { sites: 5, windowMinutes: 120 } as const;

const counted: readonly EpisodeKind[] = ['outage', 'flap', 'concentrator-outage'];

export interface FoundCandidate {
  startedAt: Date;
  siteIds: number[];
  episodeIds: number[];
}

/**
 * The earliest window in which episodes that began within `windowMinutes` touch at least `sites` distinct sites, or
 * undefined. Episodes may come in any order; those that began before `after` do not count.
 */
export function findCandidate(
  episodes: readonly Episode[],
  after: Date | null,
  parameters: { sites: number; windowMinutes: number } = candidateParameters,
): FoundCandidate | undefined {
  const inOrder = episodes
    .filter((episode) => counted.includes(episode.kind))
    .filter((episode) => after === null || episode.startedAt.getTime() > after.getTime())
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || a.id - b.id);
  for (const [index, first] of inOrder.entries()) {
    const lastMs = first.startedAt.getTime() + parameters.windowMinutes * 60_000;
    const together = inOrder.slice(index).filter((episode) => episode.startedAt.getTime() <= lastMs);
    const siteIds = [...new Set(together.flatMap((episode) => episode.siteIds))].sort((a, b) => a - b);
    if (siteIds.length >= parameters.sites) {
      return { startedAt: first.startedAt, siteIds, episodeIds: together.map((episode) => episode.id) };
    }
  }
  return undefined;
}
