/**
 * A stored figure as it is shown: null when unknown, and without the noise of single precision (0.2 was sent, so 0.2
 * comes back instead of 0.20000000298): the fewest digits, from seven on, that mean the same stored number.
 */
export function figure(value: number): number | null {
  if (Number.isNaN(value)) return null;
  const stored = Math.fround(value);
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(stored.toPrecision(digits));
    if (Math.fround(short) === stored) return short;
  }
  return Number(stored.toPrecision(9));
}
