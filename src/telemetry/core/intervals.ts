import { bridgedSeconds, telemetryParameters } from '../model.ts';
import { stateCodes, stateOfStatus } from './status.ts';

/** A state held from `from` (included) to `to` (excluded), in seconds; `to` is Infinity while it still holds. */
export interface Span {
  from: number;
  to: number;
  state: number;
}

/** How long a state is held. Both in seconds; `bridged` is at least `cadence`. */
export interface HoldRule {
  cadence: number;
  bridged: number;
}

export const holdRule: HoldRule = { cadence: telemetryParameters.cadenceSeconds, bridged: bridgedSeconds };

/**
 * The exact history that sorted readings, one an instant, add up to.
 *
 * A reading's state holds until the next reading when that comes within the bridged gap; otherwise it holds for one
 * cadence and is unknown from then to the next reading. `end.until` is the instant of the reading after the last one,
 * Infinity when there is none; then the last state is open, unless the site is known to be `silent`, which ends it
 * after one cadence. Neighbours with the same state are one span.
 */
export function intervalsOf(
  readings: readonly { at: number; status: number }[],
  end: { until: number; silent?: boolean } = { until: Number.POSITIVE_INFINITY },
  rule: HoldRule = holdRule,
): Span[] {
  const spans: Span[] = [];
  for (const [index, reading] of readings.entries()) {
    const next = readings[index + 1]?.at ?? end.until;
    const to = heldUntil(reading.at, next, end.silent ?? false, rule);
    append(spans, { from: reading.at, to, state: stateOfStatus(reading.status) });
    append(spans, { from: to, to: next, state: stateCodes.unknown });
  }
  return spans;
}

function heldUntil(at: number, next: number, silent: boolean, rule: HoldRule): number {
  if (next === Number.POSITIVE_INFINITY) return silent ? at + rule.cadence : next;
  return next - at <= rule.bridged ? next : at + rule.cadence;
}

/** Adds a span at the end, growing the last one when it has the same state. Empty spans are dropped. */
function append(spans: Span[], span: Span): void {
  if (span.to <= span.from) return;
  const last = spans.at(-1);
  if (last !== undefined && last.state === span.state && last.to === span.from) last.to = span.to;
  else spans.push({ ...span });
}

/** What must change for stored spans to become others: rows to delete, by their start, and rows to write. */
export interface SpanChange {
  spans: Span[];
  deletes: number[];
  writes: Span[];
}

/**
 * Replaces what `existing` says of [from, to) by `replacement`. `existing` must hold every stored span that overlaps or
 * touches that stretch, so that neighbours with the same state are joined.
 */
export function patchSpans(
  existing: readonly Span[],
  replacement: readonly Span[],
  from: number,
  to: number,
): SpanChange {
  const spans: Span[] = [];
  for (const span of existing) append(spans, { ...span, to: Math.min(span.to, from) });
  for (const span of replacement) append(spans, span);
  for (const span of existing) append(spans, { ...span, from: Math.max(span.from, to) });
  const starts = new Set(spans.map((span) => span.from));
  const before = new Map(existing.map((span) => [span.from, span]));
  return {
    spans,
    deletes: existing.filter((span) => !starts.has(span.from)).map((span) => span.from),
    writes: spans.filter((span) => !sameSpan(span, before.get(span.from))),
  };
}

const sameSpan = (a: Span, b: Span | undefined): boolean =>
  b !== undefined && a.from === b.from && a.to === b.to && a.state === b.state;

/** Seconds of [from, to) that the spans spend in each state, by state code; what no span covers is unknown. */
export function secondsByState(
  spans: readonly Span[],
  from: number,
  to: number,
): [number, number, number, number] {
  const seconds: [number, number, number, number] = [0, 0, 0, 0];
  let known = 0;
  for (const span of spans) {
    const held = Math.min(span.to, to) - Math.max(span.from, from);
    if (held <= 0 || span.state === stateCodes.unknown) continue;
    seconds[span.state as 1 | 2 | 3] += held;
    known += held;
  }
  seconds[0] = to - from - known;
  return seconds;
}
