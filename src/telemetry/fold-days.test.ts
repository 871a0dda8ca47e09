import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Db } from '#platform/db';
import { testContext } from '../../test/support/database.ts';
import { givenSites } from '../../test/support/telemetry.ts';
import { foldDays, hourlyRollups, importReadings, siteHalfHours, siteSeries } from './index.ts';

const window = { from: new Date('2026-04-18T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };

const days = { from: new Date('2026-04-16T00:00:00Z'), to: new Date('2026-04-19T00:00:00Z') };

const readings = (site: string, from: string, count: number, figures: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => ({
    site,
    at: new Date(new Date(from).getTime() + index * 300_000).toISOString(),
    tunnel: 'up',
    latencyMs: index,
    ...figures,
  }));

describe('foldDays', () => {
  it('changes where readings lie, not what is answered', async () => {
    const context = await testContext();
    await givenSites(context, 3);
    await importReadings(context, { source: 'test', readings: readings('S1', '2026-04-18T22:00:00Z', 60) });
    await importReadings(context, {
      source: 'test',
      readings: readings('S3', '2026-04-19T23:58:00Z', 10, { tunnel: 'down' }),
    });
    const before = [await siteSeries(context.db, window), await hourlyRollups(context.db, window)];
    const report = await foldDays(context, { before: context.clock.now() });
    expect(report).toMatchObject({ parts: 3, siteDays: 3 });
    expect([await siteSeries(context.db, window), await hourlyRollups(context.db, window)]).toEqual(before);
    const left = await sql<{ n: number }>`select count(*)::int as n from reading_part`.execute(context.db);
    expect(left.rows).toEqual([{ n: 1 }]);
    expect(await foldDays(context, { before: context.clock.now() })).toEqual({
      parts: 0,
      siteDays: 0,
      hours: 0,
    });
  });

  it.each<[string, (db: Db) => Promise<unknown>]>([
    ['readings', (db) => siteSeries(db, days)],
    ['hours', (db) => hourlyRollups(db, days)],
    ['half hours', (db) => siteHalfHours(db, days)],
  ])('hides nothing from who reads %s while it commits', async (_what, read) => {
    const context = await testContext();
    await givenSites(context, 1);
    const source = 'test';
    // Asked after each statement in turn, on a day of its own.
    for (let nth = 1; nth <= 3; nth += 1) {
      const batch = readings('S1', `2026-04-${15 + nth}T08:00:00Z`, 60);
      await importReadings(context, { source, readings: batch });
      const before = await read(context.db);
      let asked = 0;
      let parts = 0;
      const watched = context.db.withPlugin({
        transformQuery: ({ node }) => node,
        async transformResult({ result }) {
          asked += 1;
          if (asked === nth) parts = (await foldDays(context, { before: context.clock.now() })).parts;
          return result;
        },
      });
      expect(await read(watched)).toEqual(before);
      expect(parts + Number(asked < nth)).toBe(1);
      if (asked < nth) break;
    }
  });

  it('takes late readings into days already folded', async () => {
    const context = await testContext();
    const [first = 0] = await givenSites(context, 1);
    const late = readings('S1', '2026-04-19T10:00:00Z', 12);
    await importReadings(context, { source: 'test', readings: late.filter((_, index) => index % 2 === 0) });
    await foldDays(context, { before: context.clock.now() });
    await importReadings(context, { source: 'test', readings: late });
    const unfolded = await hourlyRollups(context.db, window);
    await foldDays(context, { before: context.clock.now() });
    expect(await siteSeries(context.db, window)).toHaveLength(12);
    expect(await hourlyRollups(context.db, window)).toEqual(unfolded);
    expect(unfolded).toEqual([
      {
        siteId: first,
        hour: new Date('2026-04-19T10:00:00Z'),
        readings: 12,
        seconds: { up: 3600, degraded: 0, down: 0, unknown: 0 },
        lossMaxPercent: null,
        lossMeanPercent: null,
        latencyMeanMs: 5.5,
        latencyP95Ms: 11,
        latencyMaxMs: 11,
        inMeanMbps: null,
        outMeanMbps: null,
        peakMbps: null,
      },
    ]);
  });

  it('leaves the day of the instant alone', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    await importReadings(context, { source: 'test', readings: readings('S1', '2026-04-20T00:00:00Z', 5) });
    expect(await foldDays(context, { before: context.clock.now() })).toMatchObject({ parts: 0 });
  });

  it('refuses those who may not', async () => {
    const context = await testContext({ actor: { kind: 'token', name: 'Source', roles: ['intake'] } });
    await expect(foldDays(context, { before: context.clock.now() })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
