import { describe, expect, it } from 'vitest';
import { setSiteAttribute } from '#estate';
import { londonParts } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import type { ConcentratorForecast, WhatIfResult } from './index.ts';
import { foreseeApart, foreseeHere, foreseePeaks, latestForecasts, planningVerbs } from './index.ts';
import type { LoadAnswer } from './load.ts';

const start = Date.parse('2026-06-01T00:00:00+01:00');
const quarterMs = 900_000;
const days = 24;

/** Twelve sites that carry 50 Mbps each on a working morning and 20 otherwise; weekends are quiet. */
function siteMbps(atMs: number): number {
  const { weekday, hour } = londonParts(new Date(atMs));
  if (weekday > 5) return 5;
  return hour >= 7 && hour < 10 ? 50 + (weekday - 3) : 20;
}

/** Three weeks and a half of readings up to noon on Thursday 25 June 2026, and VPN-A's own, 3% more than its sites'. */
async function givenLoad(sites = 12): Promise<{ context: TestContext; siteCodes: string[] }> {
  const context = await testContext();
  context.clock.advanceTo(new Date(start));
  const { siteCodes } = await givenEstate(context, sites);
  context.clock.advanceTo(new Date(start + days * 24 * 3_600_000 + 12 * 3_600_000));
  const readings: unknown[] = [];
  const concentrators: unknown[] = [];
  for (let atMs = start; atMs < context.clock.now().getTime(); atMs += quarterMs) {
    const at = new Date(atMs).toISOString();
    const mbps = siteMbps(atMs);
    for (const site of siteCodes)
      readings.push({
        site,
        at,
        tunnel: 'up',
        inMbps: mbps * 0.8,
        outMbps: mbps * 0.2,
        lossPercent: 0.1,
        latencyMs: 20,
      });
    const total = mbps * sites * 1.03;
    concentrators.push({ concentrator: 'VPN-A', at, inMbps: total * 0.8, outMbps: total * 0.2 });
  }
  await importReadings(context, { source: 'test', onFault: 'refuse', readings, concentrators });
  return { context, siteCodes };
}

const run = async <T>(context: TestContext, verb: string, input: unknown): Promise<T> =>
  (await runVerb(planningVerbs, context, verb, input)) as T;

describe('loads and forecasts', () => {
  it('answer from readings: profile, peak, days until, what if, a measure’s promise', async () => {
    const { context, siteCodes } = await givenLoad();
    const site = await run<LoadAnswer>(context, 'plan.load', { site: siteCodes[0] });
    // Monday 8am: 48 Mbps on four Mondays.
    expect(site.profile.ordinary[16]).toMatchObject({ mbps: expect.closeTo(48, 3), days: 4 });
    expect(site.shared).toBe(0);
    const concentrator = await run<LoadAnswer>(context, 'plan.load', { concentrator: 'vpn-a', weeks: 3 });
    expect(concentrator.unattributedMbps).toBeGreaterThan(1);
    expect(concentrator.unattributedMbps).toBeLessThan(10);

    const [forecast] = await run<ConcentratorForecast[]>(context, 'plan.forecast', { concentrator: 'VPN-A' });
    expect(forecast?.forecast).toHaveLength(60);
    // Thursday 25 June: 51 x 12 x 1.03.
    expect(forecast?.forecast?.[0]).toMatchObject({ isoDate: '2026-06-25' });
    expect(forecast?.forecast?.[0]?.middleMbps).toBeGreaterThan(610);
    expect(forecast?.forecast?.[0]?.middleMbps).toBeLessThan(650);
    expect(forecast?.forecast?.[2]?.middleMbps).toBeLessThan(90);
    expect(forecast?.until.map((one) => [one.percent, one.verdict])).toEqual([
      [70, 'not in sight'],
      [85, 'not in sight'],
      [100, 'not in sight'],
    ]);
    expect(forecast?.saturation).toBe('It has not been full: what it carried is what was asked for.');

    const answer = await run<WhatIfResult>(context, 'plan.what-if', {
      move: siteCodes.slice(0, 6),
      to: 'VPN-B',
    });
    const [a, b] = answer.concentrators;
    expect(a).toMatchObject({ code: 'VPN-A', sitesBefore: 12, sitesAfter: 6, exposed: false });
    expect(a?.before?.middle).toBeCloseTo(50 * 12 * 1.03, -1);
    expect(b?.after?.middle).toBeCloseTo(300, -1);
    expect(answer.promise).toMatchObject({
      metric: 'concentrator.peakUtilisation',
      parameters: { concentrator: 'VPN-A' },
      comparator: 'below',
    });
    expect(JSON.parse(JSON.stringify(answer)).concentrators[0].dayBefore).toHaveLength(48);
  });

  it('rebuild the history of today’s sites when some have moved', async () => {
    const { context, siteCodes } = await givenLoad(4);
    const movedAt = new Date('2026-06-24T20:00:00+01:00');
    await setSiteAttribute(context, {
      siteCode: siteCodes[0] ?? '',
      key: 'concentrator',
      value: 'VPN-B',
      from: movedAt,
    });
    const forecasts = await run<ConcentratorForecast[]>(context, 'plan.forecast', {});
    const peak = (code: string): number | null | undefined =>
      forecasts.find((one) => one.concentrator === code)?.peaks.find((day) => day.isoDate === '2026-06-10')
        ?.mbps;
    // On the 10th all four were on VPN-A: three of them and what nobody accounts for stay with it.
    expect(peak('VPN-A')).toBeCloseTo(50 * 4 * 1.03 - 50, 1);
    expect(peak('VPN-B')).toBeCloseTo(50, 1);
  });

  it('say what is missing instead of guessing', async () => {
    const context = await testContext();
    await givenEstate(context, 2);
    const [a] = await run<ConcentratorForecast[]>(context, 'plan.forecast', { concentrator: 'VPN-A' });
    expect(a).toMatchObject({ forecast: null, until: [], ceilingMbps: null });
    expect(a?.reason).toBe('Only 0 days of readings with load are known; 14 are needed.');
    const answer = await run<WhatIfResult>(context, 'plan.what-if', { grow: 10 });
    expect(answer.promise).toBeNull();
    expect(answer.text[0]).toContain('unknown, because too few working days have readings');
  });

  it.each([
    [{ move: ['NOWHERE'], to: 'VPN-B' }, 'there is no site NOWHERE'],
    [{ move: ['G99001-1'] }, 'say where the sites move'],
    [{ to: 'VPN-B' }, 'say which sites move'],
    [{ lose: 'VPN-Z' }, 'there is no concentrator VPN-Z'],
    [{ addCode: 'VPN-C' }, 'give the rating of the new concentrator'],
    [{ addCode: 'VPN-A', addMbps: 5 }, 'VPN-A is there already'],
  ])('what if refuses %j', async (input, reason) => {
    const context = await testContext();
    await givenEstate(context, 2);
    const refusal = await run(context, 'plan.what-if', input).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AllclearError);
    expect((refusal as AllclearError).faults.map((fault) => fault.reason)).toContain(reason);
  });

  it('refuse a data feed', async () => {
    const context = await testContext();
    const feed = { ...context, actor: { kind: 'token' as const, name: 'feed', roles: ['intake'] as const } };
    for (const verb of ['plan.load', 'plan.forecast', 'plan.what-if', 'calendar.holidays'])
      await expect(
        runVerb(planningVerbs, feed, verb, verb === 'plan.load' ? { site: 'X' } : {}),
      ).rejects.toThrow('may not');
  });
});

