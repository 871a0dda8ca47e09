/**
 * A stored figure as it is shown: null when unknown, and without the noise of single precision (0.2 was sent, so 0.2
 * comes back instead of 0.20000000298): the fewest digits, from seven on, that mean the same stored number.
 */
export function figure(value: number): number | null {
  if (Number.isNaN(value)) return null;
  const stored = Math.fround(value);
  // Almost every figure was sent with three decimals at most; going through text costs ten times as much.
  const rounded = Math.round(stored * 1000) / 1000;
  if (Math.abs(rounded) < 10_000 && Math.fround(rounded) === stored) return rounded;
  return shortest(stored);
}

function shortest(stored: number): number {
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(stored.toPrecision(digits));
    if (Math.fround(short) === stored) return short;
  }
  return Number(stored.toPrecision(9));
}
