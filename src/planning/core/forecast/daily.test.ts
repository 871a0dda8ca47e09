import { describe, expect, it } from 'vitest';
import type { DayKind } from '../load/calendar.ts';
import { forecastDaily } from './daily.ts';
import { fitDaily, type ModelDay } from './daily-model.ts';
import { daysUntil } from './days-until.ts';
import { levelSteps } from './steps.ts';
import { noise } from './test-support.ts';

const holidays: Record<number, DayKind> = {
  24: 'bank holiday',
  50: 'school holiday',
  51: 'school holiday',
  52: 'school holiday',
};
const dayAt = (day: number): ModelDay => ({ weekday: (day % 7) + 1, kind: holidays[day] ?? 'ordinary' });
const days = (from: number, count: number): ModelDay[] =>
  Array.from({ length: count }, (_, i) => dayAt(from + i));
const weekday = [1.05, 1, 1, 1, 0.95, 0.3, 0.25];

/** Daily peaks of an invented concentrator. */
function peaks(
  count: number,
  of: { growth?: number; step?: { at: number; factor: number }; noise?: number; seed?: number },
): Float64Array {
  const draw = noise(of.seed ?? 1);
  return Float64Array.from({ length: count }, (_, day) => {
    const { weekday: number, kind } = dayAt(day);
    const effect =
      kind === 'bank holiday' ? 0.25 : kind === 'school holiday' ? 0.8 : (weekday[number - 1] ?? 1);
    const step = of.step && day >= of.step.at ? of.step.factor : 1;
    return 500 * effect * step * Math.exp((of.growth ?? 0) * day + (of.noise ?? 0.02) * draw());
  });
}

describe('the daily model', () => {
  it('finds weekdays and holidays', () => {
    const model = fitDaily(peaks(112, {}).map(Math.log), days(0, 112));
    const of = (day: number): number => Math.exp(model.weekday[day - 1] ?? 0);
    expect(of(1) / of(3)).toBeCloseTo(1.05, 1);
    expect(of(6) / of(3)).toBeCloseTo(0.3, 1);
    // Three days say so, drawn a quarter of the way back.
    expect(Math.exp(model.schoolHoliday)).toBeGreaterThan(0.78);
    expect(Math.exp(model.schoolHoliday)).toBeLessThan(0.88);
    expect(Math.exp(model.bankHoliday) / of(3)).toBeLessThan(0.35);
    expect(model.steps).toEqual([0]);
  });

  it('finds a change of level, which is no slope', () => {
    const model = fitDaily(peaks(112, { step: { at: 80, factor: 0.5 } }).map(Math.log), days(0, 112));
    expect(model.steps).toEqual([0, 80]);
    expect(Math.abs(model.slope)).toBeLessThan(0.0005);
  });

  it('finds growth, which is no change of level', () => {
    const model = fitDaily(peaks(112, { growth: 0.004 }).map(Math.log), days(0, 112));
    expect(model.slope).toBeGreaterThan(0.0033);
    expect(model.slope).toBeLessThan(0.0043);
    expect(model.steps).toEqual([0]);
  });

  it('takes one odd day for odd', () => {
    const values = Float64Array.from({ length: 60 }, (_, day) =>
      day === 30 ? 9 : 5 + 0.1 * Math.sin(day * 7),
    );
    expect(levelSteps(values)).toEqual([0]);
  });
});

