import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MoveRecord, progressOf } from './progress.ts';
import { type MoveEvidence, type QualityReading, verifyMove, windowBefore } from './verification.ts';

const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);
const plan = {
  key: 'second',
  title: 'Second',
  fromCode: 'VPN-A',
  toCode: 'VPN-B',
  startedAt: at('23T08:00'),
};
const move = (siteId: number, given: Partial<MoveRecord> = {}): MoveRecord => ({
  siteId,
  siteCode: `S${siteId}`,
  practiceId: siteId,
  joinedAt: null,
  wave: null,
  plannedFor: null,
  plannedAt: null,
  movedAt: null,
  verifiedAt: null,
  cannotAt: null,
  cannotReason: null,
  ...given,
});

describe('progress', () => {
  const moves = [
    move(1, { plannedAt: at('23T09:00'), wave: '1', movedAt: at('24T07:00'), verifiedAt: at('24T08:00') }),
    move(2, { plannedAt: at('23T09:00'), wave: '1', movedAt: at('24T07:00') }),
    move(3, { plannedAt: at('23T09:00'), wave: '2' }),
    move(4, { cannotAt: at('23T10:00'), cannotReason: 'KPSN configuration' }),
    move(5, { cannotAt: at('23T10:00'), cannotReason: 'KPSN configuration' }),
    move(6, { cannotAt: at('23T10:00'), cannotReason: 'Building work' }),
    move(7),
  ];

  it('gives every site one status, and reasons with how many were contacted', () => {
    expect(progressOf(plan, moves, new Set([4]), at('29T09:00'))).toMatchObject({
      total: 7,
      moved: 2,
      verified: 1,
      planned: 1,
      notPlanned: 1,
      cannotMove: [
        { reason: 'KPSN configuration', siteCodes: ['S4', 'S5'], contacted: 1 },
        { reason: 'Building work', siteCodes: ['S6'], contacted: 0 },
      ],
    });
  });

  it('can be asked for an earlier time', () => {
    expect(progressOf(plan, moves, new Set(), at('24T07:30'))).toMatchObject({ moved: 2, verified: 0 });
    const early = progressOf(plan, moves, new Set(), at('23T09:30'));
    expect(early).toMatchObject({ moved: 0, planned: 3, notPlanned: 4, cannotMove: [] });
  });

  it('counts sites that a plan brought in from elsewhere apart, from when it did', () => {
    const joined = { joinedAt: at('24T09:00'), plannedAt: at('24T09:00'), movedAt: at('25T18:00') };
    const all = [...moves, move(8, { ...joined, wave: '1' })];
    const later = progressOf(plan, all, new Set(), at('29T09:00'));
    expect(later).toMatchObject({ total: 7, moved: 2, practices: { total: 7 } });
    expect(later.elsewhere).toMatchObject([{ siteId: 8, status: 'moved', wave: '1' }]);
    expect(progressOf(plan, all, new Set(), at('24T08:59')).elsewhere).toEqual([]);
  });

  it('counts a practice as moved when all its movable sites are', () => {
    const sites = [
      move(1, { practiceId: 1, movedAt: at('24T07:00'), verifiedAt: at('24T08:00') }),
      move(2, { practiceId: 1, cannotAt: at('23T10:00'), cannotReason: 'KPSN' }),
      move(3, { practiceId: 2, movedAt: at('24T07:00'), verifiedAt: at('24T08:00') }),
      move(4, { practiceId: 2, movedAt: at('24T07:00') }),
      move(5, { practiceId: 3, movedAt: at('24T07:00') }),
      move(6, { practiceId: 3 }),
      move(7, { practiceId: 4, cannotAt: at('23T10:00'), cannotReason: 'KPSN' }),
    ];
    expect(progressOf(plan, sites, new Set(), at('29T09:00')).practices).toEqual({
      total: 4,
      moved: 2,
      verified: 1,
      cannotMove: 1,
    });
  });

  it('always adds up', () => {
    const instant = fc.option(
      fc.integer({ min: 0, max: 100 }).map((hours) => new Date(at('23T08:00').getTime() + hours * 3_600_000)),
    );
    const record = fc.record({
      plannedAt: instant,
      movedAt: instant,
      verifiedAt: instant,
      cannotAt: instant,
    });
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 0, max: 120 }), (given, hours) => {
        const sites = given.map((one, index) => move(index, { ...one, cannotReason: one.cannotAt && 'R' }));
        const now = new Date(at('23T08:00').getTime() + hours * 3_600_000);
        const progress = progressOf(plan, sites, new Set(), now);
        const cannot = progress.cannotMove.reduce((sum, one) => sum + one.siteCodes.length, 0);
        expect(progress.moved + progress.planned + progress.notPlanned + cannot).toBe(progress.total);
        expect(progress.verified).toBeLessThanOrEqual(progress.moved);
      }),
    );
  });
});

