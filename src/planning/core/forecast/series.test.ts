import { describe, expect, it } from 'vitest';
import { fitAutoregression, solvePositive } from './autoregression.ts';
import { fewErrorsFactor, normalQuantile, quantileOf } from './quantiles.ts';
import { fillGaps } from './seasons.ts';
import { forecastSeries } from './series.ts';
import { minimise } from './simplex.ts';
import { noise } from './test-support.ts';

const hours = { short: 24, long: 168 };
/** A working week: busy by day, a fifth of it at weekends. */
const shape = (t: number): number =>
  100 + 80 * Math.max(0, Math.sin(((t % 24) - 6) * (Math.PI / 12))) * (t % 168 < 120 ? 1 : 0.2);
const series = (length: number, of: (t: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, t) => of(t));

describe('a forecast of a series', () => {
  it('continues a week that repeats itself', () => {
    const forecast = forecastSeries(series(700, shape), hours, 48);
    const worst = Math.max(...(forecast?.middle ?? []).map((value, h) => Math.abs(value - shape(700 + h))));
    expect(worst).toBeLessThan(0.5);
  });

  it('has a band that holds about eight in ten of what comes', () => {
    let inside = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const draw = noise(seed);
      const whole = series(748, (t) => shape(t) + 6 * draw());
      const forecast = forecastSeries(whole.subarray(0, 700), hours, 48);
      const [low, high] = [forecast?.quantile(0.1), forecast?.quantile(0.9)];
      for (let h = 0; h < 48; h++) {
        const actual = whole[700 + h] ?? 0;
        if (actual >= (low?.[h] ?? 0) && actual <= (high?.[h] ?? 0)) inside++;
      }
    }
    expect(inside / (12 * 48)).toBeGreaterThan(0.72);
    expect(inside / (12 * 48)).toBeLessThan(0.9);
  });

  it('is wider at the hours that are hard to forecast', () => {
    const draw = noise(5);
    const restless = series(700, (t) => shape(t) + (t % 24 === 8 ? 20 : 2) * draw());
    const forecast = forecastSeries(restless, hours, 48);
    const width = (h: number): number =>
      (forecast?.quantile(0.9)[h] ?? 0) - (forecast?.quantile(0.1)[h] ?? 0);
    const at = (hour: number): number => (hour - (700 % 24) + 24) % 24;
    expect(width(at(8))).toBeGreaterThan(2 * width(at(20)));
  });

  it('learns nothing from unknown hours: a day without data is not a quiet day', () => {
    const holed = series(700, (t) => (t >= 640 && t < 664 ? Number.NaN : shape(t)));
    const forecast = forecastSeries(holed, hours, 24);
    expect(
      Math.max(...(forecast?.middle ?? []).map((value, h) => Math.abs(value - shape(700 + h)))),
    ).toBeLessThan(3);
  });

  it('does not run away after a jump', () => {
    const jumped = forecastSeries(
      series(700, (t) => shape(t) * (t > 690 ? 3 : 1)),
      hours,
      48,
    );
    expect(Math.max(...(jumped?.middle ?? [Number.NaN]))).toBeLessThan(900);
  });

  it('falls back to the day before with three days, and says nothing with one', () => {
    const short = forecastSeries(series(72, shape), hours, 24);
    expect(short?.weights.map((one) => one.name)).toEqual(['seasonal naive, daily']);
    expect(forecastSeries(series(24, shape), hours, 24)).toBeNull();
    expect(forecastSeries(new Float64Array(700).fill(Number.NaN), hours, 24)).toBeNull();
  });

  it('works on half hours too', () => {
    const forecast = forecastSeries(
      series(1344, (t) => shape(Math.floor(t / 2))),
      { short: 48, long: 336 },
      48,
    );
    expect(Math.abs((forecast?.middle[20] ?? 0) - shape(682))).toBeLessThan(1);
  });
});

describe('its parts', () => {
  it('solves three equations', () => {
    const x = solvePositive(Float64Array.of(4, 0, 0, 2, 5, 0, 0, 1, 3), Float64Array.of(8, 15, 11));
    expect([...x].map((value) => Number(value.toFixed(9)))).toEqual([1, 2, 3]);
  });

  it('finds the weights of a series that is made of its past', () => {
    const y = new Float64Array(200);
    const draw = noise(3);
    for (let t = 0; t < 200; t++) y[t] = 5 + 0.5 * (y[t - 1] ?? 0) + 0.3 * (y[t - 4] ?? 0) + 0.1 * draw();
    const { weights, intercept } = fitAutoregression(y, y, [1, 4], 0);
    expect(weights[0]).toBeCloseTo(0.5, 1);
    expect(weights[1]).toBeCloseTo(0.3, 1);
    expect(intercept).toBeCloseTo(5, 0);
  });

  it('finds the lowest point of a bent valley (Rosenbrock)', () => {
    const valley = ([x = 0, y = 0]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const side = { low: -2, high: 2, start: -1 };
    const [x = 0, y = 0] = minimise(valley, [side, side], 400);
    expect(x).toBeCloseTo(1, 2);
    expect(y).toBeCloseTo(1, 2);
  });

  it('fills a gap with what is usual at its place in the week', () => {
    const y = series(504, (t) => (t === 400 ? Number.NaN : shape(t)));
    expect(fillGaps(y, hours)[400]).toBeCloseTo(shape(400), 9);
  });

  it.each([
    [0.9, 1.2816],
    [0.5, 0],
    [0.1, -1.2816],
    [0.975, 1.96],
  ])('knows the normal quantile of %s', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 2);
  });

  it.each([
    [10, 0.9, 1.383 / 1.2816],
    [10, 0.1, 1.383 / 1.2816],
    [31, 0.975, 2.0423 / 1.96],
  ])('widens for %s errors at %s as Student’s table does', (errors, probability, factor) => {
    expect(fewErrorsFactor(errors, probability)).toBeCloseTo(factor, 2);
  });

  it('takes quantiles between neighbours', () => {
    expect(quantileOf([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantileOf([], 0.5)).toBeNaN();
  });
});
