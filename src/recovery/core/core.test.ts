import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../test/support/properties.ts';
import { createRandom, normalQuantile } from '#platform/numbers';
import { recoveryWorld, worldKinds } from '../../../test/support/recovery-worlds.ts';
import type { Answer, RecoveryReport } from '../model.ts';
import { backlogHours, comparableHours, nothingSaid } from './backlog.ts';
import { commonPace } from './common-pace.ts';
import { conflictOf } from './conflict.ts';
import { type Course, coursesOf, workingDays } from './courses.ts';
import { normalCdf, truncatedNormal } from './draws.ts';
import { forecastRecovery } from './forecast.ts';
import { orderByNeed } from './order.ts';
import { notReplied, progressOf } from './progress.ts';
import { nextReminder } from './reminders.ts';

const backlog = (more: Partial<Answer['backlog']>): Answer['backlog'] => ({ ...nothingSaid, ...more });

function reportOf(odsCode: string, more: Partial<Answer> = {}): RecoveryReport {
  const answer: Answer = {
    state: 'recovering',
    fixed: null,
    notFixedAt: null,
    notWorking: null,
    backlog: nothingSaid,
    onlineConsultations: null,
    telephones: null,
    staffHours: null,
    expectedNormalOn: null,
    note: null,
    ...more,
  };
  const practiceId = Number(odsCode.slice(1));
  const { state, expectedNormalOn, note } = answer;
  const at = new Date('2026-05-01T12:00:00Z');
  const told = { channel: 'link' as const, saidBy: null, takenBy: null };
  return { practiceId, odsCode, state, at, expectedNormalOn, note, answer, ...told };
}

describe('backlogs', () => {
  it('adds up what was counted, and knows nothing when nothing was', () => {
    expect(backlogHours(backlog({ appointments: 15, paperRecords: 6 }))).toBe(2);
    expect(backlogHours(backlog({ results: 0 }))).toBe(0);
    expect(backlogHours(nothingSaid)).toBeNull();
  });

  it('compares only kinds that every answer counted: one left out is no work done', () => {
    const hours = comparableHours([
      backlog({ appointments: 30, letters: 600 }),
      backlog({ appointments: 15 }),
      nothingSaid,
    ]);
    expect(hours).toEqual([2, 1, null]);
  });
});

describe('working days', () => {
  const { dayOf, dateOf } = workingDays('2026-04-30');
  it.each([
    ['the first day', '2026-04-30T08:00:00Z', 1],
    ['the next', '2026-05-01T22:59:00Z', 2],
    ['a Saturday counts as the Friday before it', '2026-05-02T12:00:00Z', 2],
    ['a bank holiday too', '2026-05-04T12:00:00Z', 2],
    ['the day after it', '2026-05-05T12:00:00Z', 3],
    ['midnight in London is the next day', '2026-05-05T23:30:00Z', 4],
    ['before it began', '2026-04-29T12:00:00Z', 0],
  ])('%s', (_, at, day) => expect(dayOf(new Date(at))).toBe(day));

  it.each([
    [1, '2026-04-30'],
    [2.1, '2026-05-05'],
    [3, '2026-05-05'],
  ])('%d is %s', (day, date) => expect(dateOf(day)).toBe(date));
});

describe('the forecast', () => {
  const falling = (last: number): Course => [
    { day: 2, backlogHours: 100, recovered: false },
    { day: 6, backlogHours: last, recovered: false },
  ];
  const done: Course = [
    { day: 2, backlogHours: 50, recovered: false },
    { day: 6, backlogHours: null, recovered: true },
  ];

  it.each<[string, Course[], RegExp]>([
    ['nobody', [], /No practice is awaited/],
    [
      'too few that replied',
      [...Array<Course>(9).fill(done), ...Array<Course>(10).fill([])],
      /9 of 19 practices have replied/,
    ],
    ['all recovered', Array<Course>(9).fill(done), /nothing to forecast/],
    ['only silent ones left', [...Array<Course>(9).fill(done), []], /Nothing is known of the 1/],
    [
      'too few paces',
      [...Array<Course>(7).fill(done), [{ day: 2, backlogHours: 9, recovered: false }]],
      /7 practices have shown/,
    ],
    ['backlogs that do not fall', Array<Course>(12).fill(falling(99)), /0 practices have shown/],
  ])('refuses with %s', (_, courses, words) => {
    expect(forecastRecovery(courses, 6, createRandom(1))).toMatchObject({
      ok: false,
      refused: expect.stringMatching(words),
    });
  });

  it('gives the worked example of its document', () => {
    const courses = [...Array<Course>(10).fill(done), falling(50), falling(70)];
    const result = forecastRecovery(courses, 6, createRandom(7));
    // 70 of 100 hours wait after 4 working days: at that pace 9 more, to day 15.
    expect(result).toMatchObject({ ok: true, forecast: { paces: 12, withoutPace: 0, silent: 0 } });
    if (result.ok)
      expect([result.forecast.low, result.forecast.middle, result.forecast.high].map(Math.round)).toEqual(
        workedExample,
      );
  });

  const spread = (courses: readonly Course[]): number => {
    const result = forecastRecovery(courses, 6, createRandom(3));
    return result.ok ? result.forecast.high - result.forecast.low : Number.NaN;
  };

  it('is wider, and never earlier, for practices that are silent', () => {
    const courses = [
      ...Array.from({ length: 20 }, (_, n) => falling(30 + n * 2)),
      ...Array<Course>(10).fill(done),
    ];
    expect(spread([...courses, ...Array<Course>(25).fill([])])).toBeGreaterThan(spread(courses));
  });

  it('is the same for the same data, and never before now', () => {
    const { courses, nowDay } = recoveryWorld(worldKinds[0] as (typeof worldKinds)[number], 3);
    const once = forecastRecovery(courses, nowDay, createRandom(5));
    expect(once).toEqual(forecastRecovery(courses, nowDay, createRandom(5)));
    if (once.ok) expect(once.forecast.low).toBeGreaterThanOrEqual(nowDay);
  });

  it('covers the true day in about 80 of 100 simulated recoveries (all 500 of each kind: npm run bench:recovery)', () => {
    const kind = worldKinds.find(({ name }) => name === 'few practices') as (typeof worldKinds)[number];
    const held = Array.from({ length: 150 }, (_, seed) => {
      const { courses, nowDay, truthDay } = recoveryWorld(kind, 50_000 + seed);
      const result = forecastRecovery(courses, nowDay, createRandom(seed));
      return result.ok
        ? Math.ceil(result.forecast.low) <= truthDay && truthDay <= Math.ceil(result.forecast.high)
        : null;
    }).filter((each) => each !== null);
    expect(held.length).toBeGreaterThan(130);
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.9);
  });
});

