import type { Context } from '#platform/context';
import { pick, type ReadingColumns, readingAt, sortBatch, splitByDay } from './core/columns.ts';
import { begin, extend, rebuild } from './core/history.ts';
import { holdRule } from './core/intervals.ts';
import { blockOf } from './core/packed.ts';
import type { Reading } from './core/reading.ts';
import {
  type CurrentWrites,
  loadPresent,
  loadSpansAround,
  type PresentRow,
  type SpanWrites,
  writeCurrent,
  writePresent,
  writeSpans,
} from './store.ts';
import { appendParts, loadReadings } from './store-readings.ts';

/** What storing readings changed. Instants in seconds; `from` and `to` enclose every change of history. */
export interface Stored {
  accepted: number;
  repeated: number;
  changed: Set<number>;
  from: number;
  to: number;
}

/** Rows [from, to) of a sorted batch: the readings of one site. */
interface Run {
  siteId: number;
  from: number;
  to: number;
}

/**
 * Stores readings and brings history and present up to date, in the caller's transaction, which must hold the
 * telemetry lock. One UTC day after the other, so that a long file needs the memory of its fullest day.
 */
export async function storeReadings(tx: Context, batch: ReadingColumns): Promise<Stored> {
  const stored: Stored = { accepted: 0, repeated: 0, changed: new Set(), from: Infinity, to: -Infinity };
  for (const day of splitByDay(batch)) await storeDay(tx, day, stored);
  return stored;
}

async function storeDay(tx: Context, day: ReadingColumns, stored: Stored): Promise<void> {
  const { columns, repeated } = sortBatch(day);
  stored.repeated += repeated;
  const runs = runsOf(columns);
  const presents = await loadPresent(
    tx.db,
    runs.map((run) => run.siteId),
  );
  const work = createWork();
  const late = runs.filter((run) => !moveOn(columns, run, presents, work));
  for (const group of Map.groupBy(late, (run) => blockOf(run.siteId)).values()) {
    await rebuildRuns(tx, columns, group, presents, work);
  }
  // Ascending again after the late ones were put at the end: parts are laid out by block of sites.
  const fresh = Uint32Array.from(work.fresh).sort();
  stored.accepted += fresh.length;
  stored.repeated += columns.length - fresh.length;
  await appendParts(tx.db, fresh.length === columns.length ? columns : pick(columns, fresh));
  await writeSpans(tx.db, work.spans);
  await writeCurrent(tx.db, work.current);
  await writePresent(tx.db, work.presents);
  noteChanges(work.spans, runs, presents, columns, stored);
}

function runsOf(columns: ReadingColumns): Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < columns.length; index++) {
    const siteId = columns.siteId[index] ?? 0;
    const run = runs.at(-1);
    if (run?.siteId === siteId) run.to = index + 1;
    else runs.push({ siteId, from: index, to: index + 1 });
  }
  return runs;
}

/** Everything that a day's batch will write. */
interface Work {
  /** Rows of the batch to store. */
  fresh: number[];
  spans: SpanWrites;
  current: CurrentWrites;
  presents: PresentRow[];
}

const createWork = (): Work => ({
  fresh: [],
  spans: { deletes: [], writes: [] },
  current: { siteIds: [], states: [], since: [], last: [], loss: [], latency: [], inMbps: [], outMbps: [] },
  presents: [],
});

/** The usual case: all readings are later than what is stored. Returns false when history must be rebuilt. */
function moveOn(columns: ReadingColumns, run: Run, presents: Map<number, PresentRow>, work: Work): boolean {
  const known = presents.get(run.siteId);
  if (known && (columns.at[run.from] ?? 0) <= known.last) return false;
  const moved = known ? { ...known } : undefined;
  const writes = moved ? extend(moved, columns, run.from, run.to) : undefined;
  if (known && !writes) return false;
  const { present, writes: first } = moved
    ? { present: moved, writes: writes ?? [] }
    : begin(columns, run.from, run.to);
  for (const span of first) work.spans.writes.push({ siteId: run.siteId, ...span });
  for (let index = run.from; index < run.to; index++) work.fresh.push(index);
  putCurrent(work.current, { siteId: run.siteId, ...present }, readingAt(columns, run.to - 1));
  return true;
}

