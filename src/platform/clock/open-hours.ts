import { type HolidayChanges, isHoliday, isWorkingDay } from './bank-holidays.ts';
import { addDays, londonDate, londonMinute, weekdayOf } from './london.ts';

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When a desk is open, in minutes of the London day: `[480, 1110]` is 8am to 6:30pm; 1440 is the end of the day. */
export interface OpenHours {
  /** 1 is Monday. The spans of a day are in order and do not overlap. */
  weekdays: Readonly<Record<Weekday, readonly (readonly [fromMinute: number, toMinute: number])[]>>;
  closedOnBankHolidays: boolean;
  /** Bank holidays that the rules do not know, and those that are worked here. */
  holidayChanges?: HolidayChanges;
}

/** A half-open stretch of open time. */
export interface OpenSpan {
  from: Date;
  to: Date;
}

const weekday: readonly (readonly [number, number])[] = [[8 * 60, 18 * 60 + 30]];

/** Monday to Friday, 8am to 6:30pm (the core hours of general practice), closed on bank holidays. */
export const defaultDeskHours: OpenHours = {
  weekdays: { 1: weekday, 2: weekday, 3: weekday, 4: weekday, 5: weekday, 6: [], 7: [] },
  closedOnBankHolidays: true,
};

const hourMs = 3_600_000;
// Longer than any run of closed days that weekly hours and bank holidays can make.
const searchDays = 60;

function spansOfDay(hours: OpenHours, isoDate: string): OpenSpan[] {
  if (hours.closedOnBankHolidays && isHoliday(isoDate, hours.holidayChanges)) return [];
  const spans = hours.weekdays[weekdayOf(isoDate) as Weekday];
  return spans.map(([from, to]) => ({ from: londonMinute(isoDate, from), to: londonMinute(isoDate, to) }));
}

const later = (a: Date, b: Date): Date => (a.getTime() >= b.getTime() ? a : b);
const earlier = (a: Date, b: Date): Date => (a.getTime() <= b.getTime() ? a : b);

/** The open stretches between two instants, clipped to them, in order; stretches that touch are joined. */
export function openSpansBetween(hours: OpenHours, from: Date, to: Date): OpenSpan[] {
  const joined: OpenSpan[] = [];
  if (from.getTime() >= to.getTime()) return joined;
  const lastDate = londonDate(to);
  for (let date = londonDate(from); date <= lastDate; date = addDays(date, 1)) {
    for (const span of spansOfDay(hours, date)) {
      const clipped = { from: later(span.from, from), to: earlier(span.to, to) };
      if (clipped.from.getTime() >= clipped.to.getTime()) continue;
      const previous = joined.at(-1);
      if (previous?.to.getTime() === clipped.from.getTime()) previous.to = clipped.to;
      else joined.push(clipped);
    }
  }
  return joined;
}

/** Open time between two instants, in hours, exact to the millisecond; 0 when `to` is not after `from`. */
export function openHoursBetween(hours: OpenHours, from: Date, to: Date): number {
  const openMs = openSpansBetween(hours, from, to).reduce(
    (sum, span) => sum + (span.to.getTime() - span.from.getTime()),
    0,
  );
  return openMs / hourMs;
}

/** `at` itself while open, otherwise the next time the desk opens; undefined when it never does. */
export function nextOpening(hours: OpenHours, at: Date): Date | undefined {
  const first = londonDate(at);
  for (let day = 0; day <= searchDays; day += 1) {
    const span = spansOfDay(hours, addDays(first, day)).find((open) => open.to.getTime() > at.getTime());
    if (span) return later(span.from, at);
  }
  return undefined;
}

/** The nth working day after a date, or before it when negative; 0 gives the date back, working day or not. */
export function addWorkingDays(isoDate: string, workingDays: number): string {
  const step = workingDays < 0 ? -1 : 1;
  let date = isoDate;
  for (let left = Math.abs(workingDays); left > 0; ) {
    date = addDays(date, step);
    if (isWorkingDay(date)) left -= 1;
  }
  return date;
}