/** Of docs/algorithms/recovery.md: low, middle, high. */
const workedExample = [10, 11, 17];

describe('the pace of all', () => {
  /** Counts on days 1, 4, 7 and so on, by each day's pace, of practices that need so many days at a pace of 1. */
  const courses = (paceOn: (day: number) => number, until: number): Course[] =>
    [12, 15, 18, 21, 24, 30].map((days) => {
      const left = (day: number): number =>
        100 -
        (100 / days) * Array.from({ length: day }, (_, each) => paceOn(each + 1)).reduce((a, b) => a + b, 0);
      return Array.from({ length: until }, (_, day) => day + 1)
        .filter((day) => day % 3 === 1 && left(day) > 0)
        .map((day) => ({ day, backlogHours: left(day), recovered: false }));
    });
  const manyOf = (paceOn: (day: number) => number, until: number): Course[] =>
    Array<Course[]>(10).fill(courses(paceOn, until)).flat();

  it('is 1 for all days alike, whatever each practice needs, and is taken to change little', () => {
    const pace = commonPace(
      manyOf(() => 1, 13),
      13,
    );
    expect(pace.effortBy(13)).toBeCloseTo(13, 1);
    expect(pace.recent).toBeCloseTo(1, 2);
    expect(pace.changeSd).toBeLessThan(0.08);
  });

  it('sees first days at half the pace, so that they count for half, and allows for another change', () => {
    const pace = commonPace(
      manyOf((day) => (day <= 4 ? 0.5 : 1), 13),
      13,
    );
    const [first, later] = [pace.effortBy(4) - pace.effortBy(1), pace.effortBy(13) - pace.effortBy(10)];
    expect(first / later).toBeGreaterThan(0.45);
    expect(first / later).toBeLessThan(0.65);
    expect(pace.changeSd).toBeGreaterThan(0.15);
  });

  it('is 1 where nothing was seen, and counts nothing beyond now', () => {
    const pace = commonPace([[], [{ day: 3, backlogHours: 10, recovered: false }]], 6);
    expect([pace.effortBy(6), pace.effortBy(9), pace.effortBy(0)]).toEqual([6, 6, 0]);
  });
});

describe('random numbers', () => {
  it('finds quantiles that the distribution function takes back', () => {
    for (const p of [0.001, 0.02, 0.3, 0.5, 0.9, 0.999])
      expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
  });

  it('keeps truncated draws within their limits, however far out', () => {
    const random = createRandom(1);
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 12, noNaN: true }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (low, width) => {
          const drawn = truncatedNormal(random, { mean: 0, sd: 1, low, high: low + width });
          return drawn >= low - 1e-6 && drawn <= low + width + 1e-6;
        },
      ),
    );
  });
});

