import { formatDuration } from '#platform/clock';
import type { Context } from '#platform/context';
import { type Flap, flapsOf } from './core/flap.ts';
import { type NextLook, nextLookOf } from './core/next-look.ts';
import { type Outage, outagesOf } from './core/outage.ts';
import type { DetectionParameters } from './core/parameters.ts';
import type { Span } from './core/spans.ts';
import type { FoundEpisode } from './model.ts';
import { reconcile } from './reconcile.ts';
import { listEpisodes, saveWatch } from './store.ts';
import { historyBySite, hourMs, marginMs, recomputedFor, type SiteHistory } from './window.ts';

/** How far before a change an outage or flap may start and still be touched by it without being stored yet. */
const lookBackMs = 48 * hourMs;

const subjectOf = (siteId: number): string => `site:${siteId}`;

/**
 * Outages and flaps of single sites, each looked at from its own instant on; outages that a concentrator's outage
 * explains are left to it. Keeps when each site must be looked at again. Returns the ids of the episodes that changed.
 */
export async function detectSites(
  tx: Context,
  looks: ReadonlyMap<number, number>,
  parameters: DetectionParameters,
): Promise<number[]> {
  if (looks.size === 0) return [];
  const asOf = tx.clock.now();
  const recomputed = await recomputedFor(tx.db, {
    kinds: ['outage', 'flap'],
    changedFrom: new Map([...looks].map(([siteId, fromMs]) => [subjectOf(siteId), fromMs])),
    lookBackMs,
  });
  const dataFrom = new Map(
    [...looks].map(([siteId, fromMs]) => [
      siteId,
      (recomputed.fromBySubject.get(subjectOf(siteId)) ?? fromMs) - marginMs,
    ]),
  );
  const histories = await historyBySite(tx.db, dataFrom, asOf);
  const explained = await sharedSpans(
    tx,
    new Set(looks.keys()),
    Math.min(...new Set(dataFrom.values())),
    asOf,
  );
  const next = new Map<number, NextLook>();
  const found = [...histories].flatMap(([siteId, history]) => {
    const episodes = siteEpisodes(history, parameters, asOf.getTime());
    const look = nextLook(history, episodes, parameters, asOf.getTime());
    if (look) next.set(siteId, look);
    return toEpisodes(siteId, episodes, explained.get(siteId) ?? []);
  });
  await saveWatch(tx.db, [...looks.keys()], next);
  const changes = await reconcile(tx, recomputed, found);
  return changes.map((change) => change.id);
}

/** When each of the sites was down as a part of a concentrator's outage. */
async function sharedSpans(
  tx: Context,
  wanted: ReadonlySet<number>,
  fromMs: number,
  asOf: Date,
): Promise<Map<number, Span[]>> {
  const bySite = new Map<number, Span[]>();
  const from = new Date(fromMs);
  for (const episode of await listEpisodes(tx.db, { from, to: asOf, kinds: ['concentrator-outage'] })) {
    const span = {
      fromMs: episode.startedAt.getTime(),
      toMs: episode.endedAt?.getTime() ?? asOf.getTime(),
    };
    for (const siteId of episode.siteIds) {
      if (!wanted.has(siteId)) continue;
      const spans = bySite.get(siteId);
      if (spans) spans.push(span);
      else bySite.set(siteId, [span]);
    }
  }
  return bySite;
}

interface SiteEpisodes {
  outages: Outage[];
  flaps: Flap[];
}

const siteEpisodes = (
  { spans }: SiteHistory,
  parameters: DetectionParameters,
  asOfMs: number,
): SiteEpisodes => ({
  outages: outagesOf(spans, parameters.outage),
  flaps: flapsOf(spans, parameters.flap, asOfMs),
});

function nextLook(
  { spans, nextMs }: SiteHistory,
  episodes: SiteEpisodes,
  parameters: DetectionParameters,
  asOfMs: number,
): NextLook | undefined {
  const byTime = nextLookOf(spans, episodes, parameters, asOfMs);
  if (nextMs === undefined) return byTime;
  // One instant after the change, when it has a length; by then it is in the past of every clock.
  const byData = { dueMs: nextMs + 1, fromMs: asOfMs };
  if (!byTime) return byData;
  return { dueMs: Math.min(byTime.dueMs, byData.dueMs), fromMs: Math.min(byTime.fromMs, asOfMs) };
}

function toEpisodes(
  siteId: number,
  { outages, flaps }: SiteEpisodes,
  explained: readonly Span[],
): FoundEpisode[] {
  const own = outages.filter(
    (outage) => !explained.some((span) => outage.fromMs >= span.fromMs && outage.fromMs <= span.toMs),
  );
  const episode = (kind: 'outage' | 'flap', of: Outage | Flap, evidence: FoundEpisode['evidence']) => ({
    kind,
    subject: subjectOf(siteId),
    fromMs: of.fromMs,
    toMs: of.toMs,
    concentratorId: null,
    sites: [{ siteId, fromMs: of.fromMs, toMs: of.toMs }],
    evidence,
  });
  return [
    ...own.map((outage) => episode('outage', outage, outageEvidence(outage))),
    ...flaps.map((flap) =>
      episode('flap', flap, {
        transitions: flap.transitions,
        text: `Went down or came back ${flap.transitions} times.`,
      }),
    ),
  ];
}

/** An open outage grows with every look; its length is left out so that it does not count as changed each time. */
function outageEvidence(outage: Outage): Record<string, unknown> {
  if (outage.toMs === null) return { runs: outage.runs, text: 'Down, and not yet back for long enough.' };
  const ended = outage.endedBy === 'unknown' ? ' Readings stopped before it came back.' : '';
  return {
    runs: outage.runs,
    downSeconds: outage.downSeconds,
    endedBy: outage.endedBy,
    text: `Down for ${formatDuration(outage.downSeconds)}.${ended}`,
  };
}
