import type { Context } from '#platform/context';
import type { EpisodeKind, FoundEpisode } from './model.ts';
import { type StoredEpisode, saveEpisode, storedEpisodes, withdrawEpisodes } from './store.ts';

/**
 * Makes the stored episodes of these subjects equal to the computed ones from `from` on: new and changed ones are
 * saved, ones that the data no longer support are withdrawn. Returns the ids that changed. Doing it twice changes
 * nothing the second time.
 */
export async function reconcile(
  tx: Context,
  scope: { subjects: readonly string[]; kinds: readonly EpisodeKind[]; from: Date },
  found: readonly FoundEpisode[],
): Promise<number[]> {
  const stored = await storedEpisodes(tx.db, scope);
  const byKey = new Map(
    stored.map((episode) => [keyOf(episode.kind, episode.subject, episode.startedAt.getTime()), episode]),
  );
  const changed: number[] = [];
  for (const episode of found) {
    if (episode.fromMs < scope.from.getTime()) continue;
    const key = keyOf(episode.kind, episode.subject, episode.fromMs);
    const before = byKey.get(key);
    byKey.delete(key);
    if (before && !before.withdrawn && fingerprint(before) === foundFingerprint(episode)) continue;
    changed.push(await saveEpisode(tx, episode));
  }
  const gone = [...byKey.values()].filter((episode) => !episode.withdrawn).map((episode) => episode.id);
  if (gone.length > 0) await withdrawEpisodes(tx, gone);
  return [...changed, ...gone];
}

const keyOf = (kind: string, subject: string, fromMs: number): string => `${kind}|${subject}|${fromMs}`;

const fingerprint = (episode: StoredEpisode): string =>
  JSON.stringify([
    episode.endedAt?.getTime() ?? null,
    episode.sites.map((site) => [site.siteId, site.from.getTime(), site.to?.getTime() ?? null]),
    sorted(episode.evidence),
  ]);

const foundFingerprint = (episode: FoundEpisode): string =>
  JSON.stringify([
    episode.toMs,
    [...episode.sites]
      .sort((a, b) => a.siteId - b.siteId)
      .map((site) => [site.siteId, site.fromMs, site.toMs]),
    sorted(episode.evidence),
  ]);

/** jsonb does not keep the order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => [key, sorted(each)]);
}
