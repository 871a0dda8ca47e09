import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Episode } from '#detection';
import { candidateParameters, findCandidate } from './candidate.ts';
import { compareImpact, periodsOf } from './impact.ts';
import { firstFree, slugOf } from './slug.ts';

const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);
const episode = (given: Partial<Episode>): Episode => ({
  id: 1,
  kind: 'outage',
  startedAt: at('16T06:00'),
  endedAt: at('16T06:20'),
  concentratorId: null,
  siteIds: [1],
  evidence: { text: 'No tunnel for 20 minutes.' },
  ...given,
});

describe('impact periods', () => {
  const window = { startedAt: at('16T05:00'), endedAt: null };

  it('makes one a site, with the evidence', () => {
    expect(periodsOf([episode({ siteIds: [1, 2], kind: 'concentrator-outage' })], window)).toEqual([
      {
        siteId: 1,
        kind: 'outage',
        from: at('16T06:00'),
        to: at('16T06:20'),
        episodeId: 1,
        evidence: 'No tunnel for 20 minutes.',
      },
      {
        siteId: 2,
        kind: 'outage',
        from: at('16T06:00'),
        to: at('16T06:20'),
        episodeId: 1,
        evidence: 'No tunnel for 20 minutes.',
      },
    ]);
  });

  it.each([
    ['flap', 'unstable'],
    ['saturation', 'degraded capacity'],
  ] as const)('%s is %s', (kind, expected) => {
    expect(periodsOf([episode({ kind })], window).map((period) => period.kind)).toEqual([expected]);
  });

  it('leaves out a surge of calls, and episodes that began before the incident or after it ended', () => {
    expect(periodsOf([episode({ kind: 'surge' })], window)).toEqual([]);
    expect(periodsOf([episode({ startedAt: at('16T04:59') })], window)).toEqual([]);
    expect(periodsOf([episode({})], { ...window, endedAt: at('16T05:30') })).toEqual([]);
    expect(periodsOf([episode({})], { ...window, endedAt: at('16T06:00') })).toHaveLength(1);
  });

  it('writes what is new or changed and removes what is gone', () => {
    const stored = periodsOf([episode({ siteIds: [1, 2, 3] })], window);
    const wanted = periodsOf([episode({ siteIds: [2, 3, 4], endedAt: null })], window);
    expect(compareImpact(stored, stored)).toEqual({ write: [], remove: [] });
    const { write, remove } = compareImpact(stored, wanted);
    expect(write.map((period) => period.siteId)).toEqual([2, 3, 4]);
    expect(remove.map((period) => period.siteId)).toEqual([1]);
  });
});

describe('a candidate', () => {
  const failing = (id: number, minute: number, siteId = id): Episode =>
    episode({ id, siteIds: [siteId], startedAt: new Date(at('16T06:00').getTime() + minute * 60_000) });

  it('needs enough distinct sites within the window', () => {
    const five = [0, 30, 60, 90, 120].map((minute, index) => failing(index + 1, minute));
    expect(findCandidate(five, null)).toEqual({
      startedAt: at('16T06:00'),
      siteIds: [1, 2, 3, 4, 5],
      episodeIds: [1, 2, 3, 4, 5],
    });
    expect(findCandidate(five.slice(1), null)).toBeUndefined();
    expect(findCandidate([...five.slice(0, 4), failing(5, 121)], null)).toBeUndefined();
    expect(findCandidate([...five.slice(0, 4), failing(5, 100, 4)], null)).toBeUndefined();
  });

  it('does not count load or calls, nor what people have settled', () => {
    const five = [0, 1, 2, 3, 4].map((minute, index) => failing(index + 1, minute));
    expect(
      findCandidate(
        five.map((one) => ({ ...one, kind: 'saturation' as const })),
        null,
      ),
    ).toBeUndefined();
    expect(findCandidate(five, at('16T06:00'))).toBeUndefined();
    expect(findCandidate(five, at('16T05:59'))).toBeDefined();
  });

  it('is the same whatever the order of episodes', () => {
    const arbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 12 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(arbitrary, (given) => {
        const episodes = given.map(([minute, siteId], index) => failing(index + 1, minute, siteId));
        const found = findCandidate(episodes, null);
        expect(findCandidate(episodes.toReversed(), null)).toEqual(found);
        if (found) expect(found.siteIds.length).toBeGreaterThanOrEqual(candidateParameters.sites);
      }),
    );
  });
});

describe('slugs', () => {
  it.each([
    ['VPN-A: firewalls drop', 'vpn-a-firewalls-drop'],
    ['  Café  outage! ', 'cafe-outage'],
    ['***', 'incident'],
    [`${'word '.repeat(20)}`, 'word-word-word-word-word-word-word-word-word-word-word-word'],
  ])('%s gives %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('adds a number when the name is taken', async () => {
    const taken = new Set(['a', 'a-2']);
    expect(await firstFree('a', async (slug) => taken.has(slug))).toBe('a-3');
    expect(await firstFree('b', async (slug) => taken.has(slug))).toBe('b');
  });
});
