import { addDays, weekdayOf } from './london.ts';

/** A bank holiday of England and Wales: the day that is taken off, as YYYY-MM-DD, and its name. */
export interface BankHoliday {
  date: string;
  name: string;
}

/*
 * Sources of the rules
 * - Banking and Financial Dealings Act 1971, section 1 and schedule 1 (England and Wales): Easter Monday, the last
 *   Mondays of May and August, 26 December, and 27 December when 25 or 26 December is a Sunday. Section 1(2) to (3)
 *   lets a proclamation move a day or add one.
 * - Proclamations every year: New Year's Day (since 1974), the first Monday in May (since 1978), and substitute days
 *   for those that fall at a weekend. Good Friday and Christmas Day are holidays at common law.
 * - One-off and moved days: as announced, and listed at gov.uk/bank-holidays.
 * The rules hold from 1978. A day announced later than this file has to be added to `exceptions`.
 */
const exceptions: Record<number, { moved?: Record<string, string>; added?: readonly BankHoliday[] }> = {
  1981: { added: [{ date: '1981-07-29', name: 'Royal wedding' }] },
  1995: { moved: { '1995-05-01': '1995-05-08' } },
  1999: { added: [{ date: '1999-12-31', name: 'Millennium Eve' }] },
  2002: {
    moved: { '2002-05-27': '2002-06-04' },
    added: [{ date: '2002-06-03', name: 'Golden Jubilee bank holiday' }],
  },
  2011: { added: [{ date: '2011-04-29', name: 'Royal wedding' }] },
  2012: {
    moved: { '2012-05-28': '2012-06-04' },
    added: [{ date: '2012-06-05', name: 'Diamond Jubilee bank holiday' }],
  },
  2020: { moved: { '2020-05-04': '2020-05-08' } },
  2022: {
    moved: { '2022-05-30': '2022-06-02' },
    added: [
      { date: '2022-06-03', name: 'Platinum Jubilee bank holiday' },
      { date: '2022-09-19', name: 'Bank holiday for the State Funeral of Queen Elizabeth II' },
    ],
  },
  2023: { added: [{ date: '2023-05-08', name: 'Bank holiday for the coronation of King Charles III' }] },
};

const pad = (value: number): string => String(value).padStart(2, '0');

/**
 * Easter Sunday by the anonymous Gregorian computus (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
 * The single letters are those of the published algorithm.
 */
function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monthAndDay = h + l - 7 * m + 114;
  return `${year}-${pad(Math.floor(monthAndDay / 31))}-${pad((monthAndDay % 31) + 1)}`;
}

const firstMonday = (year: number, month: number): string => {
  const first = `${year}-${pad(month)}-01`;
  return addDays(first, (8 - weekdayOf(first)) % 7);
};

const lastMonday = (year: number, month: number): string => {
  const last = `${year}-${pad(month)}-31`;
  return addDays(last, 1 - weekdayOf(last));
};

/** New Year's Day, Christmas Day or Boxing Day, or its substitute: the next weekday that `taken` does not hold. */
function observed(date: string, name: string, taken: readonly string[]): BankHoliday {
  if (weekdayOf(date) <= 5) return { date, name };
  let substitute = date;
  while (weekdayOf(substitute) > 5 || taken.includes(substitute)) substitute = addDays(substitute, 1);
  return { date: substitute, name: `${name} (substitute day)` };
}

/** Christmas Day on a Sunday is taken on Tuesday 27 December, because Monday is Boxing Day itself. */
function christmasHolidays(year: number): BankHoliday[] {
  const christmas = observed(`${year}-12-25`, 'Christmas Day', [`${year}-12-26`]);
  return [christmas, observed(`${year}-12-26`, 'Boxing Day', [christmas.date])];
}

function computeBankHolidays(year: number): readonly BankHoliday[] {
  const easter = easterSunday(year);
  const { moved = {}, added = [] } = exceptions[year] ?? {};
  const ruled: BankHoliday[] = [
    observed(`${year}-01-01`, 'New Year’s Day', []),
    { date: addDays(easter, -2), name: 'Good Friday' },
    { date: addDays(easter, 1), name: 'Easter Monday' },
    { date: firstMonday(year, 5), name: 'Early May bank holiday' },
    { date: lastMonday(year, 5), name: 'Spring bank holiday' },
    { date: lastMonday(year, 8), name: 'Summer bank holiday' },
    ...christmasHolidays(year),
  ].map((holiday) => ({ ...holiday, date: moved[holiday.date] ?? holiday.date }));
  return [...ruled, ...added].sort((a, b) => (a.date < b.date ? -1 : 1));
}

const knownYears = new Map<number, { list: readonly BankHoliday[]; dates: ReadonlySet<string> }>();

function holidaysOf(year: number): { list: readonly BankHoliday[]; dates: ReadonlySet<string> } {
  const known = knownYears.get(year);
  if (known) return known;
  const list = computeBankHolidays(year);
  const entry = { list, dates: new Set(list.map((holiday) => holiday.date)) };
  knownYears.set(year, entry);
  return entry;
}

/**
 * The bank holidays of England and Wales in a year from 1978, in order of date. As on GOV.UK, a holiday that falls at
 * a weekend is listed on its substitute day only.
 */
export const bankHolidays = (year: number): readonly BankHoliday[] => holidaysOf(year).list;

/** Whether a date (YYYY-MM-DD) is a bank holiday in England and Wales. */
export const isBankHoliday = (isoDate: string): boolean =>
  holidaysOf(Number(isoDate.slice(0, 4))).dates.has(isoDate);

/** Where an installation differs from the rules: days added, with their names, and bank holidays that are ordinary days. */
export interface HolidayChanges {
  added: ReadonlyMap<string, string>;
  worked: ReadonlySet<string>;
}

/** Whether a date (YYYY-MM-DD) is a bank holiday by the rules and the changes to them. */
export const isHoliday = (isoDate: string, changes?: HolidayChanges): boolean =>
  changes?.added.has(isoDate) || (isBankHoliday(isoDate) && !changes?.worked.has(isoDate));

/** Monday to Friday, and not a bank holiday. */
export const isWorkingDay = (isoDate: string): boolean => weekdayOf(isoDate) <= 5 && !isBankHoliday(isoDate);
