import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { givenSites } from '../../test/support/telemetry.ts';
import { concentratorHalfHours, foldDays, importReadings, siteHalfHours } from './index.ts';

const window = { from: new Date('2026-04-18T22:00:00Z'), to: new Date('2026-04-19T02:00:00Z') };

const readings = (site: string, from: string, count: number, figures: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => ({
    site,
    at: new Date(new Date(from).getTime() + index * 300_000).toISOString(),
    tunnel: 'up',
    inMbps: 3 + index,
    outMbps: 1,
    latencyMs: 20,
    ...figures,
  }));

describe('half hours of sites', () => {
  it('are means over known readings, the same before and after a fold, and after the days before it was kept', async () => {
    const context = await testContext();
    const [first = 0, second = 0] = await givenSites(context, 3);
    await importReadings(context, { source: 'test', readings: readings('S1', '2026-04-18T23:30:00Z', 12) });
    await importReadings(context, {
      source: 'test',
      readings: readings('S2', '2026-04-18T22:00:00Z', 1),
    });
    const before = await siteHalfHours(context.db, window);
    expect([...before.keys()]).toEqual([first, second]);
    // 23:30 to midnight: 4 to 9 Mbps, mean 6.5; then 10 to 15, mean 12.5. The next UTC day begins in between.
    expect([...(before.get(first)?.mbps ?? [])]).toEqual([
      ...[Number.NaN, Number.NaN, Number.NaN],
      ...[6.5, 12.5],
      ...[Number.NaN, Number.NaN, Number.NaN],
    ]);
    expect(before.get(first)?.latencyMs[3]).toBe(20);
    expect(before.get(first)?.lossPercent[3]).toBeNaN();
    expect(before.get(second)?.mbps.every(Number.isNaN), 'one reading is too few').toBe(true);
    await foldDays(context, { before: context.clock.now() });
    expect(await siteHalfHours(context.db, window)).toEqual(before);
    await sql`delete from reading_half_hours`.execute(context.db);
    expect(await siteHalfHours(context.db, window)).toEqual(before);
  });

  it('take late readings in, and leave out those of a site that is down', async () => {
    const context = await testContext();
    const [first = 0] = await givenSites(context, 1);
    const all = readings('S1', '2026-04-18T23:00:00Z', 6);
    await importReadings(context, { source: 'test', readings: all.slice(0, 2) });
    await foldDays(context, { before: context.clock.now() });
    await importReadings(context, { source: 'test', readings: all.slice(2, 4) });
    const down = { tunnel: 'down', inMbps: 0, outMbps: 0 };
    await importReadings(context, {
      source: 'test',
      readings: all.slice(4).map((one) => ({ ...one, ...down })),
    });
    const found = await siteHalfHours(context.db, { ...window, siteIds: [first] });
    expect(found.get(first)?.mbps[2]).toBe(5.5);
    await foldDays(context, { before: context.clock.now() });
    expect(await siteHalfHours(context.db, { ...window, siteIds: [first] })).toEqual(found);
  });
});

describe('half hours of concentrators', () => {
  it('need two readings of in and out', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    const at = (minute: string): string => `2026-04-18T22:${minute}:00Z`;
    const concentrators = [
      { concentrator: 'VPN-A', at: at('00'), inMbps: 100, outMbps: 20 },
      { concentrator: 'VPN-A', at: at('05'), inMbps: 200, outMbps: 40 },
      { concentrator: 'VPN-A', at: at('30'), inMbps: 200, outMbps: 40 },
      { concentrator: 'VPN-A', at: at('35'), inMbps: 200 },
    ];
    await importReadings(context, { source: 'test', readings: [], concentrators });
    const [series] = (await concentratorHalfHours(context.db, window)).values();
    expect(series?.fromMs).toBe(window.from.getTime());
    expect([...(series?.mbps ?? [])].slice(0, 2)).toEqual([180, Number.NaN]);
  });
});
