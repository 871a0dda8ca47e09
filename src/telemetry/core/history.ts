import type { ReadingColumns } from './columns.ts';
import { holdRule, intervalsOf, patchSpans, type Span } from './intervals.ts';
import { canonical, joinReadings, type Reading, sameReading } from './reading.ts';
import { stateCodes, stateOfStatus } from './status.ts';

/** What is stored of a site's present: the open span and the instant of its last reading. */
export interface Present {
  state: number;
  since: number;
  last: number;
}

/** Silence begins one cadence after the last reading; a state that follows a reading never begins later than it. */
export const isSilent = (present: Present): boolean => present.since > present.last;

/**
 * Readings later than all stored ones, rows [from, to) of the columns in order: moves `present` on and returns the
 * spans to write, none when the state simply goes on. Undefined when the site was marked silent but the first reading
 * comes within the bridged gap after all: then history has to be rebuilt.
 */
export function extend(
  present: Present,
  columns: ReadingColumns,
  from: number,
  to: number,
): Span[] | undefined {
  if (isSilent(present) && (columns.at[from] ?? 0) - present.last <= holdRule.bridged) return undefined;
  const writes: Span[] = [];
  const turn = (at: number, state: number) => {
    if (state === present.state) return;
    writes.push({ from: present.since, to: at, state: present.state });
    present.state = state;
    present.since = at;
  };
  for (let index = from; index < to; index++) {
    const at = columns.at[index] ?? 0;
    if (at - present.last > holdRule.bridged) turn(present.last + holdRule.cadence, stateCodes.unknown);
    turn(at, stateOfStatus(columns.status[index] ?? 0));
    present.last = at;
  }
  if (writes.length > 0)
    writes.push({ from: present.since, to: Number.POSITIVE_INFINITY, state: present.state });
  return writes;
}

/** The first readings of a site. */
export function begin(
  columns: ReadingColumns,
  from: number,
  to: number,
): { present: Present; writes: Span[] } {
  const at = columns.at[from] ?? 0;
  const present = { state: stateOfStatus(columns.status[from] ?? 0), since: at, last: at };
  const writes = extend(present, columns, from + 1, to) ?? [];
  const open = { from: present.since, to: Number.POSITIVE_INFINITY, state: present.state };
  return { present, writes: writes.length > 0 ? writes : [open] };
}

/** What readings that came late, or again, make of a site's history. */
export interface Rebuilt {
  /** Which of the arrived readings, by index, bring something new and are to be stored. */
  fresh: number[];
  deletes: number[];
  writes: Span[];
  present: Present;
  /** The last reading, when it is a new or changed one. */
  latest: Reading | undefined;
}

/**
 * Rebuilds the stretch of history that arrived readings touch.
 *
 * @param arrived the site's readings of the batch, sorted, one an instant
 * @param stored the stored readings from one bridged gap before the first arrived one to one after the last
 * @param spans the stored spans that overlap or touch that stretch, and the one that covers or follows its end
 */
export function rebuild(
  present: Present,
  arrived: readonly Reading[],
  stored: readonly Reading[],
  spans: readonly Span[],
): Rebuilt {
  const before = new Map(stored.map((reading) => [reading.at, reading]));
  const fresh = arrived.flatMap((reading, index) => (isNew(before.get(reading.at), reading) ? [index] : []));
  const news = fresh.flatMap((index) => arrived[index] ?? []);
  const first = news[0];
  const last = news.at(-1);
  if (!first || !last) return { fresh, deletes: [], writes: [], present, latest: undefined };

  const merged = canonical([...stored, ...news]);
  const from = merged.findLast((reading) => reading.at < first.at)?.at ?? first.at;
  const isTail = last.at >= present.last;
  const until = isTail ? Number.POSITIVE_INFINITY : nextReadingAt(merged, last.at, spans);
  const stretch = merged.filter((reading) => reading.at >= from && reading.at < until);
  // Before a later reading that is out of reach there is silence; so there is after the last one, once marked.
  const silent = !isTail || (last.at === present.last && isSilent(present));
  const change = patchSpans(spans, intervalsOf(stretch, { until, silent }), from, until);
  return {
    fresh,
    deletes: change.deletes,
    writes: change.writes,
    present: presentAfter(present, change.spans, last.at),
    latest: isTail ? merged.at(-1) : undefined,
  };
}

function isNew(stored: Reading | undefined, arrived: Reading): boolean {
  return stored === undefined || !sameReading(stored, joinReadings(stored, arrived));
}

/**
 * The next reading after `at`. When none is within reach, the next one is farther than the bridged gap, and everything
 * up to the end of the span beyond it, or the start of the first later one, is unknown whatever the exact instant is.
 */
function nextReadingAt(merged: readonly Reading[], at: number, spans: readonly Span[]): number {
  const next = merged.find((reading) => reading.at > at);
  if (next) return next.at;
  const reach = at + holdRule.bridged;
  const beyond = spans.find((span) => span.to > reach);
  if (!beyond) return Number.POSITIVE_INFINITY;
  return beyond.from > reach ? beyond.from : beyond.to;
}

function presentAfter(present: Present, spans: readonly Span[], lastNews: number): Present {
  const open = spans.at(-1);
  const last = Math.max(present.last, lastNews);
  if (open?.to !== Number.POSITIVE_INFINITY) return { ...present, last };
  return { state: open.state, since: open.from, last };
}
