/** Turns a value into a position. */
export type Scale = (value: number) => number;

/** A straight line through two points; values outside the domain land outside the range. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0];
  const perUnit = span === 0 ? 0 : (range[1] - range[0]) / span;
  return (value) => range[0] + (value - domain[0]) * perUnit;
}

/** Ticks from zero to the first at or over `highest`, about `count` of them, in steps of 1, 2 or 5 times a power of ten. */
export function ticksFromZero(highest: number, count = 5): number[] {
  const top = highest > 0 && Number.isFinite(highest) ? highest : 1;
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power;
  const steps = Math.ceil(top / step - 1e-9);
  // The power may be below one: rounding keeps 0.30000000000000004 out.
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** A coordinate as it is written into a path: to a tenth, without a zero that says nothing. */
export const coordinate = (value: number): string => {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
};
