import type { Flap } from './flap.ts';
import type { Outage } from './outage.ts';
import type { DetectionParameters } from './parameters.ts';
import { coarse, type StateSpan } from './spans.ts';

/** When to look at a site again although nothing about it changes, and from where. */
export interface NextLook {
  dueMs: number;
  fromMs: number;
}

/**
 * The next instant at which time alone changes what is found at a site, if its present state goes on: a run of down
 * that will be confirmed, an outage that will be clear or lost from sight, a flap that will have been quiet for long
 * enough. Undefined when only new data can change it.
 */
export function nextLookOf(
  spans: readonly StateSpan[],
  found: { outages: readonly Outage[]; flaps: readonly Flap[] },
  parameters: Pick<DetectionParameters, 'outage' | 'flap'>,
  asOfMs: number,
): NextLook | undefined {
  const due = [
    outageDue(spans, found.outages.at(-1), parameters.outage, asOfMs),
    flapDue(found.flaps.at(-1), parameters.flap),
  ].filter((each) => each !== undefined);
  if (due.length === 0) return undefined;
  const first = due.reduce((earliest, each) => (each.dueMs < earliest.dueMs ? each : earliest));
  return { ...first, fromMs: Math.min(...due.map((each) => each.fromMs)) };
}

function outageDue(
  spans: readonly StateSpan[],
  outage: Outage | undefined,
  parameters: DetectionParameters['outage'],
  asOfMs: number,
): NextLook | undefined {
  const runs = coarse(spans);
  const last = runs.at(-1);
  if (!last) return undefined;
  const isOpen = outage?.toMs === null;
  if (last.kind === 'down') {
    return isOpen
      ? undefined
      : { dueMs: last.fromMs + parameters.confirmSeconds * 1000, fromMs: last.fromMs };
  }
  if (!isOpen) return undefined;
  if (last.kind === 'unknown') {
    return { dueMs: last.fromMs + parameters.unknownEndsSeconds * 1000, fromMs: last.fromMs };
  }
  const lastDown = runs.findLastIndex((run) => run.kind === 'down');
  const workedMs = runs
    .slice(lastDown + 1)
    .filter((run) => run.kind === 'working')
    .reduce((sum, run) => sum + run.toMs - run.fromMs, 0);
  return { dueMs: asOfMs + parameters.clearSeconds * 1000 - workedMs, fromMs: asOfMs };
}

function flapDue(flap: Flap | undefined, parameters: DetectionParameters['flap']): NextLook | undefined {
  if (flap?.toMs !== null) return undefined;
  return { dueMs: flap.lastMs + parameters.quietSeconds * 1000 + 1, fromMs: flap.lastMs };
}
