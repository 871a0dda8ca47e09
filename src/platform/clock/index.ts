export type { BankHoliday, HolidayChanges } from './bank-holidays.ts';
export { bankHolidays, isBankHoliday, isHoliday, isWorkingDay } from './bank-holidays.ts';
export type { Clock, SimulatedClock } from './clock.ts';
export { simulatedClock, systemClock } from './clock.ts';
export type { DateOptions } from './format.ts';
export {
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatTime,
  joinWords,
} from './format.ts';
export type { LondonParts } from './london.ts';
export {
  addDays,
  fromLondon,
  londonDate,
  londonDayBounds,
  londonParts,
  parseLondon,
  weekdayOf,
} from './london.ts';
export type { OpenHours, OpenSpan, Weekday } from './open-hours.ts';
export {
  addWorkingDays,
  defaultDeskHours,
  nextOpening,
  openHoursBetween,
  openSpansBetween,
} from './open-hours.ts';
