import type { Context } from '#platform/context';
import type { FoundEpisode } from './model.ts';
import { type StoredEpisode, saveEpisodes, withdrawEpisodes } from './store.ts';
import type { Recomputed } from './window.ts';

/** One episode that is new, different or gone: what it was, and what it is. */
export interface EpisodeChange {
  id: number;
  before: StoredEpisode | undefined;
  after: FoundEpisode | undefined;
}

/**
 * Makes the stored episodes of these subjects equal to the computed ones, for each from its own instant on: new and
 * changed ones are saved, ones that the data no longer support are withdrawn. Returns what changed. Doing it twice
 * changes nothing the second time.
 */
export async function reconcile(
  tx: Context,
  { fromBySubject, stored }: Readonly<Recomputed>,
  found: readonly FoundEpisode[],
): Promise<EpisodeChange[]> {
  const isAbout = (subject: string, fromMs: number): boolean =>
    fromMs >= (fromBySubject.get(subject) ?? Number.POSITIVE_INFINITY);
  const byKey = new Map(
    stored
      .filter((episode) => isAbout(episode.subject, episode.startedAt.getTime()))
      .map((episode) => [keyOf(episode.kind, episode.subject, episode.startedAt.getTime()), episode]),
  );
  const save: { before: StoredEpisode | undefined; after: FoundEpisode }[] = [];
  for (const after of found) {
    if (!isAbout(after.subject, after.fromMs)) continue;
    const key = keyOf(after.kind, after.subject, after.fromMs);
    const known = byKey.get(key);
    byKey.delete(key);
    const before = known?.withdrawn ? undefined : known;
    if (!before || fingerprint(before) !== foundFingerprint(after)) save.push({ before, after });
  }
  const ids = await saveEpisodes(
    tx,
    save.map((each) => each.after),
  );
  const gone = [...byKey.values()].filter((episode) => !episode.withdrawn);
  await withdrawEpisodes(
    tx,
    gone.map((episode) => episode.id),
  );
  return [
    ...save.map((each, index) => ({ id: ids[index] ?? 0, ...each })),
    ...gone.map((before) => ({ id: before.id, before, after: undefined })),
  ];
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
