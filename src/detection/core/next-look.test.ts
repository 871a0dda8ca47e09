import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteState } from '#telemetry';
import { flapsOf } from './flap.ts';
import { nextLookOf } from './next-look.ts';
import { outagesOf } from './outage.ts';
import { defaultDetectionParameters } from './parameters.ts';
import type { StateSpan } from './spans.ts';

const minute = 60_000;
const { outage, flap } = defaultDetectionParameters;

function spans(...runs: [SiteState, number][]): StateSpan[] {
  let fromMs = 0;
  return runs.map(([state, minutes]) => {
    const span = { fromMs, toMs: fromMs + minutes * minute, state };
    fromMs = span.toMs;
    return span;
  });
}

const endOf = (states: readonly StateSpan[]): number => states.at(-1)?.toMs ?? 0;

/** What is found when the last state has gone on until `asOfMs`. */
function foundAt(states: readonly StateSpan[], asOfMs: number) {
  const longer = states.map((span, index) =>
    index === states.length - 1 ? { ...span, toMs: asOfMs } : span,
  );
  const found = { outages: outagesOf(longer, outage), flaps: flapsOf(longer, flap, asOfMs) };
  return { ...found, next: nextLookOf(longer, found, { outage, flap }, asOfMs) };
}

const shape = ({ outages, flaps }: ReturnType<typeof foundAt>): string =>
  JSON.stringify([
    outages.map((each) => [each.fromMs, each.toMs]),
    flaps.map((each) => [each.fromMs, each.toMs]),
  ]);

describe('the next look at a site', () => {
  it.each<[string, StateSpan[], number | undefined]>([
    ['a run of down is confirmed after three minutes', spans(['up', 10], ['down', 1]), 13],
    ['an outage is clear after ten minutes', spans(['down', 10], ['up', 4]), 20],
    [
      'unknown time does not count towards clear',
      spans(['down', 10], ['up', 4], ['unknown', 9], ['up', 1]),
      29,
    ],
    ['an outage is lost from sight after six hours', spans(['down', 10], ['unknown', 5]), 370],
    ['a site that is down needs new data', spans(['up', 10], ['down', 10]), undefined],
    ['so does one that works', spans(['down', 10], ['up', 20]), undefined],
  ])('%s', (_name, states, expected) => {
    const { next } = foundAt(states, endOf(states));
    expect(next && next.dueMs / minute).toBe(expected);
  });

  it('is never late: until then nothing changes but by new data', () => {
    const run = fc.tuple(
      fc.constantFrom<SiteState>('up', 'down', 'unknown'),
      fc.integer({ min: 1, max: 90 }),
    );
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 500 }),
        (runs, later) => {
          const states = spans(...runs);
          const now = foundAt(states, endOf(states));
          const laterMs = Math.min(endOf(states) + later * minute, (now.next?.dueMs ?? Infinity) - 1);
          if (laterMs <= endOf(states)) return;
          expect(shape(foundAt(states, laterMs))).toBe(shape(now));
        },
      ),
      { numRuns: 500 },
    );
  });
});
