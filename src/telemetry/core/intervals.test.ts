import { describe, expect, it } from 'vitest';
import { intervalsOf, patchSpans, secondsByState } from './intervals.ts';
import { stateCodes } from './status.ts';

const { unknown, up, degraded, down } = stateCodes;
const open = Number.POSITIVE_INFINITY;
const readings = (...list: [at: number, state: number][]) => list.map(([at, status]) => ({ at, status }));

describe('intervalsOf', () => {
  it.each([
    ['nothing has no history', [], {}, []],
    ['one reading is open', [[0, up]], {}, [[0, open, up]]],
    [
      'one reading of a silent site holds for a cadence',
      [[0, up]],
      { silent: true },
      [
        [0, 300, up],
        [300, open, unknown],
      ],
    ],
    [
      'the same state goes on',
      [
        [0, up],
        [300, up],
      ],
      {},
      [[0, open, up]],
    ],
    [
      'a change is exact',
      [
        [0, up],
        [300, down],
      ],
      {},
      [
        [0, 300, up],
        [300, open, down],
      ],
    ],
    [
      'a gap of 750 s is bridged',
      [
        [0, up],
        [750, down],
      ],
      {},
      [
        [0, 750, up],
        [750, open, down],
      ],
    ],
    [
      'a gap of 751 s is silence after one cadence',
      [
        [0, up],
        [751, up],
      ],
      {},
      [
        [0, 300, up],
        [300, 751, unknown],
        [751, open, up],
      ],
    ],
    [
      'silence of a down site is unknown too',
      [
        [0, down],
        [900, down],
      ],
      {},
      [
        [0, 300, down],
        [300, 900, unknown],
        [900, open, down],
      ],
    ],
    [
      'a reading that says nothing is unknown',
      [
        [0, up],
        [300, unknown],
        [600, up],
      ],
      {},
      [
        [0, 300, up],
        [300, 600, unknown],
        [600, open, up],
      ],
    ],
    [
      'silence joins a reading that says nothing',
      [
        [0, up],
        [900, unknown],
      ],
      {},
      [
        [0, 300, up],
        [300, open, unknown],
      ],
    ],
    ['an end is like a reading', [[0, degraded]], { until: 600 }, [[0, 600, degraded]]],
    [
      'a far end is silence',
      [[0, degraded]],
      { until: 900 },
      [
        [0, 300, degraded],
        [300, 900, unknown],
      ],
    ],
  ] as [string, [number, number][], { until?: number; silent?: boolean }, [number, number, number][]][])(
    '%s',
    (_name, given, end, expected) => {
      const spans = intervalsOf(readings(...given), { until: open, ...end });
      expect(spans.map((span) => [span.from, span.to, span.state])).toEqual(expected);
    },
  );
});

describe('patchSpans', () => {
  it('joins neighbours, and names only the rows that differ', () => {
    const existing = [
      { from: 0, to: 100, state: up },
      { from: 100, to: 200, state: unknown },
      { from: 200, to: open, state: up },
    ];
    const change = patchSpans(existing, [{ from: 100, to: 200, state: up }], 100, 200);
    expect(change.spans).toEqual([{ from: 0, to: open, state: up }]);
    expect(change.deletes).toEqual([100, 200]);
    expect(change.writes).toEqual([{ from: 0, to: open, state: up }]);
  });

  it('changes nothing when the replacement says the same', () => {
    const existing = [
      { from: 0, to: 100, state: up },
      { from: 100, to: open, state: down },
    ];
    const change = patchSpans(existing, [{ from: 50, to: 100, state: up }], 50, 100);
    expect(change).toMatchObject({ deletes: [], writes: [] });
  });
});

describe('secondsByState', () => {
  it('counts what no span covers as unknown', () => {
    const spans = [
      { from: 0, to: 100, state: up },
      { from: 150, to: 400, state: down },
    ];
    expect(secondsByState(spans, 50, 200)).toEqual([50, 50, 0, 50]);
  });
});
