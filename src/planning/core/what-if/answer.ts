import { formatNumber } from '#platform/clock';
import { quantileOf } from '../forecast/quantiles.ts';
import { dayPeaks } from '../load/peaks.ts';
import { applyChanges, type Changes } from './changes.ts';
import { type Scene, workingDayMeans, workingHalfHours } from './scene.ts';

/** Peaks of ordinary working days. Eight days in ten lie between `low` and `high`. */
export interface PeakRange {
  low: number;
  middle: number;
  high: number;
  /** The highest half hour of all the days. */
  highest: number;
  /** Half hour of the London day, 0 to 47, in which the mean day is busiest. */
  halfHour: number;
  days: number;
}

export interface ConcentratorAnswer {
  code: string;
  ratedMbps: number | null;
  /** Null: it is new, or too few working days are known. */
  before: PeakRange | null;
  /** Null: it is gone, or too few working days are known. */
  after: PeakRange | null;
  sitesBefore: number;
  sitesAfter: number;
  /** After the change its peak would reach the exposed share of its rating on one working day in ten, or more. */
  exposed: boolean;
  /** Mean load at each half hour of the working day, before and after, for the picture; null is unknown. */
  dayBefore: (number | null)[] | null;
  dayAfter: (number | null)[] | null;
  /** Half hours in which it was full: their demand is an estimate. */
  hidden: number;
}

export interface WhatIfAnswer {
  concentrators: ConcentratorAnswer[];
  moved: { site: string; from: string | undefined; to: string }[];
  /** Sites on an exposed concentrator, or with nowhere to go. */
  exposedSites: string[];
  text: string[];
}

export const exposedPercent = 85;
/** Fewer working days say too little about a range. */
const leastDays = 3;

/**
 * Tries changes on the last weeks: each ordinary working day is replayed before and after, so the interval is that of the days
 * themselves, and a change is judged on the same days that it is compared with.
 */
export function whatIf(scene: Scene, changes: Changes): WhatIfAnswer {
  const after = applyChanges(scene, changes);
  const places = workingHalfHours(scene);
  const codes = [...new Set([...scene.concentrators, ...after.concentrators].map((one) => one.code))].sort();
  const concentrators = codes.map((code) => describe(scene, after, places, code));
  const exposed = new Set(concentrators.filter((one) => one.exposed).map((one) => one.code));
  const exposedSites = [...after.sites.values()]
    .filter((site) => site.concentrator !== undefined && exposed.has(site.concentrator))
    .map((site) => site.code);
  const answer = {
    concentrators,
    moved: after.moved,
    exposedSites: [...exposedSites, ...after.stranded].sort(),
  };
  return { ...answer, text: textOf(answer, after.stranded.length) };
}

function describe(before: Scene, after: Scene, places: Int8Array, code: string): ConcentratorAnswer {
  const [was, is] = [before, after].map((scene) => scene.concentrators.find((one) => one.code === code));
  const count = (scene: Scene): number =>
    [...scene.sites.values()].filter((site) => site.concentrator === code).length;
  const ratedMbps = is?.ratedMbps ?? was?.ratedMbps ?? null;
  const rangeAfter = is ? rangeOf(after, is.mbps, places) : null;
  return {
    code,
    ratedMbps,
    before: was ? rangeOf(before, was.mbps, places) : null,
    after: rangeAfter,
    sitesBefore: count(before),
    sitesAfter: count(after),
    exposed:
      rangeAfter !== null && ratedMbps !== null && rangeAfter.high >= (ratedMbps * exposedPercent) / 100,
    dayBefore: was ? shown(workingDayMeans(was.mbps, places)) : null,
    dayAfter: is ? shown(workingDayMeans(is.mbps, places)) : null,
    hidden: before.hidden.get(code) ?? 0,
  };
}

const shown = (means: Float64Array): (number | null)[] =>
  [...means].map((value) => (Number.isNaN(value) ? null : value));

function rangeOf(scene: Scene, mbps: Float32Array, places: Int8Array): PeakRange | null {
  const days = dayPeaks({ fromMs: scene.fromMs, mbps }, scene.holidays).filter(
    (day) => day.kind === 'ordinary' && day.weekday <= 5 && day.mbps !== null,
  );
  if (days.length < leastDays) return null;
  const sorted = days.map((day) => day.mbps ?? 0).sort((a, b) => a - b);
  const means = workingDayMeans(mbps, places);
  const highest = mbps.reduce((a, b, index) => ((places[index] ?? -1) >= 0 && b > a ? b : a), 0);
  return {
    low: quantileOf(sorted, 0.1),
    middle: quantileOf(sorted, 0.5),
    high: quantileOf(sorted, 0.9),
    highest,
    halfHour: means.reduce((best, value, place) => (value > (means[best] ?? 0) ? place : best), 0),
    days: days.length,
  };
}

/** `8:30am`. */
export function halfHourWords(halfHour: number): string {
  const hour = Math.floor(halfHour / 2);
  const minutes = halfHour % 2 === 1 ? ':30' : '';
  if (halfHour === 0) return 'midnight';
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

const whole = (value: number): string => formatNumber(value, { decimals: 0 });

/** `61% (57% to 65%) of its rating`, or in Mbps without one. */
export function rangeWords(range: PeakRange, ratedMbps: number | null): string {
  if (ratedMbps === null || ratedMbps === 0)
    return `${whole(range.middle)} Mbps (${whole(range.low)} to ${whole(range.high)})`;
  const share = (value: number): string => `${whole((100 * value) / ratedMbps)}%`;
  return `${share(range.middle)} (${share(range.low)} to ${share(range.high)}) of its rating`;
}

function textOf(
  { concentrators, moved, exposedSites }: Omit<WhatIfAnswer, 'text'>,
  stranded: number,
): string[] {
  const lines = concentrators.map(concentratorText);
  if (moved.length > 0) lines.push(`${siteCount(moved.length)} would be elsewhere than now.`);
  if (stranded > 0) lines.push(`${siteCount(stranded)} would have nowhere to go.`);
  lines.push(
    exposedSites.length === 0
      ? `No site would be left on a concentrator that reaches ${exposedPercent}% of its rating on one working day in ten.`
      : `${siteCount(exposedSites.length)} would remain exposed: their concentrator reaches ${exposedPercent}% of its rating on one working day in ten or more, or is gone.`,
  );
  return lines;
}

const siteCount = (count: number): string => `${formatNumber(count)} ${count === 1 ? 'site' : 'sites'}`;

function concentratorText(one: ConcentratorAnswer): string {
  const hidden = one.hidden === 0 ? '' : ' Demand hidden while it was full is counted, as estimated.';
  if (one.sitesAfter === 0 && one.after === null && one.before) return `${one.code}: gone.`;
  if (one.after === null) return `${one.code}: unknown, because too few working days have readings.`;
  const after = `${rangeWords(one.after, one.ratedMbps)}, at ${halfHourWords(one.after.halfHour)}`;
  if (one.before === null || one.before.highest === 0)
    return `${one.code}: its working-day peak would be ${after}.${hidden}`;
  const before = `${rangeWords(one.before, one.ratedMbps)}, at ${halfHourWords(one.before.halfHour)}`;
  if (Math.abs(one.after.middle - one.before.middle) < 0.005 * one.before.middle)
    return `${one.code}: its working-day peak would stay at ${before}.${hidden}`;
  return `${one.code}: its working-day peak would go from ${before}, to ${after}.${hidden}`;
}
