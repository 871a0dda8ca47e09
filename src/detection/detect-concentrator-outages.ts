import { attributeSpells, listConcentrators } from '#estate';
import type { Context } from '#platform/context';
import {
  type AttachedSite,
  type ConcentratorOutage,
  concentratorOutagesOf,
} from './core/concentrator-outage.ts';
import type { DetectionParameters } from './core/parameters.ts';
import type { StateSpan } from './core/spans.ts';
import type { FoundEpisode } from './model.ts';
import { reconcile } from './reconcile.ts';
import { listEpisodes } from './store.ts';
import { spansBySite, windowFor } from './window.ts';

/**
 * Concentrators whose sites went down together. The whole of a concentrator's sites is read only when enough of the
 * changed sites could be part of one, or when one is stored already, so that a quiet estate costs nothing.
 */
export async function detectConcentratorOutages(
  tx: Context,
  changed: { siteIds: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<{ changed: number[]; siteIds: number[] }> {
  const asOf = tx.clock.now();
  const concentrators = await listConcentrators(tx.db, asOf);
  const suspected = await suspects(tx, changed, parameters);
  const result = { changed: [] as number[], siteIds: [] as number[] };
  for (const concentrator of concentrators) {
    if (!suspected.has(concentrator.code)) continue;
    const subject = `concentrator:${concentrator.id}`;
    const { episodesFrom, dataFrom } = await windowFor(tx.db, [subject], changed.from);
    const sites = await attachedSites(tx, concentrator.code, dataFrom, asOf);
    const outages = concentratorOutagesOf(sites, parameters.concentratorOutage, asOf.getTime());
    const found = outages.map((outage) => toEpisode(concentrator, subject, outage));
    const ids = await reconcile(
      tx,
      { subjects: [subject], kinds: ['concentrator-outage'], from: episodesFrom },
      found,
    );
    result.changed.push(...ids);
    if (ids.length > 0) result.siteIds.push(...sites.map((site) => site.siteId));
  }
  return result;
}

/** Codes of concentrators with at least the minimum number of changed sites down at one instant, or an episode stored. */
async function suspects(
  tx: Context,
  changed: { siteIds: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<Set<string>> {
  const asOf = tx.clock.now();
  const from = new Date(changed.from.getTime() - 3_600_000);
  const codes = new Set<string>();
  const concentrators = await listConcentrators(tx.db, asOf);
  const stored = await listEpisodes(tx.db, { from, to: asOf, kinds: ['concentrator-outage'] });
  for (const concentrator of concentrators) {
    if (stored.some((episode) => episode.concentratorId === concentrator.id)) codes.add(concentrator.code);
  }
  if (changed.siteIds.length < parameters.concentratorOutage.minimumSites) return codes;
  const spans = await spansBySite(tx.db, changed.siteIds, from, asOf);
  const spells = await attributeSpells(tx.db, {
    from,
    to: asOf,
    keys: ['concentrator'],
    siteIds: [...changed.siteIds],
  });
  for (const concentrator of concentrators) {
    const siteIds = new Set(
      spells.filter((spell) => spell.value === concentrator.code).map((spell) => spell.siteId),
    );
    const mostDown = greatestOverlap([...siteIds].flatMap((id) => spans.get(id) ?? []));
    if (mostDown >= parameters.concentratorOutage.minimumSites) codes.add(concentrator.code);
  }
  return codes;
}

/** The most spans that are down at one instant. */
function greatestOverlap(spans: readonly StateSpan[]): number {
  const edges = spans
    .filter((span) => span.state === 'down')
    .flatMap((span) => [
      { atMs: span.fromMs, change: 1 },
      { atMs: span.toMs, change: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let down = 0;
  let most = 0;
  for (const edge of edges) {
    down += edge.change;
    most = Math.max(most, down);
  }
  return most;
}

async function attachedSites(tx: Context, code: string, from: Date, asOf: Date): Promise<AttachedSite[]> {
  const spells = await attributeSpells(tx.db, { from, to: asOf, keys: ['concentrator'] });
  const mine = spells.filter((spell) => spell.value === code);
  const siteIds = [...new Set(mine.map((spell) => spell.siteId))];
  const spans = await spansBySite(tx.db, siteIds, from, asOf);
  return siteIds.map((siteId) => ({
    siteId,
    attached: mine
      .filter((spell) => spell.siteId === siteId)
      .map((spell) => ({ fromMs: spell.from.getTime(), toMs: spell.to?.getTime() ?? asOf.getTime() })),
    spans: spans.get(siteId) ?? [],
  }));
}

function toEpisode(
  concentrator: { id: number; name: string },
  subject: string,
  outage: ConcentratorOutage,
): FoundEpisode {
  return {
    kind: 'concentrator-outage',
    subject,
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
