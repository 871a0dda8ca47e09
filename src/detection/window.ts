import type { Db } from '#platform/db';
import { listIntervals } from '#telemetry';
import type { StateSpan } from './core/spans.ts';
import { earliestOverlapping } from './store.ts';

const hourMs = 3_600_000;
/** How far before a change an episode may start and still be touched by it without being stored yet. */
const lookBackMs = 48 * hourMs;
/** Quiet time read before the window, so that an episode that starts at its edge is seen from its beginning. */
const marginMs = 3 * hourMs;

/** The instants from which episodes are recomputed and from which data are read: whole episodes, never parts. */
export async function windowFor(
  db: Db,
  subjects: readonly string[],
  from: Date,
): Promise<{ episodesFrom: Date; dataFrom: Date }> {
  const edge = new Date(from.getTime() - lookBackMs);
  const earliest = await earliestOverlapping(db, subjects, edge);
  const episodesFrom = new Date(Math.min(edge.getTime(), earliest?.getTime() ?? edge.getTime()));
  return { episodesFrom, dataFrom: new Date(episodesFrom.getTime() - marginMs) };
}

/** The states each of these sites held from `from` until `asOf`, in milliseconds, oldest first. */
export async function spansBySite(
  db: Db,
  siteIds: readonly number[],
  from: Date,
  asOf: Date,
): Promise<Map<number, StateSpan[]>> {
  const bySite = new Map<number, StateSpan[]>();
  if (siteIds.length === 0) return bySite;
  for (const interval of await listIntervals(db, { siteIds, from, to: asOf })) {
    const spans = bySite.get(interval.siteId) ?? [];
    spans.push({
      fromMs: Math.max(interval.from.getTime(), from.getTime()),
      toMs: Math.min(interval.to?.getTime() ?? asOf.getTime(), asOf.getTime()),
      state: interval.state,
    });
    bySite.set(interval.siteId, spans);
  }
  return bySite;
}
