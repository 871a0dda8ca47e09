import { seededNormal } from '../test/support/seeded-random.ts';

const days = 260;
const weekday = [0.03, 0.01, 0, -0.01, -0.03, -0.9, -1];

/** Hourly loads of invented concentrators: a working week, growth, a level that wanders, in every second one a step. */
export const simulatedSeries = (count: number): Float64Array[] =>
  Array.from({ length: count }, (_, index) => simulated(index + 1));

function simulated(seed: number): Float64Array {
  const draw = seededNormal(seed);
  const growth = 0.002 * draw();
  const stepAt = 80 + Math.floor(60 * Math.abs(draw()));
  const step = seed % 2 === 1 ? 0 : 0.15 * draw();
  const values = new Float64Array(days * 24);
  let level = 0;
  for (let day = 0; day < days; day++) {
    level += 0.004 * draw();
    const log = level + growth * day + (day > stepAt ? step : 0) + (weekday[day % 7] ?? 0) + 0.04 * draw();
    for (let hour = 0; hour < 24; hour++) {
      const shape = 0.3 + 0.7 * Math.exp(-((hour - 9) ** 2) / 18);
      values[day * 24 + hour] = 500 * Math.exp(log) * shape * (1 + 0.02 * draw());
    }
  }
  return values;
}
