import { medianOf } from './quantiles.ts';

/** A new level counts from this many days on: a single odd day, or a bank holiday weekend, is none. */
const leastDays = 5;
/** In squared noise and logarithms of the length: twice what Schwarz's criterion asks of one step, because days hang together. */
const penaltyFactor = 4;
/** Days are compared with their neighbours this far on either side before an odd one is cut. */
const neighbours = 3;
const oddness = 3;

/**
 * Where the level of a daily series (NaN where unknown) changes for good: the first day of each stretch of one level, 0
 * first. The stretches minimise the squared distance from their means plus a penalty for each (optimal partitioning:
 * Jackson and others, IEEE Signal Processing Letters 12, 2005), after days far off their neighbours' median are drawn in.
 */
export function levelSteps(values: Float64Array): number[] {
  const known = [...values.keys()].filter((day) => !Number.isNaN(values[day]));
  const sigma = noiseOf(values, known);
  if (known.length < 2 * leastDays || !(sigma > 0)) return [0];
  const tame = known.map((day, i) => {
    const usual = medianOf(
      known.slice(Math.max(0, i - neighbours), i + neighbours + 1).map((d) => values[d] ?? 0),
    );
    return Math.min(usual + oddness * sigma, Math.max(usual - oddness * sigma, values[day] ?? 0));
  });
  const penalty = penaltyFactor * sigma ** 2 * Math.log(known.length);
  return partition(tame, penalty).map((place) => (place === 0 ? 0 : (known[place] ?? 0)));
}

/** Standard deviation of one day against the next, by the median absolute difference. */
function noiseOf(values: Float64Array, known: readonly number[]): number {
  const steps = known.slice(1).map((day, i) => Math.abs((values[day] ?? 0) - (values[known[i] ?? 0] ?? 0)));
  return (1.4826 * medianOf(steps)) / Math.SQRT2;
}

function partition(values: readonly number[], penalty: number): number[] {
  const n = values.length;
  const sums = [0];
  const squares = [0];
  for (const value of values) {
    sums.push((sums.at(-1) ?? 0) + value);
    squares.push((squares.at(-1) ?? 0) + value * value);
  }
  const cost = (from: number, to: number): number => {
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    return (squares[to] ?? 0) - (squares[from] ?? 0) - (sum * sum) / (to - from);
  };
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(n + 1);
  best[0] = -penalty;
  for (let to = leastDays; to <= n; to++) {
    for (let from = 0; from <= to - leastDays; from++) {
      const total = (best[from] ?? 0) + cost(from, to) + penalty;
      if (total >= (best[to] ?? 0)) continue;
      best[to] = total;
      previous[to] = from;
    }
  }
  const starts: number[] = [];
  for (let to = n; to > 0; to = previous[to] ?? 0) starts.unshift(previous[to] ?? 0);
  return starts;
}