describe('verification', () => {
  /** A reading every five minutes up to 8am; the last of them with what is given. */
  const readings = (count: number, ...last: Partial<QualityReading>[]): QualityReading[] =>
    Array.from({ length: count }, (_, k) => ({
      at: new Date(at('24T08:00').getTime() - (count - k) * 300_000),
      state: 'up' as const,
      lossPercent: 0.2,
      latencyMs: 12,
      inMbps: 3,
      outMbps: 1,
      ...last[k - count + last.length],
    }));
  const every = (given: Partial<QualityReading>): { readings: QualityReading[] } => ({
    readings: readings(12, ...new Array<Partial<QualityReading>>(12).fill(given)),
  });
  const good: MoveEvidence = {
    movedAt: at('24T07:00'),
    now: at('24T08:00'),
    concentrator: 'VPN-B',
    expected: 'VPN-B',
    readings: readings(12),
    before: { latencyMs: 10, lossPercent: 0.2 },
    seconds: { up: 3000, degraded: 240, down: 360 },
  };

  it.each([
    [
      'all is well',
      {},
      true,
      'It worked for 90% of the known time, in 12 readings, and its latency and loss are no worse than before.',
    ],
    ['too soon', { now: at('24T07:59') }, false, 'It moved less than an hour ago.'],
    ['still on the old one', { concentrator: 'VPN-A' }, false, 'It is on record at VPN-A, not at VPN-B.'],
    [
      'few readings',
      { readings: readings(11) },
      false,
      'Only 11 known readings since it moved; 12 are needed.',
    ],
    [
      'mostly down',
      { seconds: { up: 3239, degraded: 0, down: 361 } },
      false,
      'It worked for only 89.9% of the known time since it moved.',
    ],
    [
      'nothing known',
      { seconds: { up: 0, degraded: 0, down: 0 } },
      false,
      'It worked for only 0% of the known time since it moved.',
    ],
    [
      'its tunnel is down just now',
      { readings: readings(12, { state: 'down' }) },
      false,
      'Its tunnel to VPN-B does not answer.',
    ],
    [
      'it came and went',
      { readings: readings(13, { state: 'down' }, {}, { state: 'unknown' }, {}) },
      false,
      'It changed state 2 times in the last 30 minutes.',
    ],
    [
      'it came back half an hour ago, as a look of a wave would see too',
      { readings: readings(24, { state: 'down' }, ...Array(5).fill({})) },
      false,
      'It changed state once in the last 30 minutes.',
    ],
    [
      'it came back more than half an hour ago',
      { readings: readings(24, { state: 'down' }, ...Array(7).fill({})) },
      true,
      'It worked for 90% of the known time, in 24 readings, and its latency and loss are no worse than before.',
    ],
    [
      'a flap an hour and a half ago',
      { readings: readings(24, { state: 'down' }, ...Array(17).fill({})) },
      true,
      'It worked for 90% of the known time, in 24 readings, and its latency and loss are no worse than before.',
    ],
    [
      'bytes unknown',
      every({ inMbps: null, outMbps: null }),
      false,
      'No reading since it moved says how much it carries.',
    ],
    ['no bytes', every({ inMbps: 0, outMbps: 0 }), false, 'It has carried nothing since it moved.'],
    [
      'latency unknown',
      every({ latencyMs: null }),
      false,
      'No reading since it moved says what its latency and its loss are.',
    ],
    [
      'latency a fifth and more worse',
      every({ latencyMs: 12.1 }),
      false,
      'Its latency is 12.1 ms, and was 10 ms at these hours before.',
    ],
    [
      'loss worse by more than a point',
      every({ lossPercent: 1.3 }),
      false,
      'Its loss is 1.3%, and was 0.2% at these hours before.',
    ],
    [
      'nothing known of before',
      { before: { latencyMs: null, lossPercent: null } },
      true,
      'It worked for 90% of the known time, in 12 readings, and not all is known of its latency and loss before to compare with.',
    ],
  ])('%s', (_, changes, verified, text) => {
    expect(verifyMove({ ...good, ...changes })).toEqual({ verified, text });
  });

  it.each([
    ['an hour after', '24T07:00', '24T07:00', '17T07:00'],
    ['eight days after: the last week that was over', '16T07:00', '23T08:00', '09T08:00'],
  ])('compares with the same hours of the week before the move, %s', (_, moved, from, wanted) => {
    const window = windowBefore({ from: at(from), to: at('24T08:00') }, at(moved));
    expect(window.from).toEqual(at(wanted));
    expect(window.to.getTime()).toBeLessThanOrEqual(Math.max(at(moved).getTime(), at('17T08:00').getTime()));
  });
});
