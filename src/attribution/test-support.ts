import { detect } from '#detection';
import { listSites, setSiteAttribute } from '#estate';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';

export const start = new Date('2026-04-16T05:00:00Z');
export const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000);
export const window = { from: start, to: minutes(1440) };

const steps = 288;

/** 32 sites over a day, a reading every 5 minutes; three in four of the 16 with the bad firmware fail, one of the others. */
export async function givenDay(): Promise<TestContext> {
  const context = await testContext({ at: minutes(1500) });
  const { siteCodes } = await givenEstate(context, 32);
  for (const [index, siteCode] of siteCodes.entries()) {
    const value = index < 16 ? 'fw-9.4.1' : 'fw-9.3.7';
    await setSiteAttribute(context, {
      siteCode,
      key: 'firmware',
      value,
      from: new Date('2026-01-01T00:00:00Z'),
    });
  }
  const readings = siteCodes.flatMap((site, index) => {
    const fails = index < 16 ? index % 4 !== 3 : index === 20;
    return Array.from({ length: steps }, (_, step) => {
      const isDown = fails && (step + index * 7) % 96 < 3;
      return {
        site,
        at: minutes(step * 5).toISOString(),
        tunnel: isDown ? 'down' : 'up',
        lossPercent: 0.1,
        latencyMs: 20,
      };
    });
  });
  await importReadings(context, { source: 'test', readings });
  const siteIds = (await listSites(context.db)).map(({ id }) => id);
  await detect(context, { siteIds, from: start, to: minutes(1440) });
  return context;
}
