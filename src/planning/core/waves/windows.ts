import { addDays, isBankHoliday, parseLondon, weekdayOf } from '#platform/clock';

/** A time in which sites may be moved. */
export interface ChangeWindow {
  from: Date;
  to: Date;
}

export interface WindowRules {
  /** London days, Monday is 1, with the hours of their window. */
  hours: readonly { weekday: number; from: string; to: string }[];
  /** London dates on which nothing is moved, first and last included. */
  frozen: readonly { from: string; to: string }[];
}

/** Surgeries are open from 8am to 6.30pm on working days; weekday evenings and Saturday evening are clear of them. */
export const usualHours: WindowRules['hours'] = [
  ...[1, 2, 3, 4].map((weekday) => ({ weekday, from: '19:00', to: '21:00' })),
  { weekday: 6, from: '18:00', to: '20:00' },
];

/** Bank holidays, and the days themselves where a substitute is taken for them. */
const isHoliday = (isoDate: string): boolean =>
  isBankHoliday(isoDate) || ['12-25', '12-26', '01-01'].includes(isoDate.slice(5));

/** Whether sites may be moved on a London date: not on a bank holiday nor on the day before one, when nobody would be there to see. */
export const mayChangeOn = (isoDate: string, frozen: WindowRules['frozen']): boolean =>
  !isHoliday(isoDate) &&
  !isHoliday(addDays(isoDate, 1)) &&
  !frozen.some(({ from, to }) => isoDate >= from && isoDate <= to);

/** The next windows that begin on or after a London date, in order; at most a year ahead. */
export function changeWindows(fromIsoDate: string, count: number, rules: WindowRules): ChangeWindow[] {
  const found: ChangeWindow[] = [];
  for (let day = 0; day < 366 && found.length < count; day++) {
    const isoDate = addDays(fromIsoDate, day);
    if (!mayChangeOn(isoDate, rules.frozen)) continue;
    for (const { weekday, from, to } of rules.hours) {
      if (weekday !== weekdayOf(isoDate)) continue;
      const [start, end] = [parseLondon(`${isoDate} ${from}`), parseLondon(`${isoDate} ${to}`)];
      if (start && end) found.push({ from: start, to: end });
    }
  }
  return found.slice(0, count);
}