describe('a forecast of daily peaks', () => {
  it('knows the weekend, and is wider further ahead', () => {
    const forecast = forecastDaily(peaks(112, { noise: 0.05 }), days(0, 112), days(112, 60));
    expect(forecast?.middle[0]).toBeGreaterThan(450);
    expect(forecast?.middle[5]).toBeLessThan(200);
    const width = (h: number): number =>
      Math.log((forecast?.quantile(0.9)[h] ?? 1) / (forecast?.quantile(0.1)[h] ?? 1));
    expect(width(59)).toBeGreaterThanOrEqual(width(0));
  });

  it('covers about eight in ten of what comes', () => {
    let inside = 0;
    let n = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const all = peaks(160, { noise: 0.06, growth: 0.001, seed });
      const forecast = forecastDaily(all.subarray(0, 112), days(0, 112), days(112, 48));
      const [low, high] = [forecast?.quantile(0.1), forecast?.quantile(0.9)];
      for (let h = 0; h < 48; h++) {
        const value = all[112 + h] ?? 0;
        if (value >= (low?.[h] ?? 0) && value <= (high?.[h] ?? 0)) inside++;
        n++;
      }
    }
    expect(inside / n).toBeGreaterThan(0.74);
    expect(inside / n).toBeLessThan(0.94);
  });

  it('does not take three weeks around Easter for growth', () => {
    // Four ordinary days, then bank holidays and school holidays, all at one level.
    const kinds: ModelDay[] = Array.from({ length: 23 }, (_, day) => {
      const kind =
        day === 6 || day === 9
          ? 'bank holiday'
          : day > 9 && (day + 5) % 7 < 5
            ? 'school holiday'
            : 'ordinary';
      return { weekday: ((day + 5) % 7) + 1, kind };
    });
    const level = Float64Array.from(kinds, ({ weekday: number }, day) =>
      number > 5 ? 100 : 760 + (day % 3) * 5,
    );
    const ahead = days(1, 60).map(({ weekday: number }) => ({ weekday: number, kind: 'ordinary' as const }));
    const forecast = forecastDaily(level, kinds, ahead);
    expect(Math.max(...(forecast?.middle ?? []))).toBeLessThan(850);
    expect(forecast?.model).toMatchObject({ slope: 0, steps: [0] });
  });

  it('needs two weeks of known days, and takes unknown ones for unknown', () => {
    expect(forecastDaily(peaks(13, {}), days(0, 13), days(13, 7))).toBeNull();
    const holed = peaks(60, {}).map((value, day) => (day > 20 && day < 30 ? Number.NaN : value));
    const forecast = forecastDaily(holed, days(0, 60), days(60, 7));
    expect(forecast?.knownDays).toBe(51);
    expect(forecast?.middle[4]).toBeGreaterThan(400);
  });
});

describe('days until a share of the rating', () => {
  const forecastOf = (values: Float64Array) => {
    const forecast = forecastDaily(values, days(0, values.length), days(values.length, 60));
    if (!forecast) throw new Error('too short');
    return forecast;
  };

  it('gives an interval when it is in sight', () => {
    const values = peaks(112, { growth: 0.004 });
    const until = daysUntil(forecastOf(values), values, 1000, 90);
    // 500 x 1.05 e^(0.004 t) reaches 900 near day 135: 23 days on, a little later by damping.
    expect(until.verdict).toBe('in sight');
    expect(until.likely).toBeGreaterThan(14);
    expect(until.likely).toBeLessThan(45);
    expect(until.earliest).toBeLessThanOrEqual(until.likely ?? 0);
    expect(until.text).toMatch(/^90% of the rating in about \d+ days \(from \d+ to .+\)$/);
  });

  it('says "not in sight" of a level load, with the chance', () => {
    const values = peaks(112, {});
    const until = daysUntil(forecastOf(values), values, 1000, 85);
    expect(until).toMatchObject({ verdict: 'not in sight', likely: null });
    expect(until.text).toBe('85% of the rating is not in sight: the chance within 60 days is under 1%');
  });

  it('says when it has been reached already', () => {
    const values = peaks(112, {});
    const until = daysUntil(forecastOf(values), values, 600, 70);
    expect(until.text).toBe('70% of the rating has been reached in the last 7 days');
  });

  it('is the same every time', () => {
    const values = peaks(112, { growth: 0.003 });
    expect(daysUntil(forecastOf(values), values, 1000, 90)).toEqual(
      daysUntil(forecastOf(values), values, 1000, 90),
    );
  });
});
