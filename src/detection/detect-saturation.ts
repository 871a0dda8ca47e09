import { type AttributesOfSites, attributesAt, type Concentrator, listConcentrators } from '#estate';
import { formatTime } from '#platform/clock';
import type { Context } from '#platform/context';
import { concentratorSeries, siteSeries, telemetryParameters } from '#telemetry';
import type { DetectionParameters } from './core/parameters.ts';
import { sampleOf } from './core/sample.ts';
import {
  confirmedByQuality,
  type LoadPoint,
  loadStretchesOf,
  median,
  type QualityPoint,
  type Saturation,
} from './core/saturation.ts';
import type { FoundEpisode } from './model.ts';
import { reconcile } from './reconcile.ts';
import { hourMs, marginMs, recomputedFor } from './window.ts';

const cadenceMs = telemetryParameters.cadenceSeconds * 1000;
/** How far before a change a stretch of load may start and still reach it without being stored. */
const lookBackMs = 24 * hourMs;
/** Site readings come a little later than the concentrator's: stretches that ended this long ago are judged again. */
const relookMs = hourMs;

/**
 * Concentrators that carried what they are rated for while their sites' loss and latency rose together: those that changed, and
 * those with a saturation that is `open`.
 */
export async function detectSaturation(
  tx: Context,
  changed: { concentratorIds: readonly number[]; open: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<number[]> {
  const isNew = new Set(changed.concentratorIds);
  const wanted = new Set([...isNew, ...changed.open]);
  if (wanted.size === 0) return [];
  // The rating that was valid when the data are from.
  const rated = (await listConcentrators(tx.db, changed.from)).filter(
    (concentrator) => wanted.has(concentrator.id) && concentrator.ratedMbps !== null,
  );
  const { fromBySubject: windows, stored } = await recomputedFor(tx.db, {
    kinds: ['saturation'],
    changedFrom: new Map(rated.map((each) => [subjectOf(each), changed.from.getTime()])),
    lookBackMs,
  });
  const points = await loadPoints(tx, rated, Math.min(...windows.values()) - marginMs);
  const attachedAt = attachedSites(tx);
  const found: FoundEpisode[] = [];
  for (const concentrator of rated) {
    const load = points.get(concentrator.id) ?? [];
    const judgedFrom = changed.from.getTime() - relookMs;
    const { settledUntilMs, stretches } = stretchesSince(tx, concentrator, load, judgedFrom, parameters);
    windows.set(subjectOf(concentrator), Math.max(windows.get(subjectOf(concentrator)) ?? 0, settledUntilMs));
    for (const stretch of stretches) {
      if (stretch.toMs === null && !isNew.has(concentrator.id)) {
        // Nothing new to judge it by: it stays as it is stored.
        windows.set(subjectOf(concentrator), stretch.fromMs + 1);
        continue;
      }
      const siteIds = await attachedAt(concentrator.code, stretch.fromMs);
      const episode = await confirmedEpisode(tx, { concentrator, siteIds }, stretch, load, parameters);
      if (episode) found.push(episode);
    }
  }
  const changes = await reconcile(tx, { fromBySubject: windows, stored }, found);
  return changes.map((change) => change.id);
}

const subjectOf = (concentrator: { id: number }): string => `concentrator:${concentrator.id}`;

async function loadPoints(
  tx: Context,
  concentrators: readonly Concentrator[],
  fromMs: number,
): Promise<Map<number, LoadPoint[]>> {
  const byConcentrator = new Map<number, LoadPoint[]>();
  if (concentrators.length === 0) return byConcentrator;
  const concentratorIds = concentrators.map((concentrator) => concentrator.id);
  const window = { concentratorIds, from: new Date(fromMs), to: tx.clock.now() };
  for (const { concentratorId, at, mbps } of await concentratorSeries(tx.db, window)) {
    const load = byConcentrator.get(concentratorId) ?? [];
    byConcentrator.set(concentratorId, load);
    load.push({ atMs: at.getTime(), mbps });
  }
  return byConcentrator;
}

/** Stretches that reach past `judgedFromMs`; those before it stay as they are, up to `settledUntilMs`. */
function stretchesSince(
  tx: Context,
  concentrator: Concentrator,
  load: readonly LoadPoint[],
  judgedFromMs: number,
  parameters: DetectionParameters,
): { stretches: Saturation[]; settledUntilMs: number } {
  const rated = concentrator.ratedMbps ?? Number.POSITIVE_INFINITY;
  const all = loadStretchesOf(load, rated, parameters.saturation, cadenceMs, tx.clock.now().getTime());
  const stretches = all.filter((stretch) => stretch.toMs === null || stretch.toMs >= judgedFromMs);
  const settled = all.filter((stretch) => stretch.toMs !== null && stretch.toMs < judgedFromMs);
  return { stretches, settledUntilMs: settled.at(-1)?.toMs ?? Number.NEGATIVE_INFINITY };
}

async function confirmedEpisode(
  tx: Context,
  { concentrator, siteIds }: { concentrator: Concentrator; siteIds: readonly number[] },
  stretch: Saturation,
  points: readonly LoadPoint[],
  parameters: DetectionParameters,
): Promise<FoundEpisode | undefined> {
  const { baselineSeconds, baselineShare, sampledSites } = parameters.saturation;
  const rated = concentrator.ratedMbps ?? Number.POSITIVE_INFINITY;
  const toMs = stretch.toMs ?? tx.clock.now().getTime();
  const quality = await qualityPoints(tx, {
    siteIds: sampleOf(siteIds, sampledSites),
    from: new Date(stretch.fromMs - baselineSeconds * 1000),
    to: new Date(toMs),
  });
  const quiet = new Set(
    points
      .filter((point) => point.mbps !== null && point.mbps / rated < baselineShare)
      .map((point) => point.atMs),
  );
  const before = quality.filter((point) => point.atMs < stretch.fromMs && quiet.has(point.atMs));
  const during = quality.filter((point) => point.atMs >= stretch.fromMs && point.atMs < toMs);
  const verdict = confirmedByQuality(before, during, parameters.saturation);
  if (!verdict.confirmed) return undefined;
  const percent = Math.round(stretch.peakShare * 100);
  return {
    kind: 'saturation',
    subject: subjectOf(concentrator),
    fromMs: stretch.fromMs,
    toMs: stretch.toMs,
    concentratorId: concentrator.id,
    sites: [],
    evidence: {
      peakMbps: stretch.peakMbps,
      ratedMbps: rated,
      ...(stretch.toMs === null ? {} : { ...verdict }),
      text: `${concentrator.name} reached ${percent}% of its rating from ${formatTime(new Date(stretch.fromMs))}, while loss and delay at its sites rose.`,
    },
  };
}

/** The sites attached to a concentrator at an instant. The whole estate is read once for each instant. */
function attachedSites(tx: Context): (code: string, atMs: number) => Promise<number[]> {
  const known = new Map<number, AttributesOfSites>();
  return async (code, atMs) => {
    const attributes = known.get(atMs) ?? (await attributesAt(tx.db, new Date(atMs), ['concentrator']));
    known.set(atMs, attributes);
    return [...attributes].filter(([, held]) => held.concentrator === code).map(([siteId]) => siteId);
  };
}

/** Median loss and latency over the sites, at each instant with readings. */
async function qualityPoints(
  tx: Context,
  window: { siteIds: readonly number[]; from: Date; to: Date },
): Promise<QualityPoint[]> {
  if (window.siteIds.length === 0) return [];
  const byInstant = new Map<number, { loss: (number | null)[]; latency: (number | null)[] }>();
  for (const reading of await siteSeries(tx.db, window)) {
    const atMs = reading.at.getTime();
    const held = byInstant.get(atMs) ?? { loss: [], latency: [] };
    held.loss.push(reading.lossPercent);
    held.latency.push(reading.latencyMs);
    byInstant.set(atMs, held);
  }
  return [...byInstant].map(([atMs, held]) => ({
    atMs,
    lossPercent: median(held.loss),
    latencyMs: median(held.latency),
  }));
}
