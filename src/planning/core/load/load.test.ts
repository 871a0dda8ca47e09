import { describe, expect, it } from 'vitest';
import { londonDayBounds } from '#platform/clock';
import { dayKind, halfHourMs, slotter } from './calendar.ts';
import { asAttachedNow, concentratorLoad, type EstateLoad, siteLoads } from './concentrator.ts';
import { dayPeaks } from './peaks.ts';
import { profileOf, usualAt } from './profile.ts';

const easter = [{ from: '2026-04-03', to: '2026-04-19', name: 'Easter holiday' }];
const utc = (iso: string): number => Date.parse(`${iso}:00Z`);

describe('kinds of days', () => {
  it.each([
    ['2026-04-02', 'ordinary', 'the last day of term'],
    ['2026-04-03', 'bank holiday', 'Good Friday, although schools are closed too'],
    ['2026-04-04', 'ordinary', 'a Saturday in the holidays is a Saturday'],
    ['2026-04-07', 'school holiday', 'a Tuesday in the holidays'],
    ['2026-04-20', 'ordinary', 'the first day of term'],
    ['2026-05-04', 'bank holiday', 'in term time'],
    ['2026-12-28', 'bank holiday', 'Boxing Day, taken on Monday'],
  ])('%s is %s: %s', (date, kind) => {
    expect(dayKind(date, easter)).toBe(kind);
  });
});

describe('half hours of the week by the London clock', () => {
  it.each([
    ['2026-01-05T00:00', 0, 'Monday midnight in winter'],
    ['2026-04-19T23:00', 0, 'Monday midnight in summer is 11pm UTC on Sunday'],
    ['2026-04-20T07:30', 17, '8:30am in summer'],
    ['2026-01-05T08:30', 17, '8:30am in winter: the same place'],
    ['2026-03-29T00:30', 6 * 48 + 1, 'half past midnight, before the clocks go forward'],
    ['2026-03-29T01:00', 6 * 48 + 4, '1am UTC is 2am: the places of 1am have nothing that day'],
    ['2026-10-25T00:00', 6 * 48 + 2, '1am, first pass'],
    ['2026-10-25T01:00', 6 * 48 + 2, '1am, second pass: the same place'],
    ['2026-10-25T02:00', 6 * 48 + 4, '2am comes once'],
    ['2026-05-04T07:30', 17, 'a bank holiday has half hours of the day'],
  ])('%s UTC is place %s: %s', (at, place) => {
    expect(slotter([])(utc(at)).place).toBe(place);
  });
});

/** Half hours from a London midnight on for some days, filled in by hour of the London day. */
function series(from: string, days: number, of: (isoDate: string, atMs: number) => number) {
  const fromMs = londonDayBounds(from).from.getTime();
  const slotAt = slotter([]);
  const mbps = Float32Array.from({ length: days * 48 }, (_, index) => {
    const atMs = fromMs + index * halfHourMs;
    return of(slotAt(atMs).isoDate, atMs);
  });
  return { fromMs, mbps };
}

describe('a load profile', () => {
  it('is the median of few days, the trimmed mean of many, and keeps holidays apart', () => {
    const byDate: Record<string, number> = {
      '2026-04-13': 10,
      '2026-04-20': 50,
      '2026-04-27': 60,
      '2026-05-04': 5,
      '2026-05-11': 400,
      '2026-05-18': 55,
      '2026-05-25': 7,
      '2026-06-01': 58,
    };
    const profile = profileOf(
      series('2026-04-13', 56, (date) => byDate[date] ?? Number.NaN),
      easter,
    );
    // Ordinary Mondays 50, 60, 400, 55, 58: without the lowest and highest fifth, the mean of 55, 58 and 60.
    expect(profile.ordinary[17]).toEqual({ mbps: expect.closeTo(57.667, 2), low: 52, high: 264, days: 5 });
    expect(profile['school holiday'][17]).toEqual({ mbps: 10, low: 10, high: 10, days: 1 });
    expect(profile['bank holiday'][17]).toEqual({ mbps: 6, low: 5, high: 7, days: 2 });
    expect(profile.ordinary[48], 'no Tuesday is known').toBeNull();
  });

  it('takes unknown time for unknown and nought for nought', () => {
    const profile = profileOf(
      series('2026-04-20', 14, (date) => (date < '2026-04-27' ? Number.NaN : 0)),
      [],
    );
    expect(profile.ordinary[0]).toMatchObject({ mbps: 0, days: 1 });
    const empty = profileOf(
      series('2026-04-20', 7, () => Number.NaN),
      [],
    );
    expect(empty.ordinary.every((usual) => usual === null)).toBe(true);
  });

  it.each([
    ['goes forward', '2026-03-29', 46, null],
    ['goes back', '2026-10-25', 50, 30],
  ] as const)('counts a day once when the clock %s', (_, date, halfHours, oneAm) => {
    const fromMs = londonDayBounds(date).from.getTime();
    // 20 in the first pass of the hour from 1am, 40 in the second.
    const mbps = Float32Array.from({ length: halfHours }, (_, index) =>
      index < 2 ? 1 : index < 4 ? 20 : 40,
    );
    const profile = profileOf({ fromMs, mbps }, []);
    const sunday = profile.ordinary.slice(6 * 48);
    expect(sunday[0]?.days).toBe(1);
    expect(sunday[2]?.mbps ?? null).toBe(oneAm);
    expect(sunday[4]?.days).toBe(1);
  });

  it('falls back to a Sunday for a bank holiday nobody has seen, and to the same weekday for a school holiday', () => {
    const weekdays = series('2026-04-20', 7, (_, atMs) => slotter([])(atMs).place);
    const usual = usualAt(profileOf(weekdays, easter), easter);
    expect(usual(utc('2026-05-04T07:30'))).toBe(6 * 48 + 17);
    expect(usual(utc('2026-04-07T07:30'))).toBe(48 + 17);
  });
});