function putCurrent(current: CurrentWrites, present: PresentRow, latest: Reading): void {
  current.siteIds.push(present.siteId);
  current.states.push(present.state);
  current.since.push(present.since);
  current.last.push(present.last);
  current.loss.push(latest.loss);
  current.latency.push(latest.latency);
  current.inMbps.push(latest.inMbps);
  current.outMbps.push(latest.outMbps);
}

/** Late or repeated readings: rebuilds the stretches they touch, one block of sites at a time to bound memory. */
async function rebuildRuns(
  tx: Context,
  columns: ReadingColumns,
  runs: readonly Run[],
  presents: Map<number, PresentRow>,
  work: Work,
): Promise<void> {
  const windows = runs.map((run) => ({
    siteId: run.siteId,
    from: (columns.at[run.from] ?? 0) - holdRule.bridged,
    to: (columns.at[run.to - 1] ?? 0) + holdRule.bridged,
  }));
  const stored = await loadReadings(tx.db, {
    siteIds: new Set(runs.map((run) => run.siteId)),
    from: Math.min(...windows.map((window) => window.from)),
    to: Math.max(...windows.map((window) => window.to)) + 1,
  });
  const spans = await loadSpansAround(tx.db, windows);
  for (const [index, run] of runs.entries()) {
    const present = presents.get(run.siteId);
    const window = windows[index];
    if (!present || !window) continue;
    const near = (stored.get(run.siteId) ?? []).filter(({ at }) => at >= window.from && at <= window.to);
    rebuildRun(columns, run, present, { near, spans: spans.get(run.siteId) ?? [] }, work);
  }
}

function rebuildRun(
  columns: ReadingColumns,
  run: Run,
  present: PresentRow,
  stored: { near: Reading[]; spans: { from: number; to: number; state: number }[] },
  work: Work,
): void {
  const arrived = Array.from({ length: run.to - run.from }, (_, index) =>
    readingAt(columns, run.from + index),
  );
  const result = rebuild(present, arrived, stored.near, stored.spans);
  for (const index of result.fresh) work.fresh.push(run.from + index);
  for (const from of result.deletes) work.spans.deletes.push({ siteId: run.siteId, from });
  for (const span of result.writes) work.spans.writes.push({ siteId: run.siteId, ...span });
  const moved = { ...result.present, siteId: run.siteId };
  if (result.latest) putCurrent(work.current, moved, result.latest);
  else if (moved.state !== present.state || moved.since !== present.since) work.presents.push(moved);
}

/**
 * Which sites changed, and from when. A state that ends is written whole, from its beginning, but changed only around
 * the readings: after the one before, or where the silence before them began.
 */
function noteChanges(
  spans: SpanWrites,
  runs: readonly Run[],
  presents: ReadonlyMap<number, PresentRow>,
  columns: ReadingColumns,
  stored: Stored,
): void {
  const writtenFrom = new Map<number, number>();
  for (const row of [...spans.deletes, ...spans.writes])
    writtenFrom.set(row.siteId, Math.min(writtenFrom.get(row.siteId) ?? row.from, row.from));
  for (const run of runs) {
    const earliest = writtenFrom.get(run.siteId);
    if (earliest === undefined) continue;
    const first = columns.at[run.from] ?? 0;
    const silentFrom = (presents.get(run.siteId)?.last ?? first) + holdRule.cadence;
    stored.changed.add(run.siteId);
    stored.from = Math.min(stored.from, Math.max(earliest, Math.min(first - holdRule.bridged, silentFrom)));
    stored.to = Math.max(stored.to, columns.at[run.to - 1] ?? first);
  }
}
