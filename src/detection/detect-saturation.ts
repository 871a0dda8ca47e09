import { attributesAt, type Concentrator, listConcentrators } from '#estate';
import { formatTime } from '#platform/clock';
import type { Context } from '#platform/context';
import { concentratorSeries, siteSeries } from '#telemetry';
import type { DetectionParameters } from './core/parameters.ts';
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
import { windowFor } from './window.ts';

const cadenceMs = 300_000;

/** Concentrators that carried what they are rated for while their sites' loss and latency rose together. */
export async function detectSaturation(
  tx: Context,
  changed: { concentratorIds: readonly number[]; from: Date },
  parameters: DetectionParameters,
): Promise<number[]> {
  const asOf = tx.clock.now();
  const ids: number[] = [];
  for (const concentrator of await listConcentrators(tx.db, asOf)) {
    if (!changed.concentratorIds.includes(concentrator.id) || concentrator.ratedMbps === null) continue;
    const subject = `concentrator:${concentrator.id}`;
    const { episodesFrom, dataFrom } = await windowFor(tx.db, [subject], changed.from);
    const points = await loadPoints(tx, concentrator.id, dataFrom, asOf);
    const found: FoundEpisode[] = [];
    for (const stretch of loadStretchesOf(points, concentrator.ratedMbps, parameters.saturation, cadenceMs)) {
      if (stretch.fromMs < episodesFrom.getTime()) continue;
      const episode = await confirmedEpisode(tx, concentrator, stretch, points, parameters);
      if (episode) found.push(episode);
    }
    ids.push(
      ...(await reconcile(tx, { subjects: [subject], kinds: ['saturation'], from: episodesFrom }, found)),
    );
  }
  return ids;
}

async function loadPoints(tx: Context, concentratorId: number, from: Date, to: Date): Promise<LoadPoint[]> {
  const series = await concentratorSeries(tx.db, { concentratorIds: [concentratorId], from, to });
  return series.map((point) => ({ atMs: point.at.getTime(), mbps: point.mbps }));
}

async function confirmedEpisode(
  tx: Context,
  concentrator: Concentrator,
  stretch: Saturation,
  points: readonly LoadPoint[],
  parameters: DetectionParameters,
): Promise<FoundEpisode | undefined> {
  const { baselineSeconds, baselineShare } = parameters.saturation;
  const rated = concentrator.ratedMbps ?? Number.POSITIVE_INFINITY;
  const toMs = stretch.toMs ?? tx.clock.now().getTime();
  const fromMs = stretch.fromMs - baselineSeconds * 1000;
  const quality = await qualityPoints(tx, concentrator.code, new Date(fromMs), new Date(toMs));
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
    subject: `concentrator:${concentrator.id}`,
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

/** Median loss and latency over the sites attached at the start, at each instant with readings. */
async function qualityPoints(tx: Context, code: string, from: Date, to: Date): Promise<QualityPoint[]> {
  const attributes = await attributesAt(tx.db, from, ['concentrator']);
  const siteIds = [...attributes].filter(([, held]) => held.concentrator === code).map(([siteId]) => siteId);
  if (siteIds.length === 0) return [];
  const byInstant = new Map<number, { loss: (number | null)[]; latency: (number | null)[] }>();
  for (const reading of await siteSeries(tx.db, { siteIds, from, to })) {
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
