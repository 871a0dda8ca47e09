import { linearScale, type Scale, ticksFromZero } from './scale.ts';

export type IntervalScale = 'linear' | 'ratio';

interface Bounds {
  value: number;
  low: number;
  high: number;
  against?: { value: number } | undefined;
}

/** Where figures stand, and which of them lie beyond the picture's edge, where they are drawn. */
export interface IntervalAxis {
  at: Scale;
  ticks: number[];
  isBelow(value: number): boolean;
  isAbove(value: number): boolean;
}

/**
 * An axis for estimates with intervals. It is wide enough for every estimate and for intervals of a usual width; one very wide
 * interval does not squeeze the others. `ratio` is logarithmic and always holds 1.
 */
export function intervalAxis(
  rows: readonly Bounds[],
  kind: IntervalScale,
  range: readonly [number, number],
): IntervalAxis {
  return kind === 'ratio' ? ratioAxis(rows, range) : linearAxis(rows, range);
}

function linearAxis(rows: readonly Bounds[], range: readonly [number, number]): IntervalAxis {
  const values = rows.flatMap(({ value, against }) => [value, against?.value ?? 0]);
  const most = Math.max(0, ...values);
  const reach = Math.max(...rows.map(({ high }) => (most > 0 ? Math.min(high, 2 * most) : high)), most);
  const ticks = ticksFromZero(reach);
  const top = ticks.at(-1) ?? 1;
  const scale = linearScale([0, top], range);
  return {
    ticks,
    at: (value) => scale(Math.max(0, Math.min(top, value))),
    isBelow: () => false,
    isAbove: (value) => value > top,
  };
}

const steps = [1, 2, 5] as const;

function ratioAxis(rows: readonly Bounds[], range: readonly [number, number]): IntervalAxis {
  const finite = rows.flatMap(({ value, low, high }) => [
    value,
    Math.max(low, value / 20),
    Math.min(high, value * 20),
  ]);
  const positive = finite.filter((value) => value > 0 && Number.isFinite(value));
  const from = Math.max(1e-3, Math.min(0.5, ...positive));
  const to = Math.min(1e4, Math.max(2, ...positive));
  const powers = Array.from({ length: 12 }, (_, index) => index - 5);
  const all = powers.flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(1))));
  const first = all.findLastIndex((tick) => tick <= from);
  const last = all.findIndex((tick) => tick >= to);
  const held = all.slice(Math.max(0, first), last + 1);
  const ticks = held.length > 9 ? held.filter((tick) => Number.isInteger(Math.log10(tick))) : held;
  const low = held[0] ?? 0.1;
  const high = held.at(-1) ?? 10;
  const scale = linearScale([Math.log(low), Math.log(high)], range);
  return {
    ticks,
    at: (value) => scale(Math.log(Math.max(low, Math.min(high, value)))),
    isBelow: (value) => value < low,
    isAbove: (value) => value > high,
  };
}
