import { describe, expect, it } from 'vitest';
import { findConcentrator, listSites, setSiteAttribute } from '#estate';
import { simulatedClock } from '#platform/clock';
import { importCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { detect } from './detect.ts';
import { detectDue } from './detect-due.ts';
import { detectSurge } from './detect-surge.ts';
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

  it('confirms, and later clears, an outage while its readings are steady: no fact tells of those', async () => {
    const { context, codes, ids } = await setUp(1);
    const site = codes[0] ?? '';
    const at = (minute: number) => testContextAt(context, minutes(minute));
    await given(at(15), site, 'uuud');
    await detect(at(15), { siteIds: ids, from: start, to: minutes(15) });
    expect(await shown(context)).toEqual([]);
    expect(await detectDue(at(17))).toEqual([]);
    await detectDue(at(18));
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: null, sites: 1 }]);
    await given(at(26), site, 'dd', 20);
    await given(at(40), site, 'uuu', 30);
    await detect(at(31), { siteIds: ids, from: minutes(30), to: minutes(30) });
    expect(await detectDue(at(39))).toEqual([]);
    await detectDue(at(40));
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: 30, sites: 1 }]);
    expect(await detectDue(at(300))).toEqual([]);
  });

  it('does not forget a reading that is dated a little ahead of our clock', async () => {
    const { context, codes, ids } = await setUp(1);
    const early = testContextAt(context, minutes(12));
    await given(early, codes[0] ?? '', 'uuud');
    await detect(early, { siteIds: ids, from: start, to: minutes(15) });
    await detectDue(testContextAt(context, minutes(16)));
    await detectDue(testContextAt(context, minutes(19)));
    expect(await shown(context)).toEqual([{ kind: 'outage', from: 15, to: null, sites: 1 }]);
  });

  it('sees a concentrator go down although its sites report one at a time, also afterwards', async () => {
    const { context, codes, ids } = await setUp(8);
    for (const code of codes) await given(context, code, 'uuuuuuuuuuuuuu');
    for (const [index, code] of codes.slice(0, 6).entries()) {
      await given(context, code, 'dddd', 17);
      await detect(context, { siteIds: [ids[index] ?? 0], from: minutes(10), to: minutes(35) });
    }
    // Each down reading lies between two up ones, three minutes before the next.
    const ofConcentrator = (await shown(context)).filter((each) => each.kind === 'concentrator-outage');
    expect(ofConcentrator).toEqual([{ kind: 'concentrator-outage', from: 17, to: 35, sites: 6 }]);
  });

  it('keeps apart what each site needs: one long outage does not hide another', async () => {
    const { context, codes, ids } = await setUp(2);
    const [long = '', short = ''] = codes;
    const later = testContextAt(context, minutes(6000));
    await given(testContextAt(context, minutes(60)), long, 'uudddddddddd');
    await detect(testContextAt(context, minutes(60)), {
      siteIds: ids.slice(0, 1),
      from: start,
      to: minutes(60),
    });
    await given(later, long, 'd'.repeat(1188), 60);
    await given(later, short, 'uuddu', 5970);
    await detect(later, { siteIds: ids, from: minutes(5970), to: minutes(5990) });
    expect(await shown(context)).toEqual([
      { kind: 'outage', from: 10, to: null, sites: 1 },
      { kind: 'outage', from: 5980, to: 5990, sites: 1 },
    ]);
  });

  it('makes one episode of a concentrator that takes its sites down', async () => {
    const { context, codes, ids } = await setUp(8);
    for (const [index, code] of codes.entries())
      await given(context, code, index < 6 ? 'uuuddddduuuuuu' : 'uuuuuuuuuuuuuu');
    await detect(context, { siteIds: ids, from: start, to: minutes(70) });
    expect(await shown(context)).toEqual([{ kind: 'concentrator-outage', from: 15, to: 40, sites: 6 }]);
  });

  it('gives the outages back to the sites when others turn out to have worked', async () => {
    const { context, codes, ids } = await setUp(12);
    for (const code of codes.slice(0, 5)) await given(context, code, 'uuuddddduuuuuu');
    await detect(context, { siteIds: ids.slice(0, 5), from: start, to: minutes(70) });
    expect(await shown(context)).toEqual([{ kind: 'concentrator-outage', from: 15, to: 40, sites: 5 }]);
    for (const code of codes.slice(5)) await given(context, code, 'uuuuuuuuuuuuuu');
    await detect(context, { siteIds: ids.slice(5), from: start, to: minutes(70) });
    expect(await shown(context)).toEqual(
      Array.from({ length: 5 }, () => ({ kind: 'outage', from: 15, to: 40, sites: 1 })),
    );
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

  it('ends a saturation when the concentrator falls silent', async () => {
    const { context, codes } = await setUp(3);
    const at = testContextAt(context, minutes(181));
    const concentrator = await findConcentrator(context.db, 'VPN-A', start);
    const slots = Array.from({ length: 37 }, (_, index) => ({
      at: minutes(index * 5).toISOString(),
      high: index > 24,
    }));
    await importReadings(at, {
      source: 'test',
      concentrators: slots.map((slot) => ({
        concentrator: 'VPN-A',
        at: slot.at,
        inMbps: slot.high ? 980 : 400,
        outMbps: 0,
      })),
      readings: codes.flatMap((site) =>
        slots.map((slot) => ({
          site,
          at: slot.at,
          tunnel: 'up',
          lossPercent: slot.high ? 3 : 0.1,
          latencyMs: slot.high ? 90 : 20,
        })),
      ),
    });
    await detect(at, { concentratorIds: [concentrator?.id ?? 0], from: start, to: minutes(180) });
    expect(await shown(context)).toEqual([{ kind: 'saturation', from: 125, to: null, sites: 0 }]);
    expect(await detectDue(testContextAt(context, minutes(190)))).toEqual([]);
    await detectDue(testContextAt(context, minutes(200)));
    expect(await shown(context)).toEqual([{ kind: 'saturation', from: 125, to: 185, sites: 0 }]);
  });

  it('ends a surge when no more calls come', async () => {
    const { context } = await setUp(12);
    const calls = Array.from({ length: 14 }, (_, index) => ({
      externalId: `C${index}`,
      openedAt: minutes(120 + index).toISOString(),
      odsCode: `G99${String((index % 12) + 1).padStart(3, '0')}`,
      shortDescription: 'No connection',
      channel: 'phone',
      status: 'open',
    }));
    await importCalls(context, { source: 'desk', calls });
    await detectSurge(testContextAt(context, minutes(140)));
    const found = (await shown(context))[0];
    expect(found).toMatchObject({ kind: 'surge', to: null, sites: 12 });
    expect(await detectDue(testContextAt(context, minutes(190)))).toEqual([]);
    expect(await detectDue(testContextAt(context, minutes(194)))).toHaveLength(1);
    expect(await shown(context)).toEqual([{ ...found, to: 133 }]);
    expect(await detectDue(context)).toEqual([]);
  });
});

/** The same database seen at an earlier instant. */
function testContextAt(context: TestContext, at: Date): TestContext {
  return { ...context, clock: simulatedClock(at) };
}
