import { describe, expect, it } from 'vitest';
import { bankHolidays, openHoursBetween } from '#platform/clock';
import { isByRule, openHoursOf, readHoliday, readSpans, spansText } from './service-hours.ts';

const week = {
  monday: '08:00-12:00, 13:00-18:30',
  tuesday: '',
  wednesday: '00:00-24:00',
  thursday: '',
  friday: '',
  saturday: '',
  sunday: '',
};
const none = { added: new Map<string, string>(), worked: new Set<string>() };

describe('spans of a day', () => {
  it.each([
    ['08:00-18:30', '08:00-18:30'],
    ['8.00 to 12:00 , 13:00–18:30', '08:00-12:00, 13:00-18:30'],
    ['00:00-24:00', '00:00-24:00'],
    ['', ''],
  ])('%s is read as %s', (text, read) => {
    const spans = readSpans(text);
    expect(typeof spans === 'string' ? spans : spansText(spans)).toBe(read);
  });
  it.each([
    ['all day', 'is not like'],
    ['18:00-08:00', 'ends before it begins'],
    ['08:00-08:00', 'ends before it begins'],
    ['08:00-24:01', 'is not like'],
    ['08:60-09:00', 'is not like'],
    ['08:00-12:00, 11:00-13:00', 'begins before the one before it ends'],
  ])('%s is refused', (text, reason) => {
    expect(readSpans(text)).toContain(reason);
  });
});

describe('hours as computed with', () => {
  const hours = (changes = none, closed = true) => openHoursOf(week, closed, changes);
  const monday = [new Date('2026-04-19T23:00:00Z'), new Date('2026-04-20T23:00:00Z')] as const;
  const easterMonday = [new Date('2026-04-05T23:00:00Z'), new Date('2026-04-06T23:00:00Z')] as const;

  it('count the spans of the day, and nothing on a bank holiday', () => {
    expect(openHoursBetween(hours(), ...monday)).toBe(9.5);
    expect(openHoursBetween(hours(), ...easterMonday)).toBe(0);
    expect(openHoursBetween(hours(none, false), ...easterMonday)).toBe(9.5);
  });
  it('take changes of the bank holidays', () => {
    const changes = { added: new Map([['2026-04-20', 'One-off']]), worked: new Set(['2026-04-06']) };
    expect(openHoursBetween(hours(changes), ...monday)).toBe(0);
    expect(openHoursBetween(hours(changes), ...easterMonday)).toBe(9.5);
  });
});

describe('a bank holiday in words', () => {
  it('is a day that there is, and its name', () => {
    expect(readHoliday('2027-05-07 One-off bank holiday')).toEqual({
      date: '2027-05-07',
      name: 'One-off bank holiday',
    });
    for (const line of ['2027-02-30 Not a day', '7 May 2027', '2027-05-07'])
      expect(readHoliday(line)).toContain('not a day');
  });
  it('is by rule when the rules have it', () => {
    expect(bankHolidays(2026).every(({ date }) => isByRule(date))).toBe(true);
    expect(isByRule('2026-04-20')).toBe(false);
  });
});
