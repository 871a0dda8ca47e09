import { describe, expect, it } from 'vitest';
import { daysTouching } from '../charts/index.ts';
import { halfHourMs, halfHoursOf, loadDays, morningBands, worstPeak } from './concentrators-figures.ts';

// Monday 20 April 2026, midnight in London.
const mondayMs = Date.parse('2026-04-19T23:00:00Z');
const hour = (count: number): number => mondayMs + count * 2 * halfHourMs;
/** Half hours of Monday: those of some hours have a load. */
const loads = (hours: Record<number, number>): number[] =>
  Array.from({ length: 48 }, (_, index) => hours[Math.floor(index / 2)] ?? Number.NaN);

describe('half hours of load', () => {
  it('are unknown where nothing is known, up to the one that has begun', () => {
    expect(halfHoursOf([200, Number.NaN], mondayMs, hour(1) + 1)).toEqual([
      { atMs: mondayMs, mbps: 200 },
      { atMs: mondayMs + halfHourMs, mbps: null },
      { atMs: hour(1), mbps: null },
    ]);
    expect(halfHoursOf(undefined, mondayMs, hour(1)).map(({ mbps }) => mbps)).toEqual([null, null]);
  });
});

describe('days of load', () => {
  const days = daysTouching(mondayMs - 1, hour(24));
  const readings = loads({ 3: 700, 8: 1040, 14: 1200 });
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
    const [, small] = loadDays(halfHoursOf(loads({ 8: 300 }), mondayMs, hour(24)), days, () => 200);
    expect(worstPeak([...figures, ...(small ? [small] : [])], 'peak')?.percent).toBe(150);
    expect(worstPeak([], 'peak')).toBeNull();
  });
});
