import { formatDateTime, formatNumber } from '#platform/clock';
import { halfHourMs, type SchoolHoliday, slotter } from '../load/calendar.ts';
import { meanAbove, quantileAbove } from './normal.ts';
import { type QualitySeries, type SaturationSigns, saturationParameters, saturationSigns } from './signs.ts';

/** What was asked for in a half hour in which the concentrator was full. */
export interface LatentDemand {
  at: Date;
  carriedMbps: number;
  /** Middle of the estimate; null when nothing but the lower bound can be said. */
  demandMbps: number | null;
  lowMbps: number;
  /** Null when nothing bounds it from above. */
  highMbps: number | null;
}

export interface Saturation {
  signs: SaturationSigns;
  demand: LatentDemand[];
  /** The half hour with the highest estimate, or the highest bound. */
  peak: LatentDemand | null;
  text: string;
}

const emRounds = 60;
/** An estimate needs this many half hours of the same place on days that were not full there. */
const leastFree = 3;

interface Cell {
  index: number;
  day: number;
  place: number;
  /** Logarithm of what was carried, or of the least that was asked for. */
  value: number;
  censored: boolean;
}

/**
 * Demand that a full concentrator could not serve: a Tobit model (Tobin, Econometrica 26, 1958) of the logarithm of the load,
 * with an effect of each half hour of the day and of each day, in which a full half hour says only "at least this much".
 * Fitted by expectation and maximisation (Dempster, Laird and Rubin 1977). So the hours around the flat top, and other days'
 * shape, tell how high the day would have gone.
 */
export function latentDemand(series: QualitySeries, holidays: readonly SchoolHoliday[]): Saturation {
  const signs = saturationSigns(series);
  const cells = cellsOf(series, signs, holidays);
  const fit = fitTobit(cells);
  const demand = cells.filter((cell) => cell.censored).map((cell) => estimate(series, cell, fit));
  const peak = demand.reduce<LatentDemand | null>((a, b) => (a === null || isHigher(b, a) ? b : a), null);
  const dark = series.mbps.every(Number.isNaN);
  const text = dark ? 'Unknown: no readings of its load.' : textOf(signs, peak, demand.length);
  return { signs, demand, peak, text };
}

/** A time at which it is nearly always full, so that only a bound is known, is its busiest: it outranks every estimate. */
function isHigher(one: LatentDemand, other: LatentDemand): boolean {
  if ((one.demandMbps === null) !== (other.demandMbps === null)) return one.demandMbps === null;
  return (one.demandMbps ?? one.lowMbps) > (other.demandMbps ?? other.lowMbps);
}

/** Days like those that were full: a weekend has another shape. */
function cellsOf(series: QualitySeries, signs: SaturationSigns, holidays: readonly SchoolHoliday[]): Cell[] {
  const fullFrom = saturationParameters.fullShare * (signs.ceilingMbps ?? Number.POSITIVE_INFINITY);
  const slotAt = slotter(holidays);
  const slots = Array.from(series.mbps, (_, index) => slotAt(series.fromMs + index * halfHourMs));
  const group = (index: number): string => {
    const slot = slots[index];
    if (!slot || slot.kind === 'bank holiday') return 'bank holiday';
    return `${slot.kind} ${slot.place >= 5 * 48 ? 'weekend' : 'week'}`;
  };
  const full = new Set(
    [...signs.saturated.keys()].filter((index) => signs.saturated[index] === 1).map(group),
  );
  const days = new Map<string, number>();
  return [...series.mbps].flatMap((mbps, index) => {
    const slot = slots[index];
    if (!slot || !(mbps > 0) || !full.has(group(index))) return [];
    const day = days.get(slot.isoDate) ?? days.size;
    days.set(slot.isoDate, day);
    const censored = signs.saturated[index] === 1;
    // A half hour may have been full for a part of it: all that it says is "at least where full begins".
    const value = Math.log(censored ? Math.min(mbps, fullFrom) : mbps);
    return [{ index, day, place: slot.halfHourOfDay, value, censored }];
  });
}

interface Fit {
  expected(cell: Cell): number;
  sigma: number;
  /** Free half hours at a place of the day, and on a day. */
  freeAtPlace: ReadonlyMap<number, number>;
  freeOnDay: ReadonlyMap<number, number>;
}

