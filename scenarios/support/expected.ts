import { availability, cameTrue, flapping, hasPromise, isMet, peakPercent, type Scene } from './figures.ts';
import { historiesOf, type Spell, unknownState } from './history.ts';
import type { UpdatePlan } from './script.ts';
import type { CriterionTerms, MeasureTerms } from './terms.ts';
import { hourMs } from './time.ts';
import { deskHoursBetween, wallClock } from './wall-clock.ts';
import type { World } from './world.ts';

/** What a page must say at an instant, worked out from the ground truth by plain loops, without the product's code. */
export interface Expected {
  asOf: Date;
  practices: { total: number; affectedEver: number; affectedNow: number; knownNow: number };
  moved: { practices: number; total: number; sites: number; totalSites: number; word: string };
  cannotMove: { practices: number; word: string; byReason: { reason: string; practices: number }[] };
  calls: {
    linked: number;
    lastLinkedAt: Date;
    deskHoursSince: number;
    byDay: Record<string, number>;
  };
  /** Highest half-hour mean between 6am and 10am, in per cent of the rating, by concentrator and day. */
  morningPeaks: Record<string, Record<string, number>>;
  ratedMbps: Record<string, number>;
  flappedByDay: Record<string, number>;
  nextUpdateDueAt: Date;
  exitCriteria: { met: number; total: number; verdicts: Record<string, boolean | null> };
  measures: { cameTrue: number; total: number; verdicts: Record<string, boolean | null> };
  /** Per cent of known time in which sites were connected, from an instant to `asOf`. */
  availabilitySince(from: Date): number;
  /** Calls linked to the incident and opened in [from, to). */
  callsBetween(from: Date, to: Date): number;
}

export interface Terms {
  asOf: Date;
  updates: readonly UpdatePlan[];
  measures: readonly MeasureTerms[];
  criteria: readonly CriterionTerms[];
}

export function expectedOf(world: World, terms: Terms): Expected {
  const { asOf } = terms;
  const scene: Scene = {
    world,
    asOf,
    histories: historiesOf(world.truth, asOf),
    linkedAt: linkedCalls(world, asOf),
  };
  const published = terms.updates.filter((update) => update.publishedAt <= asOf);
  const measures = verdictsOf(terms.measures.filter(hasPromise), (measure) => cameTrue(scene, measure));
  const criteria = verdictsOf(terms.criteria, (criterion) => isMet(scene, criterion));
  return {
    asOf,
    practices: practiceCounts(scene),
    moved: movedCounts(scene),
    cannotMove: stuckCounts(scene),
    calls: callFigures(scene),
    morningPeaks: peaksByDay(scene),
    ratedMbps: Object.fromEntries(world.truth.concentrators.map((one) => [one.code, one.ratedMbps])),
    flappedByDay: flapsByDay(scene),
    nextUpdateDueAt: published.at(-1)?.nextUpdateDue ?? asOf,
    exitCriteria: { met: countTrue(criteria), total: terms.criteria.length, verdicts: criteria },
    measures: { cameTrue: countTrue(measures), total: Object.keys(measures).length, verdicts: measures },
    availabilitySince: (from) => availability(scene, from, asOf),
    callsBetween: (from, to) => scene.linkedAt.filter((at) => at >= from && at < to).length,
  };
}

/** Calls about the incident that the feed had told by then, with those that a person confirmed. */
function linkedCalls({ calls, parameters }: World, asOf: Date): Date[] {
  const until = parameters.calls.feedStopsAt ?? asOf;
  return calls
    .filter((call) => call.about === 'incident' || (call.about === 'undecided' && call.belongs))
    .map((call) => call.openedAt)
    .filter((at) => at <= asOf && at <= until && at >= parameters.fault.from);
}

/** Whether a spell belongs to the incident: it began in it. */
const began = (spell: Spell, { world }: Scene): boolean =>
  spell.fromMs >= world.parameters.fault.from.getTime();

