import { joinStatus } from './status.ts';

/** One reading of one site. `at` is in whole seconds since 1970; `NaN` is an unknown figure. */
export interface Reading {
  at: number;
  status: number;
  loss: number;
  latency: number;
  inMbps: number;
  outMbps: number;
}

/** Known beats unknown, larger beats smaller: whatever the order, the same figure remains. */
export function joinFigure(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b > a ? b : a;
}

/**
 * Two readings of one instant become one, figure by figure. The rule is idempotent, commutative and associative, so
 * arrival order and repetition cannot matter.
 */
export function joinReadings(a: Reading, b: Reading): Reading {
  return {
    at: a.at,
    status: joinStatus(a.status, b.status),
    loss: joinFigure(a.loss, b.loss),
    latency: joinFigure(a.latency, b.latency),
    inMbps: joinFigure(a.inMbps, b.inMbps),
    outMbps: joinFigure(a.outMbps, b.outMbps),
  };
}

export const sameReading = (a: Reading, b: Reading): boolean =>
  a.at === b.at &&
  a.status === b.status &&
  Object.is(a.loss, b.loss) &&
  Object.is(a.latency, b.latency) &&
  Object.is(a.inMbps, b.inMbps) &&
  Object.is(a.outMbps, b.outMbps);

/** Sorts by instant and joins those of one instant. The given array is left as it was. */
export function canonical(readings: readonly Reading[]): Reading[] {
  const sorted = readings.toSorted((a, b) => a.at - b.at);
  const merged: Reading[] = [];
  for (const reading of sorted) {
    const last = merged.at(-1);
    if (last?.at === reading.at) merged[merged.length - 1] = joinReadings(last, reading);
    else merged.push(reading);
  }
  return merged;
}
