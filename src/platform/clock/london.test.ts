import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { required } from '../errors/index.ts';
import {
  addDays,
  fromLondon,
  londonDate,
  londonDayBounds,
  londonParts,
  parseLondon,
  weekdayOf,
} from './london.ts';

const instant = (text: string): Date => new Date(text);
const anyInstant = fc.date({
  min: instant('1950-01-01T00:00:00Z'),
  max: instant('2049-12-31T00:00:00Z'),
  noInvalidDate: true,
});

const oracle = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  weekday: 'long',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

describe('londonParts', () => {
  it('reads the wall clock in summer time', () => {
    expect(londonParts(instant('2026-04-29T09:00:05Z'))).toEqual({
      year: 2026,
      month: 4,
      day: 29,
      weekday: 3,
      hour: 10,
      minute: 0,
      second: 5,
      minuteOfDay: 600,
      halfHourOfWeek: 2 * 48 + 20,
      hourOfWeek: 2 * 24 + 10,
      isoDate: '2026-04-29',
    });
  });

  it.each([
    ['2026-01-05T00:00:00Z', '2026-01-05', 1, 0, 0],
    ['2026-01-04T23:59:59Z', '2026-01-04', 7, 335, 167],
    ['2026-06-30T22:59:59Z', '2026-06-30', 2, 95, 47],
    ['2026-06-30T23:00:00Z', '2026-07-01', 3, 96, 48],
    ['2026-03-29T00:59:59Z', '2026-03-29', 7, 289, 144],
    ['2026-03-29T01:00:00Z', '2026-03-29', 7, 292, 146],
    ['2026-10-25T00:30:00Z', '2026-10-25', 7, 291, 145],
    ['2026-10-25T01:30:00Z', '2026-10-25', 7, 291, 145],
    ['1969-12-31T22:59:59Z', '1969-12-31', 3, 143, 71],
    ['1948-07-05T08:00:00Z', '1948-07-05', 1, 18, 9],
  ])('%s is %s, weekday %i, half hour %i, hour %i of the week', (text, isoDate, weekday, halfHour, hour) => {
    const parts = londonParts(instant(text));
    expect(parts).toMatchObject({ isoDate, weekday, halfHourOfWeek: halfHour, hourOfWeek: hour });
  });

  it('agrees with Intl at every instant', () => {
    fc.assert(
      fc.property(anyInstant, (at) => {
        const { year, month, day, hour, minute, second, weekday } = londonParts(at);
        const shown = Object.fromEntries(oracle.formatToParts(at).map((part) => [part.type, part.value]));
        expect([year, month, day, hour, minute, second].map(Number)).toEqual(
          [shown.year, shown.month, shown.day, shown.hour, shown.minute, shown.second].map(Number),
        );
        const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
        expect(names[weekday - 1]).toBe(shown.weekday);
      }),
    );
  });

  it('refuses an invalid date', () => {
    expect(() => londonParts(new Date(Number.NaN))).toThrow('invalid date');
  });
});

