import { londonParts } from '#platform/clock';
import type { ChartDay } from './days.ts';
import type { StateSpan } from './strip.ts';

const hourMs = 3_600_000;

/**
 * The spans inside one London day, their edges in minutes of the wall clock (0 to 1440) in place of milliseconds. An
 * hour that the clock skips is empty; in an hour that it repeats, both passes lie over each other.
 */
export function spansOfDay(spans: readonly StateSpan[], day: ChartDay): StateSpan[] {
  return spans
    .filter((span) => span.fromMs < day.toMs && span.toMs > day.fromMs)
    .flatMap((span) =>
      wholeHours(Math.max(span.fromMs, day.fromMs), Math.min(span.toMs, day.toMs), day, span),
    )
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** Clocks change on whole UTC hours, so that only a day of another length has to be taken apart. */
function wholeHours(fromMs: number, toMs: number, day: ChartDay, span: StateSpan): StateSpan[] {
  const changes = day.toMs - day.fromMs !== 24 * hourMs;
  const pieces: StateSpan[] = [];
  for (let at = fromMs; at < toMs; ) {
    const end = changes ? Math.min(toMs, (Math.floor(at / hourMs) + 1) * hourMs) : toMs;
    const { minuteOfDay, second } = londonParts(new Date(at));
    const minute = minuteOfDay + second / 60;
    pieces.push({ ...span, fromMs: minute, toMs: minute + (end - at) / 60_000 });
    at = end;
  }
  return pieces;
}
