import { describe, expect, it } from 'vitest';
import { londonDayBounds } from '#platform/clock';
import { halfHourMs, slotter } from '../load/calendar.ts';
import type { EstateLoad } from '../load/concentrator.ts';
import { whatIf } from './answer.ts';
import { applyChanges, type Changes } from './changes.ts';
import { seenShare, statedShare } from './held-share.ts';
import { mostRelieved, promiseOf } from './promise.ts';
import { type Scene, sceneOf, workingDayMeans, workingHalfHours } from './scene.ts';

const from = londonDayBounds('2026-04-20').from.getTime();
const halfHours = 12 * 48;
/** Ten sites on VPN-A, 60 Mbps each at half past eight and 30 otherwise; a tenth less on each later working day. */
const morning = (index: number): number => {
  const slot = slotter([])(from + index * halfHourMs);
  return slot.halfHourOfDay === 17 || slot.halfHourOfDay === 16 ? 60 : slot.halfHourOfDay < 20 ? 40 : 30;
};
const load = (concentratorAt: (index: number) => number = morning): EstateLoad => ({
  fromMs: from,
  halfHours,
  sites: new Map(
    Array.from({ length: 10 }, (_, i) => [
      i + 1,
      Float32Array.from({ length: halfHours }, (_, t) => morning(t)),
    ]),
  ),
  concentrators: new Map([
    ['VPN-A', Float32Array.from({ length: halfHours }, (_, t) => 10 * concentratorAt(t))],
    ['VPN-B', new Float32Array(halfHours)],
  ]),
  attachments: Array.from({ length: 10 }, (_, i) => ({
    siteId: i + 1,
    concentrator: 'VPN-A',
    fromMs: 0,
    toMs: null,
  })),
});
const siteCodes = new Map(Array.from({ length: 10 }, (_, i) => [i + 1, `S${i + 1}`]));
const concentrators = [
  { code: 'VPN-A', ratedMbps: 600 },
  { code: 'VPN-B', ratedMbps: 1200 },
];
const scene = (estate: EstateLoad = load()): Scene =>
  sceneOf(estate, { concentrators, siteCodes, hidden: new Map(), holidays: [] });
const answer = (changes: Changes, of: Scene = scene()) => {
  const found = whatIf(of, changes);
  return { ...found, of: (code: string) => found.concentrators.find((one) => one.code === code) };
};

