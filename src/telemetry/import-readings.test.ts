import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { givenSites, givenStates } from '../../test/support/telemetry.ts';
import {
  concentratorSeries,
  currentStates,
  importReadings,
  listIntervals,
  siteSeries,
  stateSeconds,
} from './index.ts';

const day = { from: new Date('2026-04-20T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };
const up = { tunnel: 'up', firewall: 'online', lossPercent: 0.2, latencyMs: 23, inMbps: 3.2, outMbps: 1.1 };

const facts = async (context: Awaited<ReturnType<typeof testContext>>) => {
  const result = await sql<{
    data: { siteIds: number[]; concentratorIds: number[]; from: string; to: string };
  }>`
    select data from outbox_event where type = 'telemetry.changed' order by id`.execute(context.db);
  return result.rows.map((row) => row.data);
};

describe('importReadings', () => {
  it('turns readings into history, present and series', async () => {
    const context = await testContext();
    const [first = 0] = await givenSites(context, 2);
    const report = await importReadings(context, {
      source: 'test',
      readings: [
        { site: 'S1', at: '2026-04-20T06:00:00Z', ...up },
        { site: 'S1', at: '2026-04-20T06:05:00Z', tunnel: 'down' },
        { site: 'S1', at: '2026-04-20T06:10:00Z', ...up, lossPercent: 7 },
      ],
    });
    expect(report).toEqual({
      accepted: 3,
      repeated: 0,
      faults: [],
      faultCount: 0,
      changedSites: 1,
      dryRun: false,
    });
    expect(await listIntervals(context.db, day)).toEqual([
      {
        siteId: first,
        state: 'up',
        from: new Date('2026-04-20T06:00:00Z'),
        to: new Date('2026-04-20T06:05:00Z'),
      },
      {
        siteId: first,
        state: 'down',
        from: new Date('2026-04-20T06:05:00Z'),
        to: new Date('2026-04-20T06:10:00Z'),
      },
      { siteId: first, state: 'degraded', from: new Date('2026-04-20T06:10:00Z'), to: null },
    ]);
    expect([...(await currentStates(context.db)).values()]).toEqual([
      {
        siteId: first,
        state: 'degraded',
        since: new Date('2026-04-20T06:10:00Z'),
        lastReadingAt: new Date('2026-04-20T06:10:00Z'),
        lossPercent: 7,
        latencyMs: 23,
        inMbps: 3.2,
        outMbps: 1.1,
      },
    ]);
    expect((await siteSeries(context.db, { ...day, siteIds: [first] }))[1]).toEqual({
      siteId: first,
      at: new Date('2026-04-20T06:05:00Z'),
      state: 'down',
      lossPercent: null,
      latencyMs: null,
      inMbps: null,
      outMbps: null,
    });
    expect(await facts(context)).toEqual([
      {
        siteIds: [first],
        concentratorIds: [],
        from: '2026-04-20T06:00:00.000Z',
        to: '2026-04-20T06:10:00.000Z',
      },
    ]);
  });

  it('stores a batch that is sent again once, and says nothing changed', async () => {
    const context = await testContext();
    const [first = 0] = await givenSites(context, 1);
    const batch = {
      source: 'test',
      readings: [
        { site: 'S1', at: '2026-04-20T06:00:00Z', ...up },
        { site: 's1 ', at: '2026-04-20T06:00:00.400Z', ...up },
        { site: 'S1', at: '2026-04-20T06:05:00Z', tunnel: 'down' },
      ],
      concentrators: [{ concentrator: 'VPN-A', at: '2026-04-20T06:00:00Z', inMbps: 40, outMbps: 10 }],
    };
    expect(await importReadings(context, batch)).toMatchObject({ accepted: 3, repeated: 1 });
    const before = await siteSeries(context.db, { ...day, siteIds: [first] });
    expect(await importReadings(context, batch)).toMatchObject({ accepted: 0, repeated: 4, changedSites: 0 });
    expect(await siteSeries(context.db, { ...day, siteIds: [first] })).toEqual(before);
    expect(await facts(context)).toHaveLength(1);
  });

  it('joins two readings of one instant figure by figure, whichever came first', async () => {
    const context = await testContext();
    const [first = 0, second = 0] = await givenSites(context, 2);
    const a = { tunnel: 'up', lossPercent: 1, inMbps: 5 };
    const b = { tunnel: 'down', latencyMs: 30, inMbps: 4 };
    for (const [one, two] of [
      [a, b],
      [b, a],
    ]) {
      await importReadings(context, {
        source: 'test',
        readings: [
          { site: 'S1', at: '2026-04-20T06:00:00Z', ...one },
          { site: 'S2', at: '2026-04-20T06:00:00Z', ...two },
        ],
      });
    }
    const [left, right] = await siteSeries(context.db, { ...day, siteIds: [first, second] });
    expect(left).toMatchObject({ state: 'down', lossPercent: 1, latencyMs: 30, inMbps: 5, outMbps: null });
    expect(right).toEqual({ ...left, siteId: second });
    const current = await currentStates(context.db);
    expect(current.get(first)).toMatchObject({ state: 'down', lossPercent: 1, latencyMs: 30 });
  });

  it('refuses a batch with one bad row whole, and with skip stores the rest', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    const batch = {
      source: 'test',
      readings: [
        { site: 'S1', at: '2026-04-20T06:00:00Z', ...up },
        { site: 'S9', at: '2026-04-20T06:00:00Z', lossPercent: 140 },
      ],
      concentrators: [{ concentrator: 'VPN-X', at: '2026-04-20T06:00:00Z' }],
    };
    const faults = [
      expect.objectContaining({ field: 'readings.1.site' }),
      expect.objectContaining({ field: 'readings.1.lossPercent' }),
      expect.objectContaining({ field: 'concentrators.0.concentrator' }),
    ];
    await expect(importReadings(context, batch)).rejects.toMatchObject({ code: 'import.rejected', faults });
    expect(await currentStates(context.db)).toEqual(new Map());
    expect(await importReadings(context, { ...batch, onFault: 'skip' })).toMatchObject({
      accepted: 1,
      faults,
      faultCount: 3,
    });
    expect((await currentStates(context.db)).size).toBe(1);
  });

  it.each([
    null,
    [],
    'text',
    { readings: [] },
    { source: 'x', readings: {} },
    { source: 'x', onFault: 'maybe' },
    { source: 'x', reading: [] },
  ])('refuses %j as a batch', async (batch) => {
    const context = await testContext();
    await expect(importReadings(context, batch)).rejects.toMatchObject({ code: 'input.invalid' });
  });

  it('knows a site that was added after the codes were first read', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    await importReadings(context, { source: 'test', readings: [{ site: 'S1', at: '2026-04-20T06:00:00Z' }] });
    await sql`insert into site (code, practice_id, name, address, town, postcode)
      select 'NEW', practice_id, 'New', '', '', '' from site limit 1`.execute(context.db);
    const report = await importReadings(context, {
      source: 'test',
      readings: [{ site: 'NEW', at: '2026-04-20T06:00:00Z' }],
    });
    expect(report.accepted).toBe(1);
  });

  it('refuses those who may not', async () => {
    const context = await testContext({
      actor: { kind: 'person', name: 'Viewer', roles: ['viewer', 'desk'] },
    });
    await expect(importReadings(context, { source: 'test' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('announces since when history differs, not since when the state held that ended', async () => {
    const context = await testContext({ at: new Date('2026-04-25T07:00:00Z') });
    await givenSites(context, 1);
    await givenStates(context, 'S1', [['2026-04-20T06:00:00Z', '2026-04-25T06:00:00Z', 'up']]);
    await importReadings(context, {
      source: 'test',
      readings: [{ site: 'S1', at: '2026-04-25T06:00:00Z', tunnel: 'down' }],
    });
    const from = (await facts(context)).map((fact) => fact.from);
    expect(from).toEqual(['2026-04-20T06:00:00.000Z', '2026-04-25T05:47:30.000Z']);
  });

  it('does a dry run fully and takes it back', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    const batch = { source: 'test', readings: [{ site: 'S1', at: '2026-04-20T06:00:00Z', ...up }] };
    expect(await importReadings(context, batch, { dryRun: true })).toMatchObject({
      accepted: 1,
      dryRun: true,
    });
    expect(await currentStates(context.db)).toEqual(new Map());
    expect(await facts(context)).toEqual([]);
    expect(await importReadings(context, batch)).toMatchObject({ accepted: 1, dryRun: false });
  });

  it('keeps concentrator readings, larger and known figures first', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    const send = (figures: Record<string, number>) =>
      importReadings(context, {
        source: 'test',
        concentrators: [{ concentrator: 'VPN-A', at: '2026-04-20T06:00:00Z', ...figures }],
      });
    expect(await send({ inMbps: 100, tunnels: 180 })).toMatchObject({ accepted: 1 });
    expect(await send({ inMbps: 90, outMbps: 0.5, tunnels: 181 })).toMatchObject({ accepted: 1 });
    expect(await send({ inMbps: 90 })).toMatchObject({ accepted: 0, repeated: 1 });
    const series = await concentratorSeries(context.db, day);
    expect(series).toEqual([
      expect.objectContaining({
        inMbps: 100,
        outMbps: 0.5,
        mbps: 100.5,
        tunnels: 181,
        loadScore: null,
        at: new Date('2026-04-20T06:00:00Z'),
      }),
    ]);
    expect((await facts(context)).map((fact) => fact.concentratorIds.length)).toEqual([1, 1]);
  });

  it('does not lose an instant when two batches are sent at once', async () => {
    const context = await testContext();
    const [first = 0] = await givenSites(context, 1);
    const minutes = Array.from({ length: 40 }, (_, index) => index);
    await Promise.all(
      minutes.map((minute) =>
        importReadings(context, {
          source: 'test',
          readings: [
            {
              site: 'S1',
              at: new Date(Date.UTC(2026, 3, 20, 5, (minute * 7) % 40)).toISOString(),
              tunnel: minute % 3 ? 'up' : 'down',
            },
          ],
        }),
      ),
    );
    expect(await siteSeries(context.db, { ...day, siteIds: [first] })).toHaveLength(40);
    const intervals = await listIntervals(context.db, day);
    for (const [index, interval] of intervals.entries()) {
      const next = intervals[index + 1];
      expect(interval.to).toEqual(next?.from ?? null);
      expect(interval.state).not.toBe(next?.state);
    }
  });
});

describe('stateSeconds', () => {
  it('adds up to the window, and counts silence as unknown before anybody marks it', async () => {
    const context = await testContext();
    const [first = 0, second = 0] = await givenSites(context, 2);
    await givenStates(context, 'S1', [
      ['2026-04-20T05:00:00Z', '2026-04-20T05:30:00Z', 'up'],
      ['2026-04-20T05:30:00Z', '2026-04-20T05:40:00Z', 'down'],
      ['2026-04-20T05:40:00Z', '2026-04-20T05:45:00Z', 'degraded'],
    ]);
    const window = {
      siteIds: [first, second],
      from: new Date('2026-04-20T05:10:00Z'),
      to: new Date('2026-04-20T06:10:00Z'),
    };
    const seconds = await stateSeconds(context.db, window);
    expect(seconds.get(first)).toEqual({ up: 1200, down: 600, degraded: 300, unknown: 1500 });
    expect(seconds.get(second)).toEqual({ up: 0, down: 0, degraded: 0, unknown: 3600 });
  });
});
