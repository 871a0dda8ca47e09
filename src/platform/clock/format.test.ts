import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { required } from '../errors/index.ts';
import {
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatTime,
  joinWords,
} from './format.ts';
import { londonParts, parseLondon } from './london.ts';

const london = (text: string): Date => required(parseLondon(text), text);
const anyInstant = fc.date({
  min: new Date('1950-01-01T00:00:00Z'),
  max: new Date('2049-12-31T00:00:00Z'),
  noInvalidDate: true,
});

describe('times', () => {
  it.each([
    ['2026-04-29 10:00', '10am'],
    ['2026-04-29 10:30', '10:30am'],
    ['2026-04-29 12:00:59', 'midday'],
    ['2026-04-29 12:01', '12:01pm'],
    ['2026-04-29 00:00', 'midnight'],
    ['2026-04-29 00:05', '12:05am'],
    ['2026-04-29 17:00', '5pm'],
    ['2026-04-29 23:59:59', '11:59pm'],
    ['2026-03-29T00:59:00Z', '12:59am'],
    ['2026-03-29T01:00:00Z', '2am'],
    ['2026-10-25T00:30:00Z', '1:30am'],
    ['2026-10-25T01:30:00Z', '1:30am'],
    ['2026-10-25T12:00:00Z', 'midday'],
    ['2026-06-30T23:00:00Z', 'midnight'],
  ])('%s is %s', (text, expected) => {
    expect(formatTime(london(text))).toBe(expected);
  });

  it('never writes 12am, 12pm, :00 or a 24-hour time, and can be read back', () => {
    fc.assert(
      fc.property(anyInstant, (at) => {
        const text = formatTime(at);
        expect(text).toMatch(/^(midday|midnight|(1[0-2]|[1-9])(:[0-5]\d)?(am|pm))$/);
        expect(text).not.toMatch(/^12(am|pm)$|:00/);
        const [, hour, minute = '0', half] = /^(\d+)(?::(\d+))?(am|pm)$/.exec(text) ?? [];
        const read = hour
          ? (Number(hour) % 12) * 60 + Number(minute) + (half === 'pm' ? 720 : 0)
          : text === 'midday'
            ? 720
            : 0;
        expect(read).toBe(londonParts(at).minuteOfDay);
      }),
    );
  });
});

describe('dates', () => {
  const at = london('2026-04-29 10:30');
  it('writes dates with and without the year', () => {
    expect(formatDate(at)).toBe('29 April 2026');
    expect(formatDate(at, { year: false })).toBe('29 April');
    expect(formatDay(at)).toBe('Wednesday 29 April 2026');
    expect(formatDateTime(at)).toBe('10:30am on Wednesday 29 April 2026');
    expect(formatDateTime(at, { year: false })).toBe('10:30am on Wednesday 29 April');
  });

  it('uses the London day either side of midnight in summer', () => {
    expect(formatDay(london('2026-06-30T22:59:59Z'))).toBe('Tuesday 30 June 2026');
    expect(formatDay(london('2026-06-30T23:00:00Z'))).toBe('Wednesday 1 July 2026');
  });

  it('agrees with Intl on every day', () => {
    const oracle = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'full' });
    fc.assert(
      fc.property(anyInstant, (date) => {
        expect(formatDay(date)).toBe(oracle.format(date).replaceAll(',', ''));
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 seconds'],
    [0.2, 'less than 1 second'],
    [1, '1 second'],
    [59.4, '59 seconds'],
    [59.6, '1 minute'],
    [90, '2 minutes'],
    [3540, '59 minutes'],
    [3599, '1 hour'],
    [23_400, '6 hours 30 minutes'],
    [3_660, '1 hour 1 minute'],
    [86_399, '1 day'],
    [183_600, '2 days 3 hours'],
    [90_000, '1 day 1 hour'],
    [100_000_000, '1,157 days 10 hours'],
  ])('%d seconds is %s', (seconds, expected) => {
    expect(formatDuration(seconds)).toBe(expected);
  });

  it('stays within half of its smallest unit and never carries badly', () => {
    const sizes: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400 }), (seconds) => {
        const text = formatDuration(seconds);
        const parts = [...text.matchAll(/(\d+) (second|minute|hour|day)s?/g)];
        const read = parts.reduce(
          (sum, part) => sum + Number(part[1]) * (sizes[part[2] ?? ''] ?? Number.NaN),
          0,
        );
        const unit = seconds < 60 ? 1 : seconds < 86_370 ? 60 : 3600;
        expect(Math.abs(read - seconds)).toBeLessThanOrEqual(unit / 2);
        expect(text).not.toMatch(/\b(60 (seconds|minutes)|24 hours|0 minutes|0 hours|1 \w+s)\b/);
      }),
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (seconds) => {
    expect(() => formatDuration(seconds)).toThrow('not a length of time');
  });
});

describe('formatNumber', () => {
  it.each([
    [0, {}, '0'],
    [-0, {}, '0'],
    [999, {}, '999'],
    [1000, {}, '1,000'],
    [25_000, {}, '25,000'],
    [-1234, {}, '-1,234'],
    [9.64, {}, '9.6'],
    [9.64, { decimals: 0 }, '10'],
    [0.04, {}, '0.04'],
    [0.4, { decimals: 0 }, '0.4'],
    [98.765, { decimals: 2 }, '98.77'],
  ])('%d with %j is %s', (value, options, expected) => {
    expect(formatNumber(value, options)).toBe(expected);
  });

  it('never shows something as nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 3 }),
        (value, decimals) => {
          fc.pre(Math.abs(value) > 1e-90);
          expect(formatNumber(value, { decimals })).not.toMatch(/^-?0(\.0*)?$/);
        },
      ),
    );
  });

  it('refuses what is not a number', () => {
    expect(() => formatNumber(Number.NaN)).toThrow('not a number');
  });
});

describe('joinWords', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('%j is %j', (words, expected) => {
    expect(joinWords(words)).toBe(expected);
  });

  it('joins by or when asked', () => {
    expect(joinWords(['a', 'b', 'c'], 'or')).toBe('a, b or c');
  });
});
