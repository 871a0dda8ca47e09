import type { DetectionParameters } from './parameters.ts';
import { coarse, type StateSpan } from './spans.ts';

export interface Flap {
  fromMs: number;
  toMs: number | null;
  transitions: number;
}

/** Instants at which a site went from working to down or back. Unknown time between two states is looked through. */
export function transitionsOf(spans: readonly StateSpan[]): number[] {
  const instants: number[] = [];
  let before: 'working' | 'down' | undefined;
  for (const run of coarse(spans)) {
    if (run.kind === 'unknown') continue;
    if (before !== undefined && before !== run.kind) instants.push(run.fromMs);
    before = run.kind;
  }
  return instants;
}

/**
 * Flaps of one site: at least k transitions within the window start one (at the first of them); it goes on while
 * transitions follow each other within `quietSeconds`, and ends at the last one after that much quiet.
 */
export function flapsOf(
  spans: readonly StateSpan[],
  parameters: DetectionParameters['flap'],
  asOfMs: number,
): Flap[] {
  const instants = transitionsOf(spans);
  const flaps: Flap[] = [];
  let open: { fromMs: number; lastMs: number; transitions: number } | undefined;
  for (const [index, instant] of instants.entries()) {
    if (open && instant - open.lastMs <= parameters.quietSeconds * 1000) {
      open.lastMs = instant;
      open.transitions += 1;
      continue;
    }
    if (open) flaps.push({ fromMs: open.fromMs, toMs: open.lastMs, transitions: open.transitions });
    open = undefined;
    const first = instants[index - parameters.transitions + 1];
    const previousEnd = flaps.at(-1)?.toMs ?? Number.NEGATIVE_INFINITY;
    if (first !== undefined && first > previousEnd && instant - first <= parameters.windowSeconds * 1000) {
      open = { fromMs: first, lastMs: instant, transitions: parameters.transitions };
    }
  }
  if (open) {
    const over = asOfMs - open.lastMs > parameters.quietSeconds * 1000;
    flaps.push({ fromMs: open.fromMs, toMs: over ? open.lastMs : null, transitions: open.transitions });
  }
  return flaps;
}
