import type { DetectionParameters } from './parameters.ts';
import { coarse, type StateSpan } from './spans.ts';

export interface Flap {
  fromMs: number;
  toMs: number | null;
  /** The last change that belongs to it. */
  lastMs: number;
  transitions: number;
}

/**
 * Instants at which a site went from working to down or back. Unknown time of up to `windowSeconds` between two states
 * is looked through; after a longer one nobody can say when, or how often, the state changed.
 */
export function transitionsOf(
  spans: readonly StateSpan[],
  parameters: DetectionParameters['flap'],
): number[] {
  const instants: number[] = [];
  let before: { kind: 'working' | 'down'; toMs: number } | undefined;
  for (const run of coarse(spans)) {
    if (run.kind === 'unknown') continue;
    const near = before !== undefined && run.fromMs - before.toMs <= parameters.windowSeconds * 1000;
    if (near && before?.kind !== run.kind) instants.push(run.fromMs);
    before = { kind: run.kind, toMs: run.toMs };
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
  const instants = transitionsOf(spans, parameters);
  const quietMs = parameters.quietSeconds * 1000;
  const flaps: Flap[] = [];
  let open: Omit<Flap, 'toMs'> | undefined;
  for (const [index, instant] of instants.entries()) {
    if (open && instant - open.lastMs <= quietMs) {
      open.lastMs = instant;
      open.transitions += 1;
      continue;
    }
    if (open) flaps.push({ ...open, toMs: open.lastMs });
    open = undefined;
    const first = instants[index - parameters.transitions + 1];
    const previousEnd = flaps.at(-1)?.lastMs ?? Number.NEGATIVE_INFINITY;
    if (first !== undefined && first > previousEnd && instant - first <= parameters.windowSeconds * 1000) {
      open = { fromMs: first, lastMs: instant, transitions: parameters.transitions };
    }
  }
  if (open) flaps.push({ ...open, toMs: asOfMs - open.lastMs > quietMs ? open.lastMs : null });
  return flaps;
}
