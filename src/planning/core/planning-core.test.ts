import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MoveRecord, progressOf } from './progress.ts';
import { type MoveEvidence, verifyMove } from './verification.ts';

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
  const good: MoveEvidence = {
    movedAt: at('24T07:00'),
    now: at('24T08:00'),
    concentrator: 'VPN-B',
    expected: 'VPN-B',
    knownReadings: 12,
    seconds: { up: 3000, degraded: 240, down: 360 },
  };

  it.each([
    ['all is well', {}, true, 'It worked for 90% of the known time, in 12 readings.'],
    ['too soon', { now: at('24T07:59') }, false, 'It moved less than an hour ago.'],
    ['still on the old one', { concentrator: 'VPN-A' }, false, 'It is on record at VPN-A, not at VPN-B.'],
    ['few readings', { knownReadings: 11 }, false, 'Only 11 known readings since it moved; 12 are needed.'],
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
  ])('%s', (_, changes, verified, text) => {
    expect(verifyMove({ ...good, ...changes })).toEqual({ verified, text });
  });
});