function practiceCounts(scene: Scene): Expected['practices'] {
  const { world, histories, asOf } = scene;
  const ever = new Set<string>();
  const now = new Set<string>();
  const silent = new Set<string>();
  for (const site of world.estate.sites) {
    const history = histories[site.index];
    if (!history) continue;
    const { odsCode } = site.practice;
    for (const spell of [...history.outages, ...history.flaps]) {
      if (!began(spell, scene)) continue;
      ever.add(odsCode);
      if (spell.toMs === null || spell.toMs > asOf.getTime()) now.add(odsCode);
    }
    if (history.states.at(-1) === unknownState) silent.add(odsCode);
  }
  const total = world.estate.practices.length;
  const unknown = [...silent].filter((code) => !now.has(code)).length;
  return { total, affectedEver: ever.size, affectedNow: now.size, knownNow: total - unknown };
}

function movedCounts({ world, asOf }: Scene): Expected['moved'] {
  const { estate, plan } = world;
  const isMoved = (site: number): boolean | null => {
    const of = plan.get(site);
    return of && 'movesAt' in of ? of.movesAt <= asOf : null;
  };
  let practices = 0;
  for (const practice of estate.practices) {
    const movable = estate.sites
      .filter((site) => site.practice === practice)
      .map((site) => isMoved(site.index))
      .filter((moved) => moved !== null);
    if (movable.length > 0 && movable.every(Boolean)) practices += 1;
  }
  const sites = estate.sites.filter((site) => isMoved(site.index) === true).length;
  const total = estate.practices.length;
  return { practices, total, sites, totalSites: estate.sites.length, word: wordFor(practices, total) };
}

function stuckCounts({ world }: Scene): Expected['cannotMove'] {
  const byReason = new Map<string, number>();
  for (const of of world.plan.values())
    if ('reason' in of) byReason.set(of.reason, (byReason.get(of.reason) ?? 0) + 1);
  const practices = [...byReason.values()].reduce((sum, count) => sum + count, 0);
  return {
    practices,
    word: wordFor(practices, world.estate.practices.length),
    byReason: [...byReason].map(([reason, count]) => ({ reason, practices: count })),
  };
}

/** docs/algorithms/words.md, read aloud. */
export function wordFor(n: number, m: number): string {
  if (n === 0) return 'none';
  if (n === m) return 'all';
  if (n === 1) return 'one';
  const percent = (n * 100) / m;
  if (percent <= 5) return 'a few';
  if (percent < 45) return 'some';
  if (percent <= 55) return 'about half';
  return percent < 95 ? 'most' : 'almost all';
}

function callFigures({ linkedAt, asOf }: Scene): Expected['calls'] {
  const last = linkedAt.at(-1) ?? asOf;
  const byDay: Record<string, number> = {};
  for (const at of linkedAt) {
    const { date } = wallClock(at.getTime());
    byDay[date] = (byDay[date] ?? 0) + 1;
  }
  return {
    linked: linkedAt.length,
    lastLinkedAt: last,
    deskHoursSince: deskHoursBetween(last, asOf),
    byDay,
  };
}

/** London days of the scenario up to `asOf`, with their bounds. */
function daysOf({ world, asOf }: Scene): { date: string; from: Date; to: Date }[] {
  const days: { date: string; from: Date; to: Date }[] = [];
  const firstMs = world.parameters.startsAt.getTime();
  for (let ms = firstMs; ms < asOf.getTime(); ms += 24 * hourMs) {
    const to = new Date(Math.min(ms + 24 * hourMs, asOf.getTime()));
    days.push({ date: wallClock(ms).date, from: new Date(ms), to });
  }
  return days;
}

function peaksByDay(scene: Scene): Expected['morningPeaks'] {
  const mornings = { weekdaysOnly: false, fromHour: 6, toHour: 10 };
  return Object.fromEntries(
    scene.world.truth.concentrators.map(({ code }) => [
      code,
      Object.fromEntries(
        daysOf(scene).flatMap(({ date, from, to }) => {
          const percent = peakPercent(scene, code, from, to, mornings);
          return percent === null ? [] : [[date, percent] as const];
        }),
      ),
    ]),
  );
}

const flapsByDay = (scene: Scene): Record<string, number> =>
  Object.fromEntries(daysOf(scene).map(({ date, from, to }) => [date, flapping(scene, from, to)]));

function verdictsOf<T extends { key: string }>(
  all: readonly T[],
  judge: (one: T) => boolean | null,
): Record<string, boolean | null> {
  return Object.fromEntries(all.map((one) => [one.key, judge(one)]));
}

const countTrue = (verdicts: Record<string, boolean | null>): number =>
  Object.values(verdicts).filter((verdict) => verdict === true).length;
