import type { SiteState } from '#telemetry';
import { coordinate, type Scale } from './scale.ts';

/** A state held from, to; in milliseconds. */
export interface StateSpan {
  fromMs: number;
  toMs: number;
  state: SiteState;
}

/** States that leave a mark. What is up stays blank, so that what is wrong stands out. */
export const markedStates = ['unknown', 'degraded', 'down'] as const;
export type MarkedState = (typeof markedStates)[number];

/** The least width at which a mark is drawn, in units of the picture: five minutes of two weeks would not be seen. */
export const leastWidth: Readonly<Record<MarkedState, number>> = { unknown: 0, degraded: 1, down: 3 };

export interface Run {
  from: number;
  to: number;
}

/**
 * Positions of the spans of one state, in order: widened to the least width, kept inside the range, joined where they
 * touch. Times outside [fromMs, toMs) are cut off; `spans` are in order.
 */
export function runsOf(
  spans: readonly StateSpan[],
  state: MarkedState,
  axis: { fromMs: number; toMs: number; scale: Scale },
  least = leastWidth[state],
): Run[] {
  const end = axis.scale(axis.toMs);
  const runs: Run[] = [];
  for (const span of spans) {
    if (span.state !== state || span.toMs <= axis.fromMs || span.fromMs >= axis.toMs) continue;
    const from = axis.scale(Math.max(span.fromMs, axis.fromMs));
    const to = Math.max(axis.scale(Math.min(span.toMs, axis.toMs)), from + least);
    // Widening may not push a mark out of the picture: the last minutes are the ones people look at.
    const run =
      to > end ? { from: Math.max(axis.scale(axis.fromMs), from - (to - end)), to: end } : { from, to };
    const last = runs.at(-1);
    if (last && run.from <= last.to + 0.05) last.to = Math.max(last.to, run.to);
    else runs.push(run);
  }
  return runs.filter((run) => run.to - run.from >= 0.05);
}

/** Runs as the data of one path, to be drawn with a stroke: `M12 4h3m9 0h2`. Empty without runs. */
export function runsPath(runs: readonly Run[], y: number): string {
  let path = '';
  let at = 0;
  for (const run of runs) {
    // Each step starts where the rounded one before it ended, so that rounding never adds up.
    const from = Math.round(run.from * 10) / 10;
    const width = Math.max(0.1, Math.round(run.to * 10) / 10 - from);
    path += path === '' ? `M${coordinate(from)} ${coordinate(y)}` : `m${coordinate(from - at)} 0`;
    path += `h${coordinate(width)}`;
    at = from + width;
  }
  return path;
}
