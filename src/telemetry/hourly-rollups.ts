import type { Db } from '#platform/db';
import { figure } from './core/figure.ts';
import { holdRule } from './core/intervals.ts';
import type { Reading } from './core/reading.ts';
import { hourOf, rollupHours } from './core/rollup.ts';
import type { HourRollup, SiteWindow } from './model.ts';
import { loadEndedSpans } from './store.ts';
import {
  listUnfoldedStretches,
  loadHours,
  loadReadings,
  type SecondsWindow,
  type SiteHour,
} from './store-readings.ts';

const secondsPerHour = 3600;

/**
 * Rollups of the UTC hours that begin in the window, by site and hour. Hours that readings not yet folded touch are
 * worked out now, so the answer is the same before and after a fold. An hour without an entry is wholly unknown.
 */
export async function hourlyRollups(db: Db, window: SiteWindow): Promise<HourRollup[]> {
  const scope: SecondsWindow = {
    siteIds: window.siteIds && new Set(window.siteIds),
    from: Math.ceil(window.from.getTime() / 1000 / secondsPerHour) * secondsPerHour,
    to: Math.ceil(window.to.getTime() / 1000),
  };
  const rollups = new Map<string, SiteHour>();
  // Asked before what is stored is read: a fold that commits in between has then moved nothing out of sight.
  const unfolded = await computeUnfolded(db, scope);
  for (const hour of await loadHours(db, scope)) rollups.set(`${hour.siteId} ${hour.hour}`, hour);
  for (const hour of unfolded) rollups.set(`${hour.siteId} ${hour.hour}`, hour);
  return [...rollups.values()].sort((a, b) => a.siteId - b.siteId || a.hour - b.hour).map(toRollup);
}

async function computeUnfolded(db: Db, scope: SecondsWindow): Promise<SiteHour[]> {
  const reach = {
    ...scope,
    from: scope.from - holdRule.bridged,
    to: scope.to + secondsPerHour + holdRule.bridged,
  };
  const touched = await listUnfoldedStretches(db, reach);
  const hours = hoursOf(touched, await loadAround(db, touched));
  return hours.filter(({ hour }) => hour >= scope.from && hour < scope.to);
}

/** From when to when, in seconds, readings of a site may have changed. */
type Stretches = ReadonlyMap<number, { from: number; to: number }>;

/** What hours are worked out from, by site. */
interface Around {
  readings: ReadonlyMap<number, readonly Reading[]>;
  spans: Awaited<ReturnType<typeof loadEndedSpans>>;
}

/** Readings and states as far around the stretches as their hours reach. */
export async function loadAround(db: Db, stretches: Stretches): Promise<Around> {
  if (stretches.size === 0) return { readings: new Map(), spans: new Map() };
  const siteIds = new Set(stretches.keys());
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const stretch of stretches.values()) {
    from = Math.min(from, hourOf(stretch.from - holdRule.bridged));
    to = Math.max(to, hourOf(stretch.to + holdRule.bridged) + secondsPerHour);
  }
  const readings = await loadReadings(db, { siteIds, from, to });
  return { readings, spans: await loadEndedSpans(db, { siteIds, from, to }) };
}

/**
 * The rollups of every hour that readings in the given stretches can have changed: a reading reaches as far as a gap is
 * bridged, before and after it.
 */
export const hoursOf = (stretches: Stretches, { readings, spans }: Around): SiteHour[] =>
  [...stretches].flatMap(([siteId, stretch]) =>
    rollupHours(readings.get(siteId) ?? [], spans.get(siteId) ?? [], hoursAround(stretch)).map((hour) => ({
      ...hour,
      siteId,
    })),
  );

function* hoursAround(stretch: { from: number; to: number }): Iterable<number> {
  const last = stretch.to + holdRule.bridged;
  for (let hour = hourOf(stretch.from - holdRule.bridged); hour <= last; hour += secondsPerHour) yield hour;
}

function toRollup(hour: SiteHour): HourRollup {
  const [unknown, up, degraded, down] = hour.seconds;
  return {
    siteId: hour.siteId,
    hour: new Date(hour.hour * 1000),
    readings: hour.readings,
    seconds: { unknown, up, degraded, down },
    lossMaxPercent: figure(hour.lossMax),
    lossMeanPercent: figure(hour.lossMean),
    latencyMeanMs: figure(hour.latencyMean),
    latencyP95Ms: figure(hour.latencyP95),
    latencyMaxMs: figure(hour.latencyMax),
    inMeanMbps: figure(hour.inMean),
    outMeanMbps: figure(hour.outMean),
    peakMbps: figure(hour.peakMbps),
  };
}
