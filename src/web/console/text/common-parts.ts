/** What two lists have in common, in order: positions in `a` and `b` of equal items. */
export type Pairs = readonly (readonly [a: number, b: number])[];

/** Beyond this many cells a table would cost too much; the middle parts then count as wholly different. */
const mostCells = 4_000_000;

/**
 * A longest common subsequence of two lists (dynamic programming over what is left once equal beginnings and ends are
 * set aside). Above 2,000 by 2,000 differing items nothing in between is matched.
 */
export function commonParts(a: readonly string[], b: readonly string[]): Pairs {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const head = Array.from({ length: start }, (_, index) => [index, index] as const);
  const tail = Array.from(
    { length: end },
    (_, index) => [a.length - end + index, b.length - end + index] as const,
  );
  const middle = longest(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...head, ...middle.map(([x, y]) => [x + start, y + start] as const), ...tail];
}

function longest(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  if (a.length === 0 || b.length === 0 || a.length * b.length > mostCells) return [];
  // lengths[i * width + j]: how much of a from i and of b from j is common.
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