describe('readings that disagree', () => {
  const site = (state: 'up' | 'down' | 'degraded' | 'unknown', since = '2026-05-01T08:00:00Z') => ({
    ...{ code: 'G1-1', name: 'High Street', state },
    since: new Date(since),
  });
  it.each([
    ['well, and down', { fixed: 'yes' as const }, [site('down')], 'readings show trouble'],
    [
      'recovered, and unstable',
      { state: 'recovered' as const },
      [site('up'), site('degraded')],
      'readings show trouble',
    ],
    ['not fixed, and up since before', { fixed: 'no' as const }, [site('up')], 'readings show none'],
    [
      'not fixed, and up only since',
      { fixed: 'no' as const },
      [site('up', '2026-05-01T13:00:00Z')],
      undefined,
    ],
    ['not fixed, and down', { fixed: 'no' as const }, [site('down')], undefined],
    ['well, and nothing known', { fixed: 'yes' as const }, [site('unknown')], undefined],
    ['not fixed, and nothing known', { fixed: 'no' as const }, [site('unknown')], undefined],
    ['nothing said about it, and down', {}, [site('down')], undefined],
    ['no readings at all', { fixed: 'no' as const }, [], undefined],
    [
      'not fixed at the one that is up since before',
      { fixed: 'no' as const, notFixedAt: ['G1-1'] },
      [site('up'), { ...site('up'), code: 'G1-2' }],
      'readings show none',
    ],
    [
      'not fixed at the one that is down',
      { fixed: 'no' as const, notFixedAt: ['G1-1'] },
      [site('down'), { ...site('up'), code: 'G1-2' }],
      undefined,
    ],
    [
      'fixed, by leaving it out, at another that is down',
      { fixed: 'no' as const, notFixedAt: ['G1-1'] },
      [site('down'), { ...site('down'), code: 'G1-2' }],
      'readings show trouble',
    ],
  ])('%s', (_, answer, sites, kind) => {
    expect(conflictOf(reportOf('G1', answer), sites)?.kind).toBe(kind);
  });
});

describe('who needs help first', () => {
  it('follows the rule that is stated', () => {
    const reports = [
      reportOf('G1', { state: 'recovered' }),
      notReplied({ practiceId: 2, odsCode: 'G2' }),
      reportOf('G3', { backlog: backlog({ letters: 12 }) }),
      reportOf('G4', { backlog: backlog({ letters: 120 }) }),
      reportOf('G5', { telephones: 'not working' }),
      // Its latest answer says nothing of what an earlier one said is not fixed.
      reportOf('G6', { state: 'recovered' }),
      reportOf('G7', { state: 'recovered' }),
      reportOf('G8'),
    ];
    const ordered = orderByNeed(reports, {
      openConcerns: new Set([7]),
      notFixed: new Map([
        [6, ['G6-2']],
        [7, []],
      ]),
    });
    expect(ordered.map(({ report }) => report.odsCode)).toEqual([
      'G7',
      'G6',
      'G5',
      'G4',
      'G3',
      'G8',
      'G2',
      'G1',
    ]);
    const reasons = ordered.map(({ because }) => because);
    expect(reasons[1]).toBe('says it is not fixed at G6-2');
    expect(reasons[3]).toBe('still recovering, 10 hours of work wait');
  });
});

describe('reminders', () => {
  const closesAt = new Date('2026-06-29T23:00:00Z');
  const from = new Date('2026-04-30T15:00:00Z');
  it.each([
    [
      'a silent practice, over a weekend and a bank holiday',
      'not replied' as const,
      0,
      '2026-05-05T08:00:00.000Z',
    ],
    ['one that still recovers', 'recovering' as const, 0, '2026-05-08T08:00:00.000Z'],
    ['after three in a row', 'recovering' as const, 3, undefined],
    ['one that is back to normal', 'recovered' as const, 0, undefined],
  ])('%s', (_, state, reminders, next) => {
    expect(nextReminder({ state, reminders, from, closesAt })?.toISOString()).toBe(next);
  });
  it('none after the end', () => {
    expect(
      nextReminder({ state: 'not replied', reminders: 0, from, closesAt: new Date('2026-05-05T08:00:00Z') }),
    ).toBeNull();
  });
});

describe('counts', () => {
  it('never take silence for recovery, nor a missing figure for nought', () => {
    const answers = [reportOf('G1', { state: 'recovered', staffHours: 4 }), reportOf('G2')];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (silent) => {
        const awaited = [
          ...answers,
          ...Array.from({ length: silent }, (_, n) => ({ practiceId: 100 + n, odsCode: `H${n}` })),
        ];
        const progress = progressOf(awaited, new Map(answers.map((each) => [each.practiceId, each])));
        expect(progress).toMatchObject({
          total: 2 + silent,
          recovered: 1,
          recovering: 1,
          notReplied: silent,
        });
        expect(progress.staffHours).toEqual({ hours: 4, practices: 1 });
      }),
    );
  });

  it('makes courses of answers in order of time, empty for those that are silent', () => {
    const answer = (at: string, state: 'recovering' | 'recovered') => ({
      practiceId: 1,
      at: new Date(at),
      state,
      backlog: nothingSaid,
    });
    const courses = coursesOf(
      [1, 2],
      [answer('2026-05-05T12:00:00Z', 'recovered'), answer('2026-05-01T12:00:00Z', 'recovering')],
      workingDays('2026-04-30').dayOf,
    );
    expect(courses).toEqual([
      [
        { day: 2, backlogHours: null, recovered: false },
        { day: 3, backlogHours: null, recovered: true },
      ],
      [],
    ]);
  });
});