describe('forecasts that were worked out ahead', () => {
  it('come from a thread of their own and are shown until what they rest on changes, or for an hour', async () => {
    const { context, siteCodes } = await givenLoad(2);
    const look = () => run<ConcentratorForecast[]>(context, 'plan.forecast', { concentrator: 'VPN-A' });
    const later = (minutes: number) =>
      context.clock.advanceTo(new Date(context.clock.now().getTime() + minutes * 60_000));
    const noon = new Date('2026-06-25T11:00:00Z');
    const atOnce = await look();
    expect(atOnce[0]?.asOf).toEqual(noon);
    expect(await latestForecasts(context.db, noon)).toEqual([]);
    await foreseePeaks(context, foreseeApart(context.database.url));
    expect((await latestForecasts(context.db, noon))[0]).toEqual(atOnce[0]);
    // After six hours it is forgotten, and of the future nothing is known.
    for (const hours of [6.1, -0.1])
      expect(await latestForecasts(context.db, new Date(noon.getTime() + hours * 3_600_000))).toEqual([]);
    later(40);
    expect(await look()).toEqual(atOnce);
    // Another question was not worked out ahead.
    const [other] = await run<ConcentratorForecast[]>(context, 'plan.forecast', { days: 7 });
    expect(other?.asOf).toEqual(new Date('2026-06-25T11:30:00Z'));
    await setSiteAttribute(context, {
      ...{ siteCode: siteCodes[0] ?? '', key: 'concentrator', value: 'VPN-B' },
      from: context.clock.now(),
    });
    expect((await look())[0]?.asOf).toEqual(new Date('2026-06-25T11:30:00Z'));
    await foreseePeaks(context, foreseeHere(context.db));
    later(61);
    expect((await look())[0]?.asOf).toEqual(new Date('2026-06-25T12:30:00Z'));
    await expect(foreseeApart('postgres://127.0.0.1:1/nowhere')(noon)).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('school holidays', () => {
  it('come with Kent’s, and can be changed', async () => {
    const context = await testContext();
    const list = () => run<{ from: string; name: string }[]>(context, 'calendar.holidays', {});
    expect(await list()).toContainEqual(
      expect.objectContaining({ from: '2026-04-03', to: '2026-04-19', name: 'Easter holiday' }),
    );
    await run(context, 'calendar.set-holiday', {
      from: '2028-02-14',
      to: '2028-02-18',
      name: 'Half-term',
      source: 'the county',
    });
    expect((await list()).at(-1)).toMatchObject({ from: '2028-02-14' });
    await run(context, 'calendar.remove-holiday', { from: '2028-02-14' });
    await expect(run(context, 'calendar.remove-holiday', { from: '2028-02-14' })).rejects.toThrow(
      'There is no school holiday',
    );
    const wrong = { from: '2028-02-18', to: '2028-02-14', name: 'Half-term', source: 'x' };
    await expect(run(context, 'calendar.set-holiday', wrong)).rejects.toThrow('not valid');
  });
});
