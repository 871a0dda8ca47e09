import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { required } from '../errors/index.ts';
import { londonParts, parseLondon } from './london.ts';
import {
  addWorkingDays,
  defaultDeskHours,
  nextOpening,
  type OpenHours,
  openHoursBetween,
  openSpansBetween,
} from './open-hours.ts';

const london = (text: string): Date => required(parseLondon(text), text);
const hoursBetween = (from: string, to: string, hours = defaultDeskHours): number =>
  openHoursBetween(hours, london(from), london(to));

const allDay: readonly (readonly [number, number])[] = [[0, 1440]];
const aroundTheClock: OpenHours = {
  weekdays: { 1: allDay, 2: allDay, 3: allDay, 4: allDay, 5: allDay, 6: allDay, 7: allDay },
  closedOnBankHolidays: false,
};
const never: OpenHours = {
  weekdays: { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] },
  closedOnBankHolidays: false,
};
const withLunchBreak: OpenHours = {
  ...never,
  weekdays: {
    ...never.weekdays,
    3: [
      [540, 720],
      [780, 1020],
    ],
  },
};

describe('openHoursBetween', () => {
  it('counts 20.5 hours from 10:30am on Monday 27 to 10am on Wednesday 29 April 2026', () => {
    expect(hoursBetween('2026-04-27 10:30', '2026-04-29 10:00')).toBe(20.5);
  });

  it.each([
    ['within one day', '2026-04-29 09:15', '2026-04-29 09:45', 0.5],
    ['before opening', '2026-04-29 05:00', '2026-04-29 08:00', 0],
    ['one whole day', '2026-04-29', '2026-04-30', 10.5],
    ['a weekend', '2026-04-24 18:30', '2026-04-27 08:00', 0],
    ['Friday afternoon to Monday morning', '2026-04-24 17:30', '2026-04-27 09:00', 2],
    ['the early May bank holiday', '2026-05-01 18:30', '2026-05-05 08:00', 0],
    ['Easter 2026', '2026-04-02 18:00', '2026-04-07 08:30', 1],
    ['a week in which the clocks go forward', '2026-03-27 18:00', '2026-03-30 09:00', 1.5],
    ['a week in which the clocks go back', '2026-10-23 18:00', '2026-10-26 09:00', 1.5],
    ['backwards', '2026-04-29 10:00', '2026-04-27 10:30', 0],
  ])('%s', (_name, from, to, expected) => {
    expect(hoursBetween(from, to)).toBe(expected);
  });

  it('counts 23 and 25 hours when the clocks change under a desk that never closes', () => {
    expect(hoursBetween('2026-03-29', '2026-03-30', aroundTheClock)).toBe(23);
    expect(hoursBetween('2026-10-25', '2026-10-26', aroundTheClock)).toBe(25);
  });

  it('adds up over any split, and never exceeds the time that passed', () => {
    const at = fc.date({ min: london('2026-01-01'), max: london('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(at, at, at, (a, b, c) => {
        const [first, middle, last] = [a, b, c].sort((x, y) => x.getTime() - y.getTime()) as [
          Date,
          Date,
          Date,
        ];
        const whole = openHoursBetween(defaultDeskHours, first, last);
        const parts =
          openHoursBetween(defaultDeskHours, first, middle) +
          openHoursBetween(defaultDeskHours, middle, last);
        expect(parts).toBeCloseTo(whole, 6);
        expect(whole).toBeLessThanOrEqual((last.getTime() - first.getTime()) / 3_600_000);
      }),
      { numRuns: 50 },
    );
  });

  it('equals a count minute by minute', () => {
    const minute = fc.integer({ min: 0, max: 10 * 1440 });
    const start = london('2026-04-30').getTime();
    fc.assert(
      fc.property(minute, minute, (from, to) => {
        let open = 0;
        for (let at = from; at < to; at += 1) {
          const { weekday, minuteOfDay, isoDate } = londonParts(new Date(start + at * 60_000));
          if (weekday <= 5 && isoDate !== '2026-05-04' && minuteOfDay >= 480 && minuteOfDay < 1110) open += 1;
        }
        const counted = openHoursBetween(
          defaultDeskHours,
          new Date(start + from * 60_000),
          new Date(start + to * 60_000),
        );
        expect(counted * 60).toBeCloseTo(open, 6);
      }),
      { numRuns: 30 },
    );
  });
});

describe('openSpansBetween', () => {
  it('clips to the bounds and leaves out closed days', () => {
    const spans = openSpansBetween(defaultDeskHours, london('2026-04-24 17:00'), london('2026-04-27 09:00'));
    expect(spans).toEqual([
      { from: london('2026-04-24 17:00'), to: london('2026-04-24 18:30') },
      { from: london('2026-04-27 08:00'), to: london('2026-04-27 09:00') },
    ]);
  });

  it('keeps several spans of a day apart and joins days that touch', () => {
    expect(openSpansBetween(withLunchBreak, london('2026-04-27'), london('2026-05-03'))).toHaveLength(2);
    expect(openSpansBetween(aroundTheClock, london('2026-04-27'), london('2026-05-03'))).toEqual([
      { from: london('2026-04-27'), to: london('2026-05-03') },
    ]);
  });
});

describe('nextOpening', () => {
  it.each([
    ['while open', '2026-04-29 10:00', '2026-04-29 10:00'],
    ['at the moment of opening', '2026-04-29 08:00', '2026-04-29 08:00'],
    ['at the moment of closing', '2026-04-29 18:30', '2026-04-30 08:00'],
    ['before opening', '2026-04-29 07:00', '2026-04-29 08:00'],
    ['over a bank holiday weekend', '2026-05-01 19:00', '2026-05-05 08:00'],
    ['over Christmas', '2027-12-24 19:00', '2027-12-29 08:00'],
  ])('%s', (_name, at, expected) => {
    expect(nextOpening(defaultDeskHours, london(at))).toEqual(london(expected));
  });

  it('is undefined for a desk that never opens', () => {
    expect(nextOpening(never, london('2026-04-29'))).toBeUndefined();
  });
});

describe('addWorkingDays', () => {
  it.each([
    ['2026-04-29', 1, '2026-04-30'],
    ['2026-05-01', 1, '2026-05-05'],
    ['2026-04-02', 2, '2026-04-08'],
    ['2026-05-05', -1, '2026-05-01'],
    ['2026-05-02', 0, '2026-05-02'],
    ['2026-04-29', 10, '2026-05-14'],
  ])('%s and %i working days is %s', (from, days, expected) => {
    expect(addWorkingDays(from, days)).toBe(expected);
  });
});
