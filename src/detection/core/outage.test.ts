import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteState } from '#telemetry';
import { flapsOf, transitionsOf } from './flap.ts';
import { outagesOf } from './outage.ts';
import { defaultDetectionParameters } from './parameters.ts';
import type { StateSpan } from './spans.ts';

const minute = 60_000;
const { outage, flap } = defaultDetectionParameters;

/** `spans(['up', 30], ['down', 5])`: states and how many minutes each was held, from instant 0. */
function spans(...runs: [SiteState, number][]): StateSpan[] {
  let fromMs = 0;
  return runs.map(([state, minutes]) => {
    const span = { fromMs, toMs: fromMs + minutes * minute, state };
    fromMs = span.toMs;
    return span;
  });
}

describe('outages', () => {
  const cases: [string, StateSpan[], [number, number | null][]][] = [
    ['a site that works has none', spans(['up', 60]), []],
    ['one lost minute is not an outage', spans(['up', 30], ['down', 2], ['up', 30]), []],
    ['three minutes of down are', spans(['up', 30], ['down', 3], ['up', 30]), [[30, 33]]],
    [
      'a blink of service does not end it',
      spans(['down', 10], ['up', 5], ['down', 10], ['up', 10]),
      [[0, 25]],
    ],
    [
      'ten minutes of service do',
      spans(['down', 10], ['up', 10], ['down', 10], ['up', 10]),
      [
        [0, 10],
        [20, 30],
      ],
    ],
    ['degraded is working', spans(['down', 10], ['degraded', 10]), [[0, 10]]],
    ['it is open until it has been clear long enough', spans(['down', 10], ['up', 9]), [[0, null]]],
    ['silence does not end it', spans(['down', 10], ['unknown', 300]), [[0, null]]],
    ['silence for six hours ends what is known', spans(['down', 10], ['unknown', 360]), [[0, 10]]],
    ['silence alone is never an outage', spans(['up', 10], ['unknown', 600], ['up', 10]), []],
    ['silence does not confirm a short run', spans(['down', 2], ['unknown', 60], ['up', 10]), []],
  ];
  it.each(cases)('%s', (_name, states, expected) => {
    expect(
      outagesOf(states, outage).map((each) => [
        each.fromMs / minute,
        each.toMs === null ? null : each.toMs / minute,
      ]),
    ).toEqual(expected);
  });

  it('never overlap, and lie where the site was down', () => {
    const run = fc.tuple(
      fc.constantFrom<SiteState>('up', 'down', 'degraded', 'unknown'),
      fc.integer({ min: 1, max: 400 }),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
        const states = spans(...runs);
        const found = outagesOf(states, outage);
        for (const [index, each] of found.entries()) {
          expect(
            states.some(
              (span) => span.state === 'down' && span.fromMs <= each.fromMs && each.fromMs < span.toMs,
            ),
          ).toBe(true);
          const next = found[index + 1];
          if (next) expect(each.toMs).toBeLessThanOrEqual(next.fromMs);
        }
      }),
    );
  });
});

describe('flaps', () => {
  const blinks = spans(['up', 30], ['down', 5], ['up', 10], ['down', 5], ['up', 120]);

  it('four changes within an hour are a flap, from the first change to the last', () => {
    expect(flapsOf(blinks, flap, 170 * minute)).toEqual([
      { fromMs: 30 * minute, toMs: 50 * minute, lastMs: 50 * minute, transitions: 4 },
    ]);
  });

  it('goes on while changes follow within an hour, and is open until an hour is quiet', () => {
    const more = spans(['up', 30], ['down', 5], ['up', 10], ['down', 5], ['up', 55], ['down', 5], ['up', 30]);
    expect(flapsOf(more, flap, 140 * minute)).toEqual([
      { fromMs: 30 * minute, toMs: null, lastMs: 110 * minute, transitions: 6 },
    ]);
  });

  it('three changes, or four spread over two hours, are not', () => {
    expect(flapsOf(spans(['up', 30], ['down', 5], ['up', 5], ['down', 60]), flap, 100 * minute)).toEqual([]);
    expect(
      flapsOf(spans(['up', 30], ['down', 5], ['up', 65], ['down', 5], ['up', 65]), flap, 170 * minute),
    ).toEqual([]);
  });

  it('looks through silence', () => {
    const gaps = spans(['up', 5], ['unknown', 5], ['up', 5], ['unknown', 5], ['down', 5]);
    expect(transitionsOf(gaps, flap)).toEqual([20 * minute]);
  });

  it('does not look through more silence than its window: nobody knows when the state changed', () => {
    expect(transitionsOf(spans(['up', 5], ['unknown', 60], ['down', 5]), flap)).toEqual([65 * minute]);
    expect(transitionsOf(spans(['up', 5], ['unknown', 61], ['down', 5]), flap)).toEqual([]);
  });
});
