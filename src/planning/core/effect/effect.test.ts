import { describe, expect, it } from 'vitest';
import { londonDayBounds } from '#platform/clock';
import { noise } from '../forecast/test-support.ts';
import { halfHourMs, slotter } from '../load/calendar.ts';
import { type EffectQuestion, loadEffect } from './load-effect.ts';
import { effectVerdict } from './verdict.ts';

const fromMs = londonDayBounds('2026-06-01').from.getTime();
const startMs = londonDayBounds('2026-06-15').from.getTime();
const toMs = londonDayBounds('2026-06-29').from.getTime();

/** Four weeks in which everybody's traffic falls by a tenth half-way, and the treated by `factor` besides. */
function question(factor: number, seed = 1, changes: Partial<EffectQuestion> = {}): EffectQuestion {
  const draw = noise(seed);
  const slotAt = slotter([]);
  const days = new Map<string, number>();
  const load = (own: number) =>
    Float32Array.from({ length: 28 * 48 }, (_, index) => {
      const atMs = fromMs + index * halfHourMs;
      const { isoDate, place, halfHourOfDay } = slotAt(atMs);
      if (!days.has(isoDate)) days.set(isoDate, Math.exp(0.05 * draw()));
      const shape = place >= 5 * 48 ? 20 : 100 + 10 * halfHourOfDay;
      const common = (days.get(isoDate) ?? 1) * (atMs >= startMs ? 0.9 : 1);
      return shape * common * (atMs >= startMs ? own : 1) * Math.exp(0.02 * draw());
    });
  return {
    treated: { fromMs, mbps: load(factor) },
    untouched: { fromMs, mbps: load(1) },
    beforeMs: [fromMs, startMs],
    afterMs: [startMs, toMs],
    hours: [6, 10],
    weekdaysOnly: true,
    holidays: [],
    ...changes,
  };
}

describe('the effect of a measure on a load', () => {
  it('is told from what happened everywhere', () => {
    const effect = loadEffect(question(0.8));
    expect(effect?.factor).toBeCloseTo(0.8, 2);
    expect(effect).toMatchObject({
      againstUntouched: true,
      strata: 'half hour of the week',
      daysBefore: 10,
      daysAfter: 10,
    });
    expect(loadEffect({ ...question(0.8), untouched: null })?.factor).toBeCloseTo(0.72, 1);
  });

  it('covers the truth nineteen times in twenty, about', () => {
    let inside = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const effect = loadEffect(question(0.95, seed));
      if (effect && effect.low <= 0.95 && effect.high >= 0.95) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(53);
  });

  it('compares a Friday start with Fridays: a weekend is no fall', () => {
    const friday = londonDayBounds('2026-06-12').from.getTime();
    const flat = question(1, 1, {
      weekdaysOnly: false,
      hours: [0, 24],
      afterMs: [friday, startMs],
      untouched: null,
    });
    const effect = loadEffect({ ...flat, beforeMs: [fromMs, friday] });
    expect(effect?.strata).toBe('half hour of the day');
    expect(Math.abs((effect?.factor ?? 0) - 1)).toBeLessThan(0.12);
  });

  it('cannot be told from two days, nor where nothing is known', () => {
    const two = question(0.8, 1, { afterMs: [startMs, startMs + 2 * 48 * halfHourMs] });
    expect(loadEffect(two)).toBeNull();
    const dark = question(0.8);
    expect(
      loadEffect({ ...dark, treated: { fromMs, mbps: dark.treated.mbps.map(() => Number.NaN) } }),
    ).toBeNull();
  });
});

describe('what came of it', () => {
  const effect = (factor: number, low: number, high: number) =>
    ({
      factor,
      low,
      high,
      againstUntouched: true,
      strata: 'half hour of the week',
      daysBefore: 10,
      daysAfter: 10,
    }) as const;
  it.each([
    ['all of it', effect(0.78, 0.7, 0.86), 'came true'],
    ['more than half', effect(0.88, 0.82, 0.95), 'partly came true'],
    ['a little', effect(0.96, 0.93, 0.99), 'did not come true'],
    ['nothing', effect(1.01, 0.97, 1.05), 'did not come true'],
    ['the other way', effect(1.3, 1.2, 1.4), 'did not come true'],
    ['it may be all or nothing', effect(0.85, 0.6, 1.2), 'cannot be told'],
    ['no data', null, 'cannot be told'],
  ] as const)('%s', (_, measured, verdict) => {
    expect(effectVerdict(measured, 0.8).verdict).toBe(verdict);
  });

  it('says so in a sentence', () => {
    expect(effectVerdict(effect(0.88, 0.82, 0.95), 0.8).text).toBe(
      'Measured was a fall by 12% (from a fall by 18% to a fall by 5%) over 10 days before and 10 after, each half hour of the week against itself, after the change at sites that were not touched is taken off; expected was a fall by 20%.',
    );
  });
});
