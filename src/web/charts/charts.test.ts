import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLondon } from '#platform/clock';
import { spansOfDay } from './clock-days.ts';
import { daysTouching } from './days.ts';
import { linePath } from './line.ts';
import { coordinate, linearScale, ticksFromZero } from './scale.ts';
import { runsOf, runsPath, type StateSpan } from './strip.ts';

const minuteMs = 60_000;
const london = (month: number, day: number, hour = 0, minute = 0): number =>
  fromLondon({ year: 2026, month, day, hour, minute }).getTime();

describe('scales', () => {
  it('maps the ends of the domain to the ends of the range', () => {
    const scale = linearScale([10, 20], [0, 500]);
    expect([scale(10), scale(15), scale(20)]).toEqual([0, 250, 500]);
  });

  it('maps an empty domain to the start of the range', () => {
    expect(linearScale([5, 5], [3, 9])(5)).toBe(3);
  });

  it.each([
    [1040, [0, 500, 1000, 1500]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [97, [0, 20, 40, 60, 80, 100]],
  ])('puts round ticks over %d', (highest, ticks) => {
    expect(ticksFromZero(highest)).toEqual(ticks);
  });

  it('always reaches the highest value, in a few ticks', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (highest) => {
        const ticks = ticksFromZero(highest);
        expect(ticks.at(-1) ?? 0).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(7);
      }),
    );
  });

  it.each([
    [1.04, '1'],
    [-0.04, '0'],
    [12.25, '12.3'],
  ])('writes %d as %s', (value, text) => {
    expect(coordinate(value)).toBe(text);
  });
});

describe('days of a chart', () => {
  it('are London days, touched ones whole, with weekends and bank holidays marked', () => {
    const days = daysTouching(london(4, 30, 9), london(5, 5));
    expect(days.map(({ label, working }) => [label, working])).toEqual([
      ['Thu 30 Apr', true],
      ['Fri 1 May', true],
      ['Sat 2 May', false],
      ['Sun 3 May', false],
      ['Mon 4 May', false],
    ]);
  });

  it('are 23 hours long when the clocks go forward', () => {
    const [day] = daysTouching(london(3, 29, 5), london(3, 29, 6));
    expect(((day?.toMs ?? 0) - (day?.fromMs ?? 0)) / 3_600_000).toBe(23);
  });
});

describe('a strip of states', () => {
  const axis = { fromMs: 0, toMs: 1000, scale: linearScale([0, 1000], [0, 100]) };
  const down = (fromMs: number, toMs: number): StateSpan => ({ fromMs, toMs, state: 'down' });

  it('widens a short failure until it is seen, and joins those that then touch', () => {
    expect(runsOf([down(100, 101)], 'down', axis)).toEqual([{ from: 10, to: 13 }]);
    expect(runsOf([down(100, 101), down(125, 126)], 'down', axis)).toEqual([{ from: 10, to: 15.5 }]);
  });

  it('keeps a failure of the last minute inside the picture', () => {
    expect(runsOf([down(999, 1000)], 'down', axis)).toEqual([{ from: 97, to: 100 }]);
  });

  it('cuts at the edges and leaves out what lies beyond them', () => {
    expect(runsOf([down(-50, 50), down(990, 2000), down(3000, 4000)], 'down', axis)).toEqual([
      { from: 0, to: 5 },
      { from: 97, to: 100 },
    ]);
  });

  it('is empty without the state', () => {
    expect(runsPath(runsOf([{ fromMs: 0, toMs: 9, state: 'up' }], 'down', axis), 4)).toBe('');
  });

  it('is one path of steps', () => {
    expect(
      runsPath(
        [
          { from: 12, to: 15 },
          { from: 24, to: 26 },
        ],
        4.5,
      ),
    ).toBe('M12 4.5h3m9 0h2');
  });

  it('places every run of a long path within a tenth of where it belongs', () => {
    const spans = fc.array(
      fc.tuple(fc.double({ min: 0.3, max: 40, noNaN: true }), fc.double({ min: 0.3, max: 9, noNaN: true })),
      {
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(spans, (steps) => {
        let at = 0;
        const runs = steps.map(([gap, width]) => {
          const from = at + gap;
          at = from + width;
          return { from, to: at };
        });
        expect(readPath(runsPath(runs, 1))).toHaveLength(runs.length);
        for (const [index, run] of readPath(runsPath(runs, 1)).entries()) {
          expect(Math.abs(run.from - (runs[index]?.from ?? 0))).toBeLessThan(0.11);
          expect(Math.abs(run.to - (runs[index]?.to ?? 0))).toBeLessThan(0.11);
        }
      }),
    );
  });
});

/** What a path of steps draws, read back without the code that wrote it. */
function readPath(path: string): { from: number; to: number }[] {
  let at = 0;
  const runs: { from: number; to: number }[] = [];
  for (const [, letter = '', x = '0'] of path.matchAll(/([Mmh])(-?[\d.]+)/g)) {
    const from = at;
    at = letter === 'M' ? Number(x) : at + Number(x);
    if (letter === 'h') runs.push({ from, to: at });
  }
  return runs;
}

describe('a line', () => {
  const scales = { x: linearScale([0, 100], [0, 100]), y: linearScale([0, 10], [10, 0]) };

  it('breaks where nothing is known', () => {
    const points = [
      { atMs: 0, value: 1 },
      { atMs: 10, value: 2 },
      { atMs: 20, value: null },
      { atMs: 30, value: 3 },
      { atMs: 90, value: 4 },
    ];
    expect(linePath(points, scales, 10)).toBe('M0 9h0L10 8M30 7h0M90 6h0');
  });
});

describe('a day by the clock on the wall', () => {
  const dayOf = (month: number, date: number) => {
    const [day] = daysTouching(london(month, date), london(month, date) + 1);
    if (!day) throw new Error('no day');
    return day;
  };
  const span = (fromMs: number, toMs: number): StateSpan => ({ fromMs, toMs, state: 'down' });
  const minutes = (spans: readonly StateSpan[]) => spans.map(({ fromMs, toMs }) => [fromMs, toMs]);

  it('holds the part of a span that is in the day', () => {
    expect(minutes(spansOfDay([span(london(4, 19, 23), london(4, 20, 1, 30))], dayOf(4, 20)))).toEqual([
      [0, 90],
    ]);
    expect(minutes(spansOfDay([span(london(4, 20, 23), london(4, 22))], dayOf(4, 20)))).toEqual([
      [1380, 1440],
    ]);
  });

  it('leaves the skipped hour of March empty', () => {
    const whole = spansOfDay([span(london(3, 29), london(3, 30))], dayOf(3, 29));
    expect(whole.some(({ fromMs, toMs }) => toMs > 60 && fromMs < 120)).toBe(false);
    expect(whole.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(23 * 60);
  });

  it('lays both passes of the repeated hour of October over each other', () => {
    const at = Date.parse('2026-10-25T00:55:00Z');
    expect(minutes(spansOfDay([span(at, at + 15 * minuteMs)], dayOf(10, 25)))).toEqual([
      [60, 70],
      [115, 120],
    ]);
  });
});
