import { describe, expect, it } from 'vitest';
import { findConcentrator, listSites, setSiteAttribute } from '#estate';
import { simulatedClock } from '#platform/clock';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { detect } from './detect.ts';
import { listEpisodes } from './store.ts';

const start = new Date('2026-04-16T05:00:00Z');
const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000);
const wide = { from: new Date('2026-04-01T00:00:00Z'), to: new Date('2026-05-01T00:00:00Z') };

/** One letter for each five minutes: u up, d down, - no reading. */
async function given(context: TestContext, site: string, states: string, fromMinute = 0): Promise<void> {
  const readings = [...states].flatMap((letter, index) =>
    letter === '-'
      ? []
      : [
          {
            site,
            at: minutes(fromMinute + index * 5).toISOString(),
            tunnel: letter === 'u' ? 'up' : 'down',
            lossPercent: 0.1,
            latencyMs: 20,
          },
        ],
  );
  await importReadings(context, { source: 'test', readings });
}

async function siteIds(context: TestContext): Promise<number[]> {
  return (await listSites(context.db)).map((site) => site.id);
}

async function setUp(sites: number): Promise<{ context: TestContext; codes: string[]; ids: number[] }> {
  const context = await testContext({ at: minutes(600) });
  const { siteCodes } = await givenEstate(context, sites);
  return { context, codes: siteCodes, ids: await siteIds(context) };
}

const shown = async (context: TestContext) =>
  (await listEpisodes(context.db, wide)).map(({ kind, startedAt, endedAt, siteIds: members }) => ({
    kind,
    from: (startedAt.getTime() - start.getTime()) / 60_000,
    to: endedAt === null ? null : (endedAt.getTime() - start.getTime()) / 60_000,
    sites: members.length,
  }));

describe('detection over stored readings', () => {
  it('finds an outage and a flap, and finding them again changes nothing', async () => {
    const { context, codes, ids } = await setUp(1);
    await given(context, codes[0] ?? '', 'uuuddduuuuuuuuuuuuuuduuduuuuuuuuuuuuuuuuuuuuu');
    const first = await detect(context, { siteIds: ids, from: start, to: minutes(230) });
    expect(await shown(context)).toEqual([
      { kind: 'outage', from: 15, to: 30, sites: 1 },
      { kind: 'outage', from: 100, to: 105, sites: 1 },
      { kind: 'flap', from: 100, to: 120, sites: 1 },
      { kind: 'outage', from: 115, to: 120, sites: 1 },
    ]);
    expect(first).toHaveLength(4);
    expect(await detect(context, { siteIds: ids, from: start, to: minutes(230) })).toEqual([]);
  });

  it('withdraws an outage that late readings unmake', async () => {
    const { context, codes, ids } = await setUp(1);
    const site = codes[0] ?? '';
    await given(context, site, 'uuud');
    await given(context, site, 'uuuu', 60);
    await detect(context, { siteIds: ids, from: start, to: minutes(80) });
    const before = await shown(context);
    expect(before).toEqual([{ kind: 'outage', from: 15, to: 20, sites: 1 }]);
    // It was back after two minutes: no longer than a failover takes.
    await given(context, site, 'u', 17);
    await detect(context, { siteIds: ids, from: minutes(15), to: minutes(20) });
    expect(await shown(context)).toEqual([]);
  });

  it('joins two outages that late readings connect', async () => {
    const { context, codes, ids } = await setUp(1);
    const site = codes[0] ?? '';
    await given(context, site, 'uuud------------duuuu');
    await detect(context, { siteIds: ids, from: start, to: minutes(120) });
    await given(context, site, 'dddddddddddd', 20);
    await detect(context, { siteIds: ids, from: minutes(20), to: minutes(80) });
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: 85, sites: 1 }]);
  });

  it('closes an open outage although the site itself did not change again', async () => {
    const { context, codes, ids } = await setUp(1);
    const site = codes[0] ?? '';
    const early = testContextAt(context, minutes(26));
    await given(early, site, 'uuuddu');
    await detect(early, { siteIds: ids, from: start, to: minutes(26) });
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: null, sites: 1 }]);
    await given(context, site, 'uuuu', 30);
    await detect(context, { siteIds: [], from: minutes(30), to: minutes(50) });
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: 25, sites: 1 }]);
  });

  it('makes one episode of a concentrator that takes its sites down', async () => {
    const { context, codes, ids } = await setUp(8);
    for (const [index, code] of codes.entries())
      await given(context, code, index < 6 ? 'uuuddddduuuuuu' : 'uuuuuuuuuuuuuu');
    await detect(context, { siteIds: ids, from: start, to: minutes(70) });
    expect(await shown(context)).toEqual([{ kind: 'concentrator-outage', from: 15, to: 40, sites: 6 }]);
  });

  it('leaves the outages to the sites when they are on different concentrators', async () => {
    const { context, codes, ids } = await setUp(8);
    for (const code of codes.slice(0, 4)) {
      await setSiteAttribute(context, {
        siteCode: code,
        key: 'concentrator',
        value: 'VPN-B',
        from: new Date('2026-04-15T00:00:00Z'),
      });
    }
    for (const [index, code] of codes.entries())
      await given(context, code, index % 2 === 0 ? 'uuuddddduuuuuu' : 'uuuuuuuuuuuuuu');
    await detect(context, { siteIds: ids, from: start, to: minutes(70) });
    expect((await shown(context)).map((episode) => episode.kind)).toEqual([
      'outage',
      'outage',
      'outage',
      'outage',
    ]);
  });

  it('finds saturation only when the sites suffer', async () => {
    const { context, codes } = await setUp(3);
    const concentrator = await findConcentrator(context.db, 'VPN-A', start);
    const load = (index: number): number => (index >= 24 && index < 36 ? 980 : 400);
    await importReadings(context, {
      source: 'test',
      concentrators: Array.from({ length: 60 }, (_, index) => ({
        concentrator: 'VPN-A',
        at: minutes(index * 5).toISOString(),
        inMbps: load(index),
        outMbps: 0,
      })),
    });
    const quality = (suffering: boolean) =>
      codes.flatMap((site) =>
        Array.from({ length: 60 }, (_, index) => ({
          site,
          at: minutes(index * 5).toISOString(),
          tunnel: 'up',
          lossPercent: suffering && index >= 24 && index < 36 ? 3 : 0.1,
          latencyMs: suffering && index >= 24 && index < 36 ? 90 : 20,
        })),
      );
    const changed = { concentratorIds: [concentrator?.id ?? 0], from: start, to: minutes(300) };
    await detect(context, changed);
    expect(await shown(context)).toEqual([]);
    await importReadings(context, { source: 'test', readings: quality(true) });
    await detect(context, changed);
    expect(await shown(context)).toEqual([{ kind: 'saturation', from: 120, to: 180, sites: 0 }]);
  });
});

/** The same database seen at an earlier instant. */
function testContextAt(context: TestContext, at: Date): TestContext {
  return { ...context, clock: simulatedClock(at) };
}
