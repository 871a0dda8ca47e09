import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, defaultDeskHours, fromLondon, isWorkingDay } from '#platform/clock';
import { expectedCalls, fitCallRate } from './call-rate.ts';
import { fitDispersion, silence, silenceParameters, weighSilence } from './silence.ts';

const london = (isoDate: string, hour: number, minute = 0): Date => {
  const [year = 0, month = 0, day = 0] = isoDate.split('-').map(Number);
  return fromLondon({ year, month, day, hour, minute });
};
const hours = defaultDeskHours;
const lastLinkedAt = london('2026-04-27', 10, 30);
const asOf = london('2026-04-29', 10);

// Open on bank holidays, so that every weekday is seen equally often and the rate comes out flat.
const everyWeekday = { ...defaultDeskHours, closedOnBankHolidays: false };

const workingDays = (from: string, count: number): string[] => {
  const days: string[] = [];
  for (let day = from; days.length < count; day = addDays(day, 1)) if (isWorkingDay(day)) days.push(day);
  return days;
};

/** Six calls on every weekday, 105 minutes apart, 5 minutes later every week: after 21 weeks the day is covered evenly. */
function evenHistory(): { at: Date }[] {
  return Array.from({ length: 21 * 5 }, (_, index) =>
    addDays('2025-06-02', Math.floor(index / 5) * 7 + (index % 5)),
  ).flatMap((day, index) =>
    Array.from({ length: 6 }, (_, call) => ({
      at: new Date(london(day, 8).getTime() + (call * 105 + Math.floor(index / 5) * 5) * 60_000),
    })),
  );
}

describe('the worked example of docs/algorithms/silence.md', () => {
  const history = evenHistory();
  const failing = {
    failingFrom: london('2025-06-02', 0),
    failingTo: new Date((history.at(-1)?.at.getTime() ?? 0) + 86_400_000),
  };
  const weigh = (dispersion: number) =>
    silence({ lastLinkedAt, asOf, hours: everyWeekday, history, ...failing, dispersion });

  it('counts 20.5 open hours, expects 11.7 calls and limits the rate to 0.146 an hour', () => {
    const found = weigh(1);
    expect(found.openHours).toBe(20.5);
    expect(found.expected).toBeCloseTo(11.7, 1);
    expect(found.upperRatePerOpenHour).toBeCloseTo(0.146, 3);
    expect(found.poissonP0).toBeCloseTo(0.000008, 6);
  });

  it.each([
    [1, 0.079, false],
    [2, 0.021, true],
    [5, 0.002, true],
  ])('with k = %d gives %d', (k, expected, convincing) => {
    const found = weigh(k);
    expect(found.negativeBinomialP0).toBeCloseTo(expected, 3);
    expect(found.convincing).toBe(convincing);
  });

  it('holds for the formulae alone', () => {
    const { poissonP0, negativeBinomialP0 } = weighSilence((6 / 10.5) * 20.5, 2);
    expect(poissonP0).toBeCloseTo(0.000008, 6);
    expect(negativeBinomialP0).toBeCloseTo(0.021, 3);
  });
});