/** Only places of the day near a flat top count: the night is another story. */
function nearFull(cells: readonly Cell[]): Cell[] {
  const places = cells.filter((cell) => cell.censored).map((cell) => cell.place);
  const [low, high] = [Math.min(...places) - 4, Math.max(...places) + 4];
  return cells.filter((cell) => cell.place >= low && cell.place <= high);
}

function fitTobit(all: readonly Cell[]): Fit {
  const cells = all.some((cell) => cell.censored) ? nearFull(all) : [];
  const place = new Map<number, number>();
  const day = new Map<number, number>();
  const values = cells.map((cell) => cell.value);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const expected = (cell: Cell): number => mean + (place.get(cell.place) ?? 0) + (day.get(cell.day) ?? 0);
  let sigma = 0.1;
  for (let round = 0; round < emRounds; round++) {
    let square = 0;
    for (const [i, cell] of cells.entries()) {
      const middle = expected(cell);
      const z = (cell.value - middle) / sigma;
      const above = cell.censored ? meanAbove(z) : 0;
      values[i] = cell.censored ? middle + sigma * above : cell.value;
      const spread = cell.censored ? sigma ** 2 * Math.max(0, 1 + z * above - above ** 2) : 0;
      square += spread + ((values[i] ?? 0) - middle) ** 2;
    }
    if (round > 2)
      sigma = Math.sqrt(Math.max(1e-6, square / Math.max(1, cells.length - place.size - day.size)));
    update(
      place,
      cells,
      values,
      (cell) => mean + (day.get(cell.day) ?? 0),
      (cell) => cell.place,
    );
    update(
      day,
      cells,
      values,
      (cell) => mean + (place.get(cell.place) ?? 0),
      (cell) => cell.day,
    );
  }
  const free = cells.filter((cell) => !cell.censored);
  const count = (of: (cell: Cell) => number): Map<number, number> =>
    new Map([...Map.groupBy(free, of)].map(([key, list]) => [key, list.length]));
  return { expected, sigma, freeAtPlace: count((cell) => cell.place), freeOnDay: count((cell) => cell.day) };
}

function update(
  effects: Map<number, number>,
  cells: readonly Cell[],
  values: readonly number[],
  less: (cell: Cell) => number,
  keyOf: (cell: Cell) => number,
): void {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [i, cell] of cells.entries()) {
    const found = sums.get(keyOf(cell)) ?? { sum: 0, n: 0 };
    sums.set(keyOf(cell), { sum: found.sum + (values[i] ?? 0) - less(cell), n: found.n + 1 });
  }
  for (const [key, { sum, n }] of sums) effects.set(key, sum / n);
}

function estimate(series: QualitySeries, cell: Cell, fit: Fit): LatentDemand {
  const at = new Date(series.fromMs + cell.index * halfHourMs);
  const carriedMbps = series.mbps[cell.index] ?? 0;
  const atPlace = fit.freeAtPlace.get(cell.place) ?? 0;
  const onDay = fit.freeOnDay.get(cell.day) ?? 0;
  if (atPlace < leastFree || onDay < leastFree)
    return { at, carriedMbps, demandMbps: null, lowMbps: Math.exp(cell.value), highMbps: null };
  const sigma = fit.sigma * Math.sqrt(1 + 1 / atPlace + 1 / onDay);
  const middle = fit.expected(cell);
  const z = (cell.value - middle) / sigma;
  const quantile = (share: number): number => Math.exp(middle + sigma * quantileAbove(z, share));
  return { at, carriedMbps, demandMbps: quantile(0.5), lowMbps: quantile(0.1), highMbps: quantile(0.9) };
}

const mbpsText = (value: number): string => `${formatNumber(value, { decimals: 0 })} Mbps`;

function textOf({ ceilingMbps }: SaturationSigns, peak: LatentDemand | null, count: number): string {
  if (peak === null || ceilingMbps === null)
    return 'It has not been full: what it carried is what was asked for.';
  const when = formatDateTime(peak.at, { year: false });
  const full = `It was full in ${formatNumber(count)} half ${count === 1 ? 'hour' : 'hours'}, at about ${mbpsText(ceilingMbps)}, so what was asked for is hidden.`;
  if (peak.demandMbps === null || peak.highMbps === null)
    return `${full} In the half hour from ${when} it was at least ${mbpsText(peak.lowMbps)}; it has been full at that time too often to say how much more.`;
  return `${full} The most was in the half hour from ${when}: an estimated ${mbpsText(peak.demandMbps)} (${mbpsText(peak.lowMbps)} to ${mbpsText(peak.highMbps)}).`;
}
