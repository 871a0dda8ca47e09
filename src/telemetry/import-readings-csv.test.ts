import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { givenSites } from '../../test/support/telemetry.ts';
import { concentratorSeries, currentStates, importReadingsCsv, siteSeries } from './index.ts';

const day = { from: new Date('2026-04-20T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };
const file = (text: string, options = {}) => ({
  bytes: Buffer.from(text),
  fileName: 'readings.csv',
  ...options,
});

describe('importReadingsCsv', () => {
  it('reads sites, in London time where no offset is given, an empty cell as unknown', async () => {
    const context = await testContext();
    await givenSites(context, 2);
    const text =
      'site,at,tunnel,firewall,loss_percent,latency_ms,in_mbps,out_mbps\nS1,20/04/2026 07:00,up,online,0.2,23,,1.1\nS2,2026-04-20T06:05:00Z,down,,,,,\n';
    expect(await importReadingsCsv(context, file(text))).toMatchObject({ accepted: 2, changedSites: 2 });
    const series = await siteSeries(context.db, day);
    expect(series[0]).toMatchObject({
      at: new Date('2026-04-20T06:00:00Z'),
      state: 'up',
      lossPercent: 0.2,
      inMbps: null,
    });
    expect(series[1]).toMatchObject({ at: new Date('2026-04-20T06:05:00Z'), state: 'down', latencyMs: null });
  });

  it('tells a file of concentrators by its header', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    await importReadingsCsv(
      context,
      file('at,concentrator,in_mbps,tunnels\n2026-04-20T06:00:00Z,VPN-B,12.5,90\n'),
    );
    expect(await concentratorSeries(context.db, day)).toMatchObject([
      { inMbps: 12.5, outMbps: null, mbps: null, tunnels: 90 },
    ]);
  });

  it('names line and column of every fault, and stores nothing', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    const text =
      'site,at,loss_percent\nS1,2026-04-20T06:00:00Z,1\nS9,2026-04-20T06:00:00Z,lots\nS1,31/02/2026,1\nS1,x\n';
    await expect(importReadingsCsv(context, file(text))).rejects.toMatchObject({
      code: 'import.rejected',
      faults: expect.arrayContaining([
        expect.objectContaining({ line: 3, field: 'site' }),
        expect.objectContaining({ line: 3, field: 'loss_percent' }),
        expect.objectContaining({ line: 4, field: 'at' }),
        expect.objectContaining({ line: 5 }),
      ]),
    });
    expect(await currentStates(context.db)).toEqual(new Map());
    const report = await importReadingsCsv(context, file(text, { onFault: 'skip' }));
    expect(report).toMatchObject({ accepted: 1, faultCount: 4 });
  });

  it.each(['', 'site,when\nS1,now\n', 'nothing,here\n'])('refuses a file that begins %j', async (text) => {
    const context = await testContext();
    await expect(importReadingsCsv(context, file(text))).rejects.toMatchObject({ code: 'import.rejected' });
  });
});
