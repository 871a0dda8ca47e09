import { describe, expect, it } from 'vitest';
import { bankHolidays, isBankHoliday, isWorkingDay } from './bank-holidays.ts';
import { weekdayOf } from './london.ts';

const datesOf = (year: number): string[] => bankHolidays(year).map((holiday) => holiday.date.slice(5));

describe('bankHolidays', () => {
  it('gives the published list of 2026 with its names', () => {
    expect(bankHolidays(2026)).toEqual([
      { date: '2026-01-01', name: 'New Year’s Day' },
      { date: '2026-04-03', name: 'Good Friday' },
      { date: '2026-04-06', name: 'Easter Monday' },
      { date: '2026-05-04', name: 'Early May bank holiday' },
      { date: '2026-05-25', name: 'Spring bank holiday' },
      { date: '2026-08-31', name: 'Summer bank holiday' },
      { date: '2026-12-25', name: 'Christmas Day' },
      { date: '2026-12-28', name: 'Boxing Day (substitute day)' },
    ]);
  });

  it.each([
    [2024, ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26']],
    [2025, ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26']],
    [2026, ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28']],
    [2027, ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28']],
    [2020, ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28']],
    [2021, ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28']],
    [2022, ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27']],
    [2023, ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26']],
    [2012, ['01-02', '04-06', '04-09', '05-07', '06-04', '06-05', '08-27', '12-25', '12-26']],
    [2011, ['01-03', '04-22', '04-25', '04-29', '05-02', '05-30', '08-29', '12-26', '12-27']],
  ])('gives the published dates of %i', (year, expected) => {
    expect(datesOf(year)).toEqual(expected);
  });

  it('names both substitutes when Christmas Day is a Saturday, and only Christmas when it is a Sunday', () => {
    expect(bankHolidays(2027).slice(-2)).toEqual([
      { date: '2027-12-27', name: 'Christmas Day (substitute day)' },
      { date: '2027-12-28', name: 'Boxing Day (substitute day)' },
    ]);
    expect(bankHolidays(2022).slice(-2)).toEqual([
      { date: '2022-12-26', name: 'Boxing Day' },
      { date: '2022-12-27', name: 'Christmas Day (substitute day)' },
    ]);
  });

  it('has eight or more distinct weekdays every year, in order', () => {
    for (let year = 1978; year <= 2100; year += 1) {
      const dates = bankHolidays(year).map((holiday) => holiday.date);
      expect(new Set(dates).size, String(year)).toBe(dates.length);
      expect(dates.length, String(year)).toBeGreaterThanOrEqual(8);
      expect([...dates].sort()).toEqual(dates);
      expect(dates.filter((date) => weekdayOf(date) > 5)).toEqual([]);
    }
  });

  it('has Good Friday on a Friday and Easter Monday on a Monday from 22 March to 25 April, less two and plus one', () => {
    for (let year = 1978; year <= 2100; year += 1) {
      const [, goodFriday, easterMonday] = bankHolidays(year);
      expect(weekdayOf(goodFriday?.date ?? '')).toBe(5);
      expect(weekdayOf(easterMonday?.date ?? '')).toBe(1);
      expect((goodFriday?.date ?? '') >= `${year}-03-20`).toBe(true);
      expect((easterMonday?.date ?? '') <= `${year}-04-26`).toBe(true);
    }
  });
});

describe('working days', () => {
  it.each([
    ['2026-04-29', false, true],
    ['2026-05-04', true, false],
    ['2026-05-02', false, false],
    ['2026-12-26', false, false],
    ['2026-12-28', true, false],
    ['2020-05-04', false, true],
  ])('%s: bank holiday %s, working day %s', (date, holiday, working) => {
    expect(isBankHoliday(date)).toBe(holiday);
    expect(isWorkingDay(date)).toBe(working);
  });
});