describe('silence', () => {
  // Seven working days, as in April 2026, with more calls early in the morning.
  const days = workingDays('2026-04-16', 7);
  const callsOn = (counts: readonly number[]) =>
    days.flatMap((day, index) =>
      Array.from({ length: counts[index] ?? 0 }, (_, call) => ({
        at: london(day, 8 + (call % 10), (call * 7) % 60),
      })),
    );
  const input = {
    lastLinkedAt,
    asOf,
    hours,
    failingFrom: london('2026-04-16', 0),
    failingTo: london('2026-04-25', 0),
  };

  it('is convincing after steady calls', () => {
    const found = silence({ ...input, history: callsOn([6, 7, 6, 8, 6, 7, 6]) });
    expect(found.convincing).toBe(true);
    expect(found.k).toBe(2);
    expect(found.failingOpenDays).toBe(7);
  });

  it('is not convincing after the same number of calls in one burst', () => {
    const found = silence({ ...input, history: callsOn([0, 46, 0, 0, 0, 0, 0]) });
    expect(found.k).toBeLessThan(0.5);
    expect(found.convincing).toBe(false);
    expect(found.reason).toContain('bursts');
  });

  it('means nothing after 3 calls: p = 0.22', () => {
    const failingFrom = london('2026-04-21', 8);
    const failingTo = london('2026-04-23', 18, 30);
    const history = ['2026-04-21', '2026-04-22', '2026-04-23'].map((day) => ({ at: london(day, 9) }));
    const found = silence({ ...input, failingFrom, failingTo, history });
    expect(found.conditionalP).toBeCloseTo(0.22, 2);
    expect(found.convincing).toBe(false);
    expect(found.reason).toContain('too few');
  });

  it('is not convincing within a service day, however busy it was before', () => {
    const found = silence({
      ...input,
      asOf: london('2026-04-27', 18),
      history: callsOn([90, 90, 90, 90, 90, 90, 90]),
    });
    expect(found.negativeBinomialP0).toBeLessThan(0.05);
    expect(found.convincing).toBe(false);
    expect(found.reason).toContain('service day');
  });

  it('counts no hours over a weekend and a bank holiday', () => {
    const found = silence({
      ...input,
      lastLinkedAt: london('2026-05-01', 18, 30),
      asOf: london('2026-05-05', 8),
      history: callsOn([6, 7, 6, 8, 6, 7, 6]),
    });
    expect(found).toMatchObject({ openHours: 0, expected: 0, upperRatePerOpenHour: null, convincing: false });
  });

  it('knows nothing when the failing period had no open hours', () => {
    const found = silence({
      ...input,
      failingFrom: london('2026-04-18', 0),
      failingTo: london('2026-04-20', 0),
      history: [{ at: london('2026-04-18', 10) }],
    });
    expect(found).toMatchObject({
      expected: null,
      poissonP0: null,
      negativeBinomialP0: null,
      k: null,
      convincing: false,
    });
  });

  it('leaves out calls from outside the period, and those that came while the desk was closed', () => {
    const steady = callsOn([6, 7, 6, 8, 6, 7, 6]);
    const strays = [{ at: london('2026-04-14', 9) }, { at: london('2026-04-20', 22) }];
    const found = silence({ ...input, history: [...steady, ...strays] });
    expect(found.calls).toBe(steady.length);
    expect(found.callsOutsideHours).toBe(1);
    expect(found.expected).toBe(silence({ ...input, history: steady }).expected);
  });
});

describe('the fitted rate', () => {
  const from = london('2026-03-16', 0);
  const to = london('2026-04-10', 0);
  const minutes = fc.array(fc.nat(25 * 24 * 60 - 1), { maxLength: 80 });

  it('expects of its own period what was counted in it', () => {
    fc.assert(
      fc.property(minutes, (offsets) => {
        const history = offsets.map((minute) => ({ at: new Date(from.getTime() + minute * 60_000) }));
        const rate = fitCallRate(history, hours, from, to);
        expect(rate && expectedCalls(rate, hours, from, to)).toBeCloseTo(rate?.calls ?? Number.NaN, 6);
      }),
    );
  });

  it('expects more where calls were more often', () => {
    const history = workingDays('2026-03-16', 15).flatMap((day) =>
      [8, 8, 8, 8, 15].map((hour, i) => ({ at: london(day, hour, i * 9) })),
    );
    const rate = fitCallRate(history, hours, from, to);
    expect(rate?.perOpenHour(8)).toBeGreaterThan(2 * (rate?.perOpenHour(15) ?? Number.NaN));
    expect(rate?.perOpenHour(11)).toBeGreaterThan(0);
  });
});

describe('k', () => {
  const { leastDispersion } = silenceParameters;

  it('never exceeds the cap of its number of days, nor falls below the least', () => {
    const day = fc.record({ calls: fc.nat(50), expected: fc.double({ min: 0, max: 50, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 40 }), (days) => {
        const cap = days.length < 5 ? 1 : days.length < 10 ? 2 : days.length < 20 ? 5 : 10;
        const k = fitDispersion(days);
        expect(k).toBeGreaterThanOrEqual(leastDispersion);
        expect(k).toBeLessThanOrEqual(cap);
      }),
    );
  });

  it('is mean squared over excess variance', () => {
    // Mean 6, counts 0 and 12 in turn over 20 days: variance 36 * 20 / 19, so k = 36 / (37.89 - 6) = 1.129.
    const days = Array.from({ length: 20 }, (_, index) => ({ calls: index % 2 === 0 ? 0 : 12, expected: 6 }));
    expect(fitDispersion(days)).toBeCloseTo(1.129, 3);
  });

  it('makes a longer silence never likelier', () => {
    const expected = fc.double({ min: 0, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(expected, expected, fc.double({ min: 0.1, max: 10, noNaN: true }), (a, b, k) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(weighSilence(more, k).negativeBinomialP0).toBeLessThanOrEqual(
          weighSilence(less, k).negativeBinomialP0,
        );
        expect(weighSilence(more, k).poissonP0).toBeLessThanOrEqual(
          weighSilence(more, k).negativeBinomialP0 + 1e-12,
        );
      }),
    );
  });
});
