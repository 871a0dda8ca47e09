import { bridgedSeconds, type CurrentState, type StateInterval, telemetryParameters } from '#telemetry';
import type { StateSpan } from '../charts/index.ts';

const cadenceMs = telemetryParameters.cadenceSeconds * 1000;
const bridgedMs = bridgedSeconds * 1000;

/**
 * Intervals of one site, in order, as they fill [fromMs, toMs): time before the first reading is unknown, and so is what
 * follows `silentFromMs` in a state that still holds on paper, because nobody has marked the silence yet.
 */
export function spansOf(
  intervals: readonly StateInterval[],
  window: { fromMs: number; toMs: number },
  silentFromMs = window.toMs,
): StateSpan[] {
  const spans: StateSpan[] = [];
  let at = window.fromMs;
  const add = (toMs: number, state: StateSpan['state']): void => {
    if (toMs <= at) return;
    const last = spans.at(-1);
    if (last?.state === state) last.toMs = toMs;
    else spans.push({ fromMs: at, toMs, state });
    at = toMs;
  };
  for (const interval of intervals) {
    if (interval.from.getTime() >= window.toMs) break;
    add(interval.from.getTime(), 'unknown');
    add(Math.min(interval.to?.getTime() ?? silentFromMs, window.toMs), interval.state);
  }
  add(window.toMs, 'unknown');
  return spans;
}

/** When a site fell silent whose readings have stopped, by the rule of intake; undefined while they come. */
export function silentFrom(
  current: Pick<CurrentState, 'lastReadingAt'>,
  lookAtMs: number,
): number | undefined {
  const lastMs = current.lastReadingAt.getTime();
  return lookAtMs - lastMs > bridgedMs ? lastMs + cadenceMs : undefined;
}

/** Milliseconds of unknown time in some spans. */
export const unknownMsOf = (spans: readonly StateSpan[]): number =>
  spans.reduce((sum, span) => sum + (span.state === 'unknown' ? span.toMs - span.fromMs : 0), 0);

/** Rows by their site. */
export function bySite<T extends { siteId: number }>(rows: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) {
    const group = found.get(row.siteId);
    if (group) group.push(row);
    else found.set(row.siteId, [row]);
  }
  return found;
}
