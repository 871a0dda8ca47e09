import { type Concentrator, listConcentrators } from '#estate';
import type { Context } from '#platform/context';
import { listIntervals } from '#telemetry';
import { attachmentsOf } from './attachments.ts';
import {
  type AttachedSite,
  type ConcentratorOutage,
  concentratorOutagesOf,
} from './core/concentrator-outage.ts';
import type { DetectionParameters } from './core/parameters.ts';
import type { Span, StateSpan } from './core/spans.ts';
import type { FoundEpisode } from './model.ts';
import { type EpisodeChange, reconcile } from './reconcile.ts';
import { hourMs, recomputedFor } from './window.ts';

/** How far before a change an outage may start, not stored yet, and still be touched by it: silence, and some spread. */
const lookBackMs = 7 * hourMs;

export interface SharedChanges {
  /** Ids of the episodes that changed. */
  changed: number[];
  /** Sites whose own outages may now be explained, or no longer, and from where to look at them, in milliseconds. */
  siteLooks: Map<number, number>;
  /** The concentrators that the changed sites belong to. */
  concentratorIds: number[];
}

/**
 * Concentrators whose sites went down together. Those of the changed sites are looked at, and those with an outage that
 * lasts. All states of a concentrator's sites are read only when enough of them were down at one time.
 */
export async function detectConcentratorOutages(
  tx: Context,
  changed: { siteIds: readonly number[]; open: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<SharedChanges> {
  const result: SharedChanges = { changed: [], siteLooks: new Map(), concentratorIds: [] };
  const concentrators = await concernedBy(tx, changed);
  if (concentrators.length === 0) return result;
  result.concentratorIds.push(...concentrators.map((concentrator) => concentrator.id));
  const recomputed = await recomputedFor(tx.db, {
    kinds: ['concentrator-outage'],
    changedFrom: new Map(concentrators.map((each) => [subjectOf(each), changed.from.getTime()])),
    lookBackMs,
  });
  const from = new Date(Math.min(...recomputed.fromBySubject.values()) - lookBackMs);
  const found = await outagesSince(tx, concentrators, from, parameters);
  const changes = await reconcile(tx, recomputed, found);
  for (const change of changes) {
    result.changed.push(change.id);
    for (const [siteId, fromMs] of looksAfter(change)) {
      result.siteLooks.set(siteId, Math.min(result.siteLooks.get(siteId) ?? fromMs, fromMs));
    }
  }
  return result;
}

const subjectOf = (concentrator: { id: number }): string => `concentrator:${concentrator.id}`;

/** Concentrators that changed sites were attached to around the change, and those with an outage that lasts. */
async function concernedBy(
  tx: Context,
  { siteIds, open, from }: { siteIds: readonly number[]; open: readonly number[]; from: Date },
): Promise<Concentrator[]> {
  const asOf = tx.clock.now();
  if (siteIds.length === 0 && open.length === 0) return [];
  const since = new Date(Math.min(from.getTime(), asOf.getTime()) - lookBackMs);
  const codes = await attachmentsOf(tx, { from: since, asOf, siteIds });
  const all = await listConcentrators(tx.db, asOf);
  return all.filter((concentrator) => open.includes(concentrator.id) || codes.has(concentrator.code));
}

async function outagesSince(
  tx: Context,
  concentrators: readonly Concentrator[],
  from: Date,
  parameters: DetectionParameters,
): Promise<FoundEpisode[]> {
  const asOf = tx.clock.now();
  const codes = new Set(concentrators.map((concentrator) => concentrator.code));
  const attachments = await attachmentsOf(tx, { from, asOf, codes });
  const siteIds = [...new Set([...attachments.values()].flatMap((sites) => [...sites.keys()]))];
  const downs = await spansBySite(tx, { siteIds, from, states: ['down'] });
  const enough = parameters.concentratorOutage.minimumSites;
  const found: FoundEpisode[] = [];
  for (const concentrator of concentrators) {
    const attached = attachments.get(concentrator.code) ?? new Map<number, Span[]>();
    if (greatestOverlap([...attached.keys()].flatMap((siteId) => downs.get(siteId) ?? [])) < enough) continue;
    const spans = await spansBySite(tx, { siteIds: [...attached.keys()], from });
    const sites = [...attached].map(
      ([siteId, times]): AttachedSite => ({ siteId, attached: times, spans: spans.get(siteId) ?? [] }),
    );
    const outages = concentratorOutagesOf(sites, parameters.concentratorOutage, asOf.getTime());
    found.push(...outages.map((outage) => toEpisode(concentrator, outage)));
  }
  return found;
}

/** The states of these sites from `from` until now, cut to that window. */
async function spansBySite(
  tx: Context,
  query: { siteIds: readonly number[]; from: Date; states?: readonly 'down'[] },
): Promise<Map<number, StateSpan[]>> {
  const asOf = tx.clock.now();
  const bySite = new Map<number, StateSpan[]>();
  if (query.siteIds.length === 0) return bySite;
  for (const interval of await listIntervals(tx.db, { ...query, to: asOf })) {
    const span = {
      fromMs: Math.max(interval.from.getTime(), query.from.getTime()),
      toMs: Math.min(interval.to?.getTime() ?? asOf.getTime(), asOf.getTime()),
      state: interval.state,
    };
    const spans = bySite.get(interval.siteId);
    if (spans) spans.push(span);
    else bySite.set(interval.siteId, [span]);
  }
  return bySite;
}

/** The most spans that hold at one instant. */
function greatestOverlap(spans: readonly Span[]): number {
  const edges = spans
    .flatMap((span) => [
      { atMs: span.fromMs, change: 1 },
      { atMs: span.toMs, change: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let held = 0;
  let most = 0;
  for (const edge of edges) {
    held += edge.change;
    most = Math.max(most, held);
  }
  return most;
}

/** Sites that joined or left the episode, or all of them when its start or end moved; from where to look at them. */
function looksAfter({ before, after }: EpisodeChange): Map<number, number> {
  const was = new Set(before?.sites.map((site) => site.siteId));
  const is = new Set(after?.sites.map((site) => site.siteId));
  const moved = !before || !after || (before.endedAt?.getTime() ?? null) !== after.toMs;
  const fromMs = before?.startedAt.getTime() ?? after?.fromMs ?? 0;
  const sites = [...was, ...is].filter((siteId) => moved || !was.has(siteId) || !is.has(siteId));
  return new Map(sites.map((siteId) => [siteId, fromMs]));
}

function toEpisode(concentrator: { id: number; name: string }, outage: ConcentratorOutage): FoundEpisode {
  return {
    kind: 'concentrator-outage',
    subject: subjectOf(concentrator),
    fromMs: outage.fromMs,
    toMs: outage.toMs,
    concentratorId: concentrator.id,
    sites: outage.sites,
    evidence: {
      sites: outage.sites.length,
      peakShare: outage.peakShare,
      text: `${outage.sites.length} sites of ${concentrator.name} were down together.`,
    },
  };
}
