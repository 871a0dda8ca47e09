/**
 * The point in a box where a function is least, by the downhill simplex method (Nelder and Mead, 1965, with their
 * coefficients 1, 2, 1/2, 1/2). Points outside the box are moved to its edge. Deterministic.
 */
export function minimise(
  of: (point: readonly number[]) => number,
  box: readonly { low: number; high: number; start: number }[],
  maxCalls: number,
): number[] {
  let calls = 0;
  const inside = (point: readonly number[]): number[] =>
    box.map(({ low, high }, i) => Math.min(high, Math.max(low, point[i] ?? low)));
  const corner = (point: readonly number[]): Corner => {
    calls++;
    const at = inside(point);
    const value = of(at);
    return { at, value: Number.isFinite(value) ? value : Number.POSITIVE_INFINITY };
  };
  const start = box.map((side) => side.start);
  const stepped = box.map(({ low, high }, i) => {
    const from = start[i] ?? low;
    const step = 0.25 * (high - low);
    return start.map((value, j) => (j === i ? (from + step > high ? from - step : from + step) : value));
  });
  const corners = [start, ...stepped].map(corner);
  while (calls < maxCalls) {
    corners.sort((a, b) => a.value - b.value);
    const [best, worst] = [corners[0], corners.at(-1)];
    if (!best || !worst || worst.value - best.value <= 1e-7 * Math.abs(best.value)) break;
    step(corners, corner);
  }
  corners.sort((a, b) => a.value - b.value);
  return corners[0]?.at ?? start;
}

interface Corner {
  at: number[];
  value: number;
}

/** One step of the method, on corners sorted from the best to the worst. */
function step(corners: Corner[], corner: (point: readonly number[]) => Corner): void {
  const worst = corners.at(-1);
  const best = corners[0];
  const second = corners.at(-2);
  if (!worst || !best || !second) return;
  const others = corners.slice(0, -1);
  const centre = worst.at.map(
    (_, i) => others.reduce((sum, one) => sum + (one.at[i] ?? 0), 0) / others.length,
  );
  const along = (reach: number): Corner =>
    corner(centre.map((value, i) => value + reach * (value - (worst.at[i] ?? value))));
  const mirrored = along(1);
  const last = corners.length - 1;
  if (mirrored.value < best.value) {
    const further = along(2);
    corners[last] = further.value < mirrored.value ? further : mirrored;
  } else if (mirrored.value < second.value) corners[last] = mirrored;
  else {
    const nearer = along(mirrored.value < worst.value ? 0.5 : -0.5);
    if (nearer.value < Math.min(mirrored.value, worst.value)) corners[last] = nearer;
    else
      for (let i = 1; i < corners.length; i++)
        corners[i] = corner(corners[i]?.at.map((value, j) => (value + (best.at[j] ?? value)) / 2) ?? best.at);
  }
}
