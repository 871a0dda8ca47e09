import { formatDuration } from '#platform/clock';
import type { Context } from '#platform/context';
import { flapsOf } from './core/flap.ts';
import { type Outage, outagesOf } from './core/outage.ts';
import type { DetectionParameters } from './core/parameters.ts';
import type { StateSpan } from './core/spans.ts';
import type { FoundEpisode } from './model.ts';
import { reconcile } from './reconcile.ts';
import { listEpisodes } from './store.ts';
import { spansBySite, windowFor } from './window.ts';

/** Outages and flaps of single sites; outages that a concentrator's outage explains are left to it. */
export async function detectSites(
  tx: Context,
  changed: { siteIds: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<number[]> {
  if (changed.siteIds.length === 0) return [];
  const asOf = tx.clock.now();
  const subjects = changed.siteIds.map((id) => `site:${id}`);
  const { episodesFrom, dataFrom } = await windowFor(tx.db, subjects, changed.from);
  const spans = await spansBySite(tx.db, changed.siteIds, dataFrom, asOf);
  const explained = await sharedSpans(tx, dataFrom, asOf);
  const found = [...spans].flatMap(([siteId, states]) =>
    siteEpisodes(siteId, states, explained.get(siteId) ?? [], parameters, asOf.getTime()),
  );
  return reconcile(tx, { subjects, kinds: ['outage', 'flap'], from: episodesFrom }, found);
}

/** When each site was down as a part of a concentrator's outage. */
async function sharedSpans(
  tx: Context,
  from: Date,
  asOf: Date,
): Promise<Map<number, { fromMs: number; toMs: number }[]>> {
  const bySite = new Map<number, { fromMs: number; toMs: number }[]>();
  for (const episode of await listEpisodes(tx.db, { from, to: asOf, kinds: ['concentrator-outage'] })) {
    for (const siteId of episode.siteIds) {
      const spans = bySite.get(siteId) ?? [];
      spans.push({ fromMs: episode.startedAt.getTime(), toMs: episode.endedAt?.getTime() ?? asOf.getTime() });
      bySite.set(siteId, spans);
    }
  }
  return bySite;
}

function siteEpisodes(
  siteId: number,
  spans: readonly StateSpan[],
  explained: readonly { fromMs: number; toMs: number }[],
  parameters: DetectionParameters,
  asOfMs: number,
): FoundEpisode[] {
  const outages = outagesOf(spans, parameters.outage).filter(
    (outage) => !explained.some((span) => outage.fromMs >= span.fromMs && outage.fromMs <= span.toMs),
  );
  const flaps = flapsOf(spans, parameters.flap, asOfMs);
  const base = { subject: `site:${siteId}`, concentratorId: null };
  const members = (fromMs: number, toMs: number | null) => [{ siteId, fromMs, toMs }];
  return [
    ...outages.map(
      (outage): FoundEpisode => ({
        ...base,
        kind: 'outage',
        fromMs: outage.fromMs,
        toMs: outage.toMs,
        sites: members(outage.fromMs, outage.toMs),
        evidence: outageEvidence(outage),
      }),
    ),
    ...flaps.map(
      (flap): FoundEpisode => ({
        ...base,
        kind: 'flap',
        fromMs: flap.fromMs,
        toMs: flap.toMs,
        sites: members(flap.fromMs, flap.toMs),
        evidence: {
          transitions: flap.transitions,
          text: `Went down or came back ${flap.transitions} times.`,
        },
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
