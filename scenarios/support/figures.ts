import { type SiteHistory, unknownState, workingState } from './history.ts';
import { type CriterionTerms, type MeasureTerms, type PromiseTerms, windowOfPromise } from './terms.ts';
import { hourMs, stepMs } from './time.ts';
import { msOfStep, stepOf } from './truth.ts';
import { deskHoursBetween, wallClock } from './wall-clock.ts';
import type { World } from './world.ts';

// The figures that promises and exit criteria are about, by plain loops over the truth.

/** What the ground truth is worked out from. */
export interface Scene {
  world: World;
  asOf: Date;
  histories: readonly SiteHistory[];
  /** When each linked call was opened, in order. */
  linkedAt: readonly Date[];
}

interface PeakFilter {
  weekdaysOnly: boolean;
  fromHour: number;
  toHour: number;
}

/** The highest half-hour mean in a window, in per cent of the rating; null without a half hour that counts. */
export function peakPercent(
  { world }: Scene,
  code: string,
  from: Date,
  to: Date,
  filter: PeakFilter,
): number | null {
  const { truth } = world;
  const concentrator = truth.concentrators.find((one) => one.code === code);
  if (!concentrator) throw new RangeError(`There is no concentrator ${code}.`);
  const halfHours = new Map<number, { sum: number; n: number }>();
  const end = Math.min(truth.steps, stepOf(truth.startMs, to));
  for (let step = Math.max(concentrator.liveFromStep, stepOf(truth.startMs, from)); step < end; step += 1) {
    const ms = msOfStep(truth, step);
    const { weekday, minute } = wallClock(ms);
    if (filter.weekdaysOnly && weekday > 5) continue;
    if (minute < filter.fromHour * 60 || minute >= filter.toHour * 60) continue;
    const bin = halfHours.get(Math.floor(ms / (6 * stepMs))) ?? { sum: 0, n: 0 };
    bin.sum += ((concentrator.inTenths[step] ?? 0) + (concentrator.outTenths[step] ?? 0)) / 10;
    bin.n += 1;
    halfHours.set(Math.floor(ms / (6 * stepMs)), bin);
  }
  const means = [...halfHours.values()].filter(({ n }) => n >= 2).map(({ sum, n }) => sum / n);
  return means.length === 0 ? null : (Math.max(...means) / concentrator.ratedMbps) * 100;
}

/** Sites with a flap that began before `to` and had not ended before `from`. */
export const flapping = ({ histories }: Scene, from: Date, to: Date): number =>
  histories.filter(({ flaps }) =>
    flaps.some((flap) => flap.fromMs < to.getTime() && (flap.toMs === null || flap.toMs >= from.getTime())),
  ).length;

/** Per cent of known time in [from, to) in which sites were connected. */
export function availability({ world, histories }: Scene, from: Date, to: Date): number {
  const first = stepOf(world.truth.startMs, from);
  const end = stepOf(world.truth.startMs, to);
  let known = 0;
  let connected = 0;
  for (const { states } of histories) {
    for (let step = first; step < end; step += 1) {
      if (states[step] === unknownState) continue;
      known += 1;
      if (states[step] === workingState) connected += 1;
    }
  }
  return (connected / known) * 100;
}

export type Promising = MeasureTerms & { promise: PromiseTerms };
export const hasPromise = (measure: MeasureTerms): measure is Promising => measure.promise !== null;

/** Whether a promise was kept as of then; null before it has effect. */
export function cameTrue(scene: Scene, measure: Promising): boolean | null {
  const { promise } = measure;
  const window = windowOfPromise(measure, scene.asOf);
  const value = window && figure(scene, promise, window.from, window.to);
  if (value === null) return null;
  if (promise.comparator !== 'falls by at least') return compare(value, promise.comparator, promise.expected);
  const before = figure(scene, promise, promise.baselineFrom, promise.baselineTo) ?? 0;
  return before > 0 && ((before - value) / before) * 100 >= promise.expected;
}

/** Whether an exit criterion is met as of then; null when that cannot be known. */
export function isMet(scene: Scene, criterion: CriterionTerms): boolean | null {
  const { asOf, world } = scene;
  const feed = world.parameters.calls.feedStopsAt;
  // A feed that has told nothing for over an hour says nothing about now.
  const stale = feed !== null && asOf.getTime() - feed.getTime() > hourMs;
  if (stale && criterion.metric === 'calls.deskHoursSinceLast') return null;
  const from = new Date(asOf.getTime() - criterion.windowHours * hourMs);
  const value = figure(scene, criterion, from, asOf);
  return value === null ? null : compare(value, criterion.comparator, criterion.threshold);
}

function compare(value: number, comparator: 'below' | 'at most' | 'at least', limit: number): boolean {
  if (comparator === 'below') return value < limit;
  return comparator === 'at most' ? value <= limit : value >= limit;
}

function figure(
  scene: Scene,
  of: Pick<CriterionTerms, 'metric' | 'parameters'>,
  from: Date,
  to: Date,
): number | null {
  switch (of.metric) {
    case 'sites.flapping':
      return flapping(scene, from, to);
    case 'availability.percent':
      return availability(scene, from, to);
    case 'calls.deskHoursSinceLast':
      return deskHoursBetween(scene.linkedAt.at(-1) ?? scene.world.parameters.fault.from, to);
    case 'concentrator.peakUtilisation': {
      const { concentrator, weekdaysOnly, fromHour, toHour } = of.parameters;
      const filter = {
        weekdaysOnly: weekdaysOnly === true,
        fromHour: Number(fromHour ?? 0),
        toHour: Number(toHour ?? 24),
      };
      return peakPercent(scene, String(concentrator), from, to, filter);
    }
  }
}
