import type { Db } from '#platform/db';
import { listIntervals, telemetryParameters } from '#telemetry';
import type { StateSpan } from './core/spans.ts';
import type { EpisodeKind } from './model.ts';
import { type StoredEpisode, storedAround } from './store.ts';

export const hourMs = 3_600_000;
/** Time read before a window, so that an episode that starts at its edge is seen from its beginning. */
export const marginMs = 3 * hourMs;

/** What is recomputed: for each subject the instant from which on, and the episodes that are stored from there. */
export interface Recomputed {
  fromBySubject: Map<string, number>;
  stored: StoredEpisode[];
}

/**
 * The instant from which the episodes of each subject are recomputed: `lookBackMs` before what changed, widened to
 * whole stored episodes, so that never a part of one is taken for the whole.
 */
export const recomputedFor = (
  db: Db,
  query: { kinds: readonly EpisodeKind[]; changedFrom: ReadonlyMap<string, number>; lookBackMs: number },
): Promise<Recomputed> =>
  storedAround(db, {
    kinds: query.kinds,
    fromBySubject: new Map(
      [...query.changedFrom].map(([subject, from]) => [subject, from - query.lookBackMs]),
    ),
  });

/** What a site held: its states up to the instant of evaluation, and when a reading dated after it takes effect. */
export interface SiteHistory {
  spans: StateSpan[];
  nextMs: number | undefined;
}

/**
 * The states of sites, each from its own instant (in milliseconds, one before it included) until `asOf`, oldest first. Starts
 * are not cut to the window. Sites are read in groups of like age: one long outage must not make all others read as far.
 */
export async function historyBySite(
  db: Db,
  fromBySite: ReadonlyMap<number, number>,
  asOf: Date,
): Promise<Map<number, SiteHistory>> {
  const asOfMs = asOf.getTime();
  const ageGroup = ([, fromMs]: [number, number]): number =>
    Math.ceil(Math.log2(Math.max(1, (asOfMs - fromMs) / hourMs)));
  const found = new Map<number, SiteHistory>();
  for (const group of Map.groupBy(fromBySite, ageGroup).values()) {
    const from = new Date(group.reduce((earliest, [, fromMs]) => Math.min(earliest, fromMs), asOfMs));
    // Clocks differ a little: a reading may be dated ahead of ours, and must not be forgotten until its time has come.
    const to = new Date(asOfMs + telemetryParameters.futureToleranceSeconds * 1000 + 1);
    for (const interval of await listIntervals(db, { siteIds: group.map(([siteId]) => siteId), from, to })) {
      const fromMs = interval.from.getTime();
      const history = found.get(interval.siteId) ?? { spans: [], nextMs: undefined };
      found.set(interval.siteId, history);
      if (fromMs >= asOfMs) history.nextMs ??= fromMs;
      else {
        const toMs = Math.min(interval.to?.getTime() ?? asOfMs, asOfMs);
        history.spans.push({ fromMs, toMs, state: interval.state });
      }
    }
  }
  return found;
}
