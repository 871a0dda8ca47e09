import type { ScenarioEvent } from '#app';
import { callsBetween, lateCallOf, rowAt } from './calls.ts';
import { estateFiles } from './estate-files.ts';
import { readingsBody } from './readings.ts';
import type { ScriptItem } from './script.ts';
import { hourMs } from './time.ts';
import { stepOf } from './truth.ts';
import type { World } from './world.ts';

// An update states figures as of the minute it is written or approved: the data must be in by then.
const needsFreshData = new Set(['update.draft', 'update.approve', 'incident.declare']);

/**
 * The whole scenario in order of time, one event after another: files, hourly batches of readings and calls, a tick after
 * each batch, and what people do. Batches are also cut where an update is drafted or approved. Nothing is made before
 * it is asked for, so memory stays at one batch.
 */
export function* scenarioEvents(world: World, script: readonly ScriptItem[]): Generator<ScenarioEvent> {
  const { startsAt, endsAt } = world.parameters;
  yield { at: startsAt, kind: 'estate', files: estateFiles(world.parameters, world.estate) };
  const history = new Date(world.parameters.calls.historyFrom.getTime() - 1);
  yield* callEvents(world, history, startsAt);
  let told = startsAt;
  for (const mark of marksOf(startsAt, endsAt, script)) {
    if (mark.batch) {
      yield* batchEvents(world, told, mark.at);
      told = mark.at;
    }
    for (const item of mark.items) yield eventOf(item);
  }
}

/** What comes after the end: the readings since, and the late call at its instant. */
export function* lateEvents(world: World): Generator<ScenarioEvent> {
  const late = lateCallOf(world.parameters, world.calls);
  if (!late) return;
  const from = world.parameters.endsAt;
  yield readingsEvent(world, from, late.openedAt);
  yield* callEvents(world, from, late.openedAt);
}

interface Mark {
  at: Date;
  batch: boolean;
  items: ScriptItem[];
}

/** Every instant at which something happens, in order. Items of one instant keep the order of the script. */
function marksOf(from: Date, to: Date, script: readonly ScriptItem[]): Mark[] {
  const marks = new Map<number, Mark>();
  const markAt = (ms: number): Mark => {
    const mark = marks.get(ms) ?? { at: new Date(ms), batch: false, items: [] };
    marks.set(ms, mark);
    return mark;
  };
  for (let ms = from.getTime() + hourMs; ms <= to.getTime(); ms += hourMs) markAt(ms).batch = true;
  for (const item of script) {
    if (item.at > to) continue;
    const mark = markAt(item.at.getTime());
    mark.items.push(item);
    if ('verb' in item && needsFreshData.has(item.verb)) mark.batch = true;
  }
  return [...marks.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
}

function* batchEvents(world: World, from: Date, to: Date): Generator<ScenarioEvent> {
  yield readingsEvent(world, from, to);
  yield* callEvents(world, from, to);
  yield { at: to, kind: 'tick' };
}

const readingsEvent = (world: World, from: Date, to: Date): ScenarioEvent => ({
  at: to,
  kind: 'readings',
  body: readingsBody(world, stepOf(world.truth.startMs, from), stepOf(world.truth.startMs, to)),
});

/** What the desk tells; a batch without calls says that it is alive. Nothing comes once the feed has stopped. */
function* callEvents({ parameters, calls }: World, from: Date, to: Date): Generator<ScenarioEvent> {
  const { source, feedStopsAt } = parameters.calls;
  if (feedStopsAt && to > feedStopsAt) return;
  const rows = callsBetween(calls, from, to).map((call) => rowAt(call, to));
  yield { at: to, kind: 'calls', body: { source, syncedAt: to.toISOString(), calls: rows } };
}

const eventOf = (item: ScriptItem): ScenarioEvent =>
  'verb' in item
    ? { at: item.at, kind: 'verb', actor: item.actor, verb: item.verb, input: item.input }
    : { at: item.at, kind: 'estate', files: item.files };