describe('what if', () => {
  it('nothing changes: before is after, and the full concentrator exposes its sites', () => {
    const found = answer({});
    expect(found.of('VPN-A')).toMatchObject({ sitesBefore: 10, sitesAfter: 10, exposed: true });
    expect(found.of('VPN-A')?.before).toMatchObject({
      low: 600,
      middle: 600,
      high: 600,
      halfHour: 16,
      days: 10,
    });
    expect(found.exposedSites).toHaveLength(10);
    expect(found.text[0]).toBe(
      'VPN-A: its working-day peak would stay at 100% (100% to 100%) of its rating, at 8am.',
    );
  });

  it('four sites move: 60% and 20%, and nobody is exposed', () => {
    const found = answer({ move: { sites: ['S1', 'S2', 'S3', 'S4'], to: 'VPN-B' } });
    expect(found.of('VPN-A')?.after).toMatchObject({ middle: 360, highest: 360 });
    expect(found.of('VPN-B')?.after?.middle).toBe(240);
    expect(found.exposedSites).toEqual([]);
    expect(found.text).toEqual([
      'VPN-A: its working-day peak would go from 100% (100% to 100%) of its rating, at 8am, to 60% (60% to 60%) of its rating, at 8am.',
      'VPN-B: its working-day peak would be 20% (20% to 20%) of its rating, at 8am.',
      '4 sites would be elsewhere than now.',
      'No site would be left on a concentrator that reaches 85% of its rating on one working day in ten.',
    ]);
  });

  it('growth makes everything more', () => {
    expect(answer({ growPercent: 20 }).of('VPN-A')?.after?.middle).toBeCloseTo(720, 3);
  });

  it('balance spreads by rating, and a new concentrator takes part', () => {
    const balanced = answer({ balance: true });
    // Three sites stay (30%), seven go (35%): with four and six the fullest would be at 40%.
    expect(balanced.of('VPN-A')?.sitesAfter).toBe(3);
    expect(balanced.of('VPN-B')?.after?.middle).toBe(420);
    const added = answer({ add: { code: 'VPN-C', ratedMbps: 600 }, balance: true });
    expect(added.of('VPN-C')).toMatchObject({ before: null, sitesAfter: 2 });
  });

  it('loss of a concentrator sends its sites to what is left; with nothing left they are stranded', () => {
    const lost = answer({ lose: 'VPN-A' });
    expect(lost.of('VPN-B')).toMatchObject({ sitesAfter: 10, exposed: false });
    expect(lost.text).toContain('VPN-A: gone.');
    const alone = { ...scene(), concentrators: scene().concentrators.slice(0, 1) };
    const stranded = answer({ lose: 'VPN-A' }, alone);
    expect(stranded.exposedSites).toHaveLength(10);
    expect(stranded.text).toContain('10 sites would have nowhere to go.');
  });

  it('held-back traffic comes later, and none of it is lost', () => {
    const held = applyChanges(scene(), { holdBack: { beforeHour: 10, share: statedShare(25, 10) } });
    const places = workingHalfHours(scene());
    const before = workingDayMeans(scene().concentrators[0]?.mbps ?? new Float32Array(0), places);
    const after = workingDayMeans(held.concentrators[0]?.mbps ?? new Float32Array(0), places);
    expect(after[16]).toBeCloseTo(450, 3);
    expect(after[20]).toBeGreaterThan(before[20] ?? 0);
    expect(after[40]).toBe(before[40]);
    const sum = (of: Float64Array): number => of.reduce((a, b) => a + b, 0);
    expect(sum(after)).toBeCloseTo(sum(before), 1);
  });

  it('hidden demand counts at the concentrator and goes with its sites', () => {
    const at = new Date(from + 17 * halfHourMs);
    const latent = [{ at, carriedMbps: 600, demandMbps: 750, lowMbps: 700, highMbps: 800 }];
    const of = sceneOf(load(), {
      concentrators,
      siteCodes,
      hidden: new Map([['VPN-A', latent]]),
      holidays: [],
    });
    expect(of.concentrators[0]?.mbps[17]).toBe(750);
    const moved = applyChanges(of, { move: { sites: ['S1'], to: 'VPN-B' } });
    expect(moved.concentrators[1]?.mbps[17]).toBe(75);
    expect(whatIf(of, {}).text[0]).toContain('Demand hidden while it was full is counted');
  });

  it('what is unknown stays unknown', () => {
    const blind = load(() => Number.NaN);
    const dark = scene({ ...blind, sites: new Map() });
    expect(answer({ growPercent: 5 }, dark).text[0]).toContain('unknown, because too few working days');
  });
});

describe('the answer as a promise', () => {
  const by = new Date('2026-05-08T11:00:00Z');
  const now = new Date('2026-05-01T11:00:00Z');

  it('promises the highest half hour of the changed weeks, rounded up', () => {
    const found = answer({ move: { sites: ['S1', 'S2', 'S3', 'S4'], to: 'VPN-B' } });
    expect(mostRelieved(found)).toBe('VPN-A');
    expect(promiseOf(found, 'VPN-A', { now, by })).toMatchObject({
      metric: 'concentrator.peakUtilisation',
      parameters: { concentrator: 'VPN-A', weekdaysOnly: true },
      comparator: 'below',
      expected: 61,
      by,
      baselineTo: now,
      text: 'This will keep the working-day peak of VPN-A below 61% of its rating by midday on Friday 8 May 2026.',
    });
  });

  it('promises nothing when the peak does not fall', () => {
    const found = answer({ growPercent: 5 });
    expect(mostRelieved(found)).toBeNull();
    expect(promiseOf(found, 'VPN-A', { now, by })).toBeNull();
  });
});

describe('what readings show was held back', () => {
  const since = from + 7 * 48 * halfHourMs;
  const held = Float32Array.from({ length: halfHours }, (_, t) => {
    const slot = slotter([])(from + t * halfHourMs);
    // From the second week on a quarter is held back before 10am, while all traffic has grown by a tenth.
    return morning(t) * (t < 7 * 48 ? 1 : 1.1 * (slot.halfHourOfDay < 20 ? 0.75 : 1));
  });

  it('is a quarter before 10am, whatever else has grown', () => {
    const seen = seenShare({ fromMs: from, mbps: held }, since, 10, []);
    expect(seen?.share[16]).toBeCloseTo(0.25, 3);
    expect(seen?.share[24]).toBe(0);
    expect(seen).toMatchObject({ daysBefore: 5, daysSince: 5 });
  });

  it('cannot be told from two days', () => {
    expect(seenShare({ fromMs: from, mbps: held }, from + 10 * 48 * halfHourMs, 10, [])).toBeNull();
  });
});
