import type { StateSeconds } from '#telemetry';
import type { ChartDay, StateSpan } from '../charts/index.ts';

/** One London day of a site, as far as it has passed. */
export interface DayFigures {
  day: ChartDay;
  /** How often it went down: a time down that began the day before counts for the day before. */
  timesDown: number;
  seconds: StateSeconds;
}

/** Seconds of each state in [fromMs, toMs). */
export function secondsIn(spans: readonly StateSpan[], fromMs: number, toMs: number): StateSeconds {
  const seconds: StateSeconds = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const span of spans) {
    const held = Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs);
    if (held > 0) seconds[span.state] += held / 1000;
  }
  return seconds;
}

/** The figures of each day from spans that fill the period, in order; time after `nowMs` is in no figure. */
export function figuresByDay(
  spans: readonly StateSpan[],
  days: readonly ChartDay[],
  nowMs: number,
): DayFigures[] {
  return days.map((day) => ({
    day,
    timesDown: spans.filter(
      (span) => span.state === 'down' && span.fromMs >= day.fromMs && span.fromMs < Math.min(day.toMs, nowMs),
    ).length,
    seconds: secondsIn(spans, day.fromMs, Math.min(day.toMs, nowMs)),
  }));
}
