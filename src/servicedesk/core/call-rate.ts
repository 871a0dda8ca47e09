import { londonParts, type OpenHours, openSpansBetween } from '#platform/clock';

const hourMs = 3_600_000;

/** How many open hours of evidence the wider estimate weighs against an hour's own: see docs/algorithms/silence.md. */
export const shrinkageOpenHours = 4;

/** Calls per open hour, by hour of the London week, fitted to one period. */
export interface CallRate {
  /** Calls in open hours, and the open hours they were counted over. */
  calls: number;
  openHours: number;
  /** Calls that came while the desk was closed: a rate per open hour cannot say anything about them. */
  callsOutsideHours: number;
  /** Calls per open hour of an hour of the week, 0 (Monday midnight) to 167. */
  perOpenHour(hourOfWeek: number): number;
}

/** Open time between two instants cut at the full hour, with the hour of the week each piece lies in. */
export function openPieces(
  hours: OpenHours,
  from: Date,
  to: Date,
): { hourOfWeek: number; hourOfDay: number; isoDate: string; openHours: number }[] {
  return openSpansBetween(hours, from, to).flatMap((span) => {
    const pieces = [];
    for (let start = span.from.getTime(); start < span.to.getTime(); ) {
      // London's hours begin with UTC's: its offset is a whole number of hours.
      const end = Math.min((Math.floor(start / hourMs) + 1) * hourMs, span.to.getTime());
      const { hourOfWeek, hour, isoDate } = londonParts(new Date(start));
      pieces.push({ hourOfWeek, hourOfDay: hour, isoDate, openHours: (end - start) / hourMs });
      start = end;
    }
    return pieces;
  });
}

const isOpen = (hours: OpenHours, at: Date): boolean =>
  openSpansBetween(hours, at, new Date(at.getTime() + 1)).length > 0;

/** The calls of a period, [from, to), that came while the desk was open, and how many did not. */
export function callsInOpenHours(
  history: readonly { at: Date }[],
  hours: OpenHours,
  from: Date,
  to: Date,
): { open: Date[]; outside: number } {
  const inPeriod = history.map((call) => call.at).filter((at) => at >= from && at < to);
  const open = inPeriod.filter((at) => isOpen(hours, at));
  return { open, outside: inPeriod.length - open.length };
}

/**
 * Fits calls per open hour for every hour of the week. An hour of the week is seen once or twice in a failing period,
 * so its rate is shrunk towards that hour of any day, and that towards the whole period; the result is scaled so that
 * the period's own total is kept. Null when the period had no open hours: then nothing can be expected.
 */
export function fitCallRate(
  history: readonly { at: Date }[],
  hours: OpenHours,
  from: Date,
  to: Date,
): CallRate | null {
  const pieces = openPieces(hours, from, to);
  const openHours = pieces.reduce((sum, piece) => sum + piece.openHours, 0);
  if (openHours === 0) return null;
  const { open, outside } = callsInOpenHours(history, hours, from, to);
  const exposure = { week: new Array<number>(168).fill(0), day: new Array<number>(24).fill(0) };
  const counts = { week: new Array<number>(168).fill(0), day: new Array<number>(24).fill(0) };
  for (const piece of pieces) {
    increase(exposure.week, piece.hourOfWeek, piece.openHours);
    increase(exposure.day, piece.hourOfDay, piece.openHours);
  }
  for (const at of open) {
    const { hourOfWeek, hour } = londonParts(at);
    increase(counts.week, hourOfWeek, 1);
    increase(counts.day, hour, 1);
  }
  const overall = open.length / openHours;
  const byDay = counts.day.map((calls, hour) => shrink(calls, exposure.day[hour] ?? 0, overall));
  const byWeek = counts.week.map((calls, hour) =>
    shrink(calls, exposure.week[hour] ?? 0, byDay[hour % 24] ?? 0),
  );
  const fitted = byWeek.reduce((sum, rate, hour) => sum + rate * (exposure.week[hour] ?? 0), 0);
  const scale = fitted === 0 ? 1 : open.length / fitted;
  return {
    calls: open.length,
    openHours,
    callsOutsideHours: outside,
    perOpenHour: (hourOfWeek) => (byWeek[hourOfWeek] ?? 0) * scale,
  };
}

function increase(totals: number[], index: number, by: number): void {
  totals[index] = (totals[index] ?? 0) + by;
}

const shrink = (calls: number, openHours: number, towards: number): number =>
  (calls + shrinkageOpenHours * towards) / (openHours + shrinkageOpenHours);

/** How many calls the rate would bring between two instants: the sum over open time of rate times hours. */
export function expectedCalls(rate: CallRate, hours: OpenHours, from: Date, to: Date): number {
  return openPieces(hours, from, to).reduce(
    (sum, piece) => sum + rate.perOpenHour(piece.hourOfWeek) * piece.openHours,
    0,
  );
}