describe('peaks of days', () => {
  it('are the 95th percentile of the busiest third, and unknown when a quarter of the day is', () => {
    const full = series('2026-04-20', 2, (_, atMs) => slotter([])(atMs).halfHourOfDay);
    full.mbps.fill(Number.NaN, 48, 61);
    const [monday, tuesday] = dayPeaks(full, []);
    // The busiest third are 32 to 47; 95% of the way is between 46 and 47.
    expect(monday).toMatchObject({
      isoDate: '2026-04-20',
      weekday: 1,
      kind: 'ordinary',
      mbps: 46.25,
      known: 48,
    });
    expect(monday?.at?.toISOString()).toBe('2026-04-20T22:30:00.000Z');
    expect(tuesday).toMatchObject({ mbps: null, known: 35 });
  });

  it.each([
    ['2026-03-29', 46],
    ['2026-10-25', 50],
  ])('know %s, a day of %s half hours', (date, halfHours) => {
    const fromMs = londonDayBounds(date).from.getTime();
    const peaks = dayPeaks({ fromMs, mbps: new Float32Array(halfHours).fill(3) }, []);
    expect(peaks).toEqual([expect.objectContaining({ isoDate: date, mbps: 3, known: halfHours })]);
  });
});

const four = (...values: number[]): Float32Array => Float32Array.from(values);
const unknown = Number.NaN;
const fromMs = utc('2026-04-20T00:00');

describe('loads of concentrators and their sites', () => {
  const estate: EstateLoad = {
    fromMs,
    halfHours: 4,
    sites: new Map([
      [1, four(10, 10, 10, unknown)],
      [2, four(30, 30, unknown, unknown)],
    ]),
    concentrators: new Map([['VPN-A', four(45, unknown, 60, 80)]]),
    attachments: [1, 2, 3].map((siteId) => ({ siteId, concentrator: 'VPN-A', fromMs: 0, toMs: null })),
  };

  it('share what is left among sites that are unknown, in proportion to what they usually carry', () => {
    const sites = siteLoads(estate);
    // Site 3 was never measured: it counts as the mean of the others, 20.
    expect([...(sites.get(3)?.mbps ?? [])]).toEqual([5, unknown, 20, expect.closeTo(80 / 3, 4)]);
    expect([...(sites.get(2)?.mbps ?? [])]).toEqual([30, 30, 30, 40]);
    expect([...(sites.get(2)?.shared ?? [])]).toEqual([0, 0, 1, 1]);
    expect([...(sites.get(1)?.shared ?? [])]).toEqual([0, 0, 0, 1]);
  });

  it('say what no site accounts for, only where nearly all sites are known', () => {
    const two = { ...estate, attachments: estate.attachments.slice(0, 2) };
    const load = concentratorLoad(two, 'VPN-A');
    expect([...load.mbps]).toEqual([45, 40, 60, 80]);
    expect([...load.unattributedMbps]).toEqual([5, unknown, unknown, unknown]);
    expect([...load.known]).toEqual([2, 2, 1, 0]);
    expect([...concentratorLoad(estate, 'VPN-A').unattributedMbps].every(Number.isNaN)).toBe(true);
  });

  it('are told as if today’s sites had been on it all along', () => {
    const moved: EstateLoad = {
      ...estate,
      sites: new Map([
        [1, four(10, 10, 10, 10)],
        [2, four(30, 30, 30, 30)],
      ]),
      concentrators: new Map([
        ['VPN-A', four(45, 45, 15, 15)],
        ['VPN-B', four(unknown, unknown, 33, 33)],
      ]),
      attachments: [
        { siteId: 1, concentrator: 'VPN-A', fromMs: 0, toMs: null },
        { siteId: 2, concentrator: 'VPN-A', fromMs: 0, toMs: fromMs + 2 * halfHourMs },
        { siteId: 2, concentrator: 'VPN-B', fromMs: fromMs + 2 * halfHourMs, toMs: null },
      ],
    };
    const sites = siteLoads(moved);
    const now = (code: string): number[] => [
      ...asAttachedNow(moved, code, concentratorLoad(moved, code), sites).mbps,
    ];
    expect(now('VPN-A')).toEqual([15, 15, 15, 15]);
    expect(now('VPN-B')).toEqual([30, 30, 33, 33]);
  });
});
