import { medianOf } from './quantiles.ts';

/** Two seasons in steps, the long one a multiple of the short one: 24 and 168 for hours, 48 and 336 for half hours. */
export interface Seasons {
  short: number;
  long: number;
}

/** The mean of the known values at each place of a season, after taking `less` from each; 0 where none is known. */
export function seasonMeans(
  y: Float64Array,
  period: number,
  less: (step: number) => number = () => 0,
): Float64Array {
  const sum = new Float64Array(period);
  const count = new Float64Array(period);
  for (let t = 0; t < y.length; t++) {
    const value = y[t] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const place = t % period;
    sum[place] = (sum[place] ?? 0) + value - less(t);
    count[place] = (count[place] ?? 0) + 1;
  }
  return sum.map((total, place) => total / Math.max(1, count[place] ?? 0));
}

/**
 * The series with every unknown value replaced by what is usual at its place: the median of the same place of the long
 * season, else of the short one, else of all. Only for what looks back; an unknown value is never learnt from.
 */
export function fillGaps(y: Float64Array, { short, long }: Seasons): Float64Array {
  if (!y.some(Number.isNaN)) return y;
  const at = (period: number, place: number): number => medianOf(y.filter((_, t) => t % period === place));
  const known = new Map<string, number>();
  const usual = (period: number, t: number): number => {
    const key = `${period}:${t % period}`;
    const found = known.get(key) ?? at(period, t % period);
    known.set(key, found);
    return found;
  };
  return y.map((value, t) => {
    if (!Number.isNaN(value)) return value;
    const candidates = [usual(long, t), usual(short, t), usual(1, 0), 0];
    return candidates.find((candidate) => !Number.isNaN(candidate)) ?? 0;
  });
}