describe('fromLondon', () => {
  const at = (month: number, day: number, hour: number, minute: number): string =>
    fromLondon({ year: 2026, month, day, hour, minute }).toISOString();

  it.each([
    ['winter', at(1, 15, 9, 30), '2026-01-15T09:30:00.000Z'],
    ['summer', at(4, 29, 10, 0), '2026-04-29T09:00:00.000Z'],
    ['just before the skipped hour', at(3, 29, 0, 59), '2026-03-29T00:59:00.000Z'],
    ['the skipped hour is moved on by an hour', at(3, 29, 1, 30), '2026-03-29T01:30:00.000Z'],
    ['just after the skipped hour', at(3, 29, 2, 0), '2026-03-29T01:00:00.000Z'],
    ['the repeated hour is its first pass', at(10, 25, 1, 30), '2026-10-25T00:30:00.000Z'],
    ['just after the repeated hour', at(10, 25, 2, 0), '2026-10-25T02:00:00.000Z'],
    ['midnight in summer', at(7, 1, 0, 0), '2026-06-30T23:00:00.000Z'],
  ])('%s', (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('undoes londonParts, but for the second pass of the repeated hour', () => {
    fc.assert(
      fc.property(anyInstant, (date) => {
        const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
        const back = fromLondon(londonParts(whole));
        const hoursBack = (whole.getTime() - back.getTime()) / 3_600_000;
        expect(londonParts(back)).toEqual(londonParts(whole));
        expect([0, 1]).toContain(hoursBack);
      }),
    );
  });

  it('refuses impossible dates and times', () => {
    expect(() => fromLondon({ year: 2026, month: 4, day: 31, hour: 0, minute: 0 })).toThrow('not a date');
    expect(() => fromLondon({ year: 2026, month: 4, day: 30, hour: 24, minute: 0 })).toThrow('not a date');
  });
});

describe('days', () => {
  it.each([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-04-29', 24],
    ['2026-10-25', 25],
    ['2026-12-31', 24],
  ])('%s lasts %i hours', (isoDate, hours) => {
    const { from, to } = londonDayBounds(isoDate);
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours);
    expect(londonDate(from)).toBe(isoDate);
    expect(londonDate(new Date(to.getTime() - 1))).toBe(isoDate);
    expect(londonDate(to)).toBe(addDays(isoDate, 1));
  });

  it('counts days across months, leap days and clock changes', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(weekdayOf('2026-04-29')).toBe(3);
  });

  it('refuses dates that are not in the calendar', () => {
    expect(() => londonDayBounds('2026-02-29')).toThrow('not a calendar date');
    expect(() => addDays('29/04/2026', 1)).toThrow('not a calendar date');
  });
});

describe('parseLondon', () => {
  it.each([
    ['2026-04-29T09:00:00Z', '2026-04-29T09:00:00.000Z'],
    ['2026-04-29t09:00z', '2026-04-29T09:00:00.000Z'],
    ['2026-04-29T10:00:00.125+01:00', '2026-04-29T09:00:00.125Z'],
    ['2026-04-29T10:00:00.999999999+0100', '2026-04-29T09:00:00.999Z'],
    ['2026-04-29 04:30:00-04:30', '2026-04-29T09:00:00.000Z'],
    ['2026-04-29T10:00', '2026-04-29T09:00:00.000Z'],
    ['2026-04-29 10:00:59', '2026-04-29T09:00:59.000Z'],
    ['2026-01-15 10:00', '2026-01-15T10:00:00.000Z'],
    ['2026-04-29', '2026-04-28T23:00:00.000Z'],
    ['20260429', '2026-04-28T23:00:00.000Z'],
    ['19740401', '1974-03-31T23:00:00.000Z'],
    ['29/04/2026', '2026-04-28T23:00:00.000Z'],
    ['9/4/2026 7:05', '2026-04-09T06:05:00.000Z'],
    ['29/04/2026 10:30', '2026-04-29T09:30:00.000Z'],
    [' 29/04/2026 10:30:15 ', '2026-04-29T09:30:15.000Z'],
    ['25/10/2026 01:30', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T01:30', '2026-03-29T01:30:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(required(parseLondon(text), text).toISOString()).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2026-02-29',
    '2026-13-01',
    '20260431',
    '31/04/2026',
    '04/29/2026',
    '29/04/26',
    '2026-04-29T24:00',
    '2026-04-29T10:60',
    '2026-04-29T10:00:60Z',
    '2026-04-29T10',
    '2026-04-29T10:00+15:00',
    '2026-04-29T10:00+01:60',
    '2026-04-29Z',
    '0026-04-29',
    '1777453200',
    '29/04/2026 25:00',
  ])('refuses %j', (text) => {
    expect(parseLondon(text)).toBeUndefined();
  });

  it('reads back every instant that toISOString writes, and every London wall clock', () => {
    fc.assert(
      fc.property(anyInstant, (date) => {
        expect(parseLondon(date.toISOString())).toEqual(date);
        const { isoDate } = londonParts(date);
        expect(parseLondon(isoDate)).toEqual(londonDayBounds(isoDate).from);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/:TZ+\- ]{4,24}$/)), (text) => {
        const read = parseLondon(text);
        expect(read === undefined || Number.isFinite(read.getTime())).toBe(true);
      }),
    );
  });
});
