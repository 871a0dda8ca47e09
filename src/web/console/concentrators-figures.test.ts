import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysTouching } from '../charts/index.ts';
import { halfHourMs, halfHoursOf, loadDays, morningBands, worstPeak } from './concentrators-figures.ts';

// Monday 20 April 2026, midnight in London.
const mondayMs = Date.parse('2026-04-19T23:00:00Z');
const hour = (count: number): number => mondayMs + count * 2 * halfHourMs;
const at = (ms: number, mbps: number | null) => ({ at: new Date(ms), mbps });
/** A reading every five minutes of an hour. */
const hourOf = (count: number, mbps: number) =>
  Array.from({ length: 12 }, (_, index) => at(hour(count) + index * 300_000, mbps));

describe('half hours of load', () => {
  it('are means of what is known, and unknown with fewer than two readings', () => {
    const readings = [
      at(mondayMs, 100),
      at(mondayMs + 1, 300),
      at(mondayMs + 2, null),
      at(mondayMs + halfHourMs, 500),
    ];
    expect(halfHoursOf(readings, mondayMs, hour(1))).toEqual([
      { atMs: mondayMs, mbps: 200 },
      { atMs: mondayMs + halfHourMs, mbps: null },
    ]);
  });

  it('are the means that adding up by hand gives', () => {
    const readings = fc.array(
      fc.tuple(fc.nat(4 * 3600), fc.option(fc.double({ min: 0, max: 2000, noNaN: true }), { nil: null })),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(readings, (given) => {
        const found = halfHoursOf(
          given.map(([seconds, mbps]) => at(mondayMs + seconds * 1000, mbps)),
          mondayMs,
          hour(4),
        );
        expect(found).toHaveLength(8);
        for (const { atMs, mbps } of found) {
          const own = given.flatMap(([seconds, value]) => {
            const ms = mondayMs + seconds * 1000;
            return value !== null && ms >= atMs && ms < atMs + halfHourMs ? [value] : [];
          });
          if (own.length < 2) expect(mbps).toBeNull();
          else expect(mbps).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 6);
        }
      }),
    );
  });
});

describe('days of load', () => {
  const days = daysTouching(mondayMs - 1, hour(24));
  const readings = [...hourOf(3, 700), ...hourOf(8, 1040), ...hourOf(14, 1200)];
  const figures = loadDays(halfHoursOf(readings, mondayMs, hour(16)), days, () => 1000);

  it('have their highest half hour, and that of the morning, against the rating', () => {
    expect(figures[1]?.peak).toEqual({ atMs: hour(14), mbps: 1200, percent: 120 });
    expect(figures[1]?.morningPeak).toEqual({ atMs: hour(8), mbps: 1040, percent: 104 });
    expect([figures[1]?.known, figures[1]?.passed]).toEqual([6, 32]);
  });

  it('know nothing of a day without readings, and have no working morning on a Sunday', () => {
    expect(figures[0]).toMatchObject({ peak: null, morningPeak: null, known: 0 });
    expect(morningBands(days)).toEqual([{ fromMs: hour(6), toMs: hour(10) }]);
  });

  it('give no share without a rating', () => {
    const unrated = loadDays(halfHoursOf(readings, mondayMs, hour(16)), days, () => null);
    expect(unrated[1]?.peak).toEqual({ atMs: hour(14), mbps: 1200, percent: null });
  });

  it('are compared by share of rating, so that a small concentrator that is full is the worst', () => {
    const [, small] = loadDays(halfHoursOf(hourOf(8, 300), mondayMs, hour(24)), days, () => 200);
    expect(worstPeak([...figures, ...(small ? [small] : [])], 'peak')?.percent).toBe(150);
    expect(worstPeak([], 'peak')).toBeNull();
  });
});
