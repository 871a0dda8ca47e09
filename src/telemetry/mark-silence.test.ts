import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { givenSites } from '../../test/support/telemetry.ts';
import { currentStates, importReadings, listIntervals, markSilence } from './index.ts';

const day = { from: new Date('2026-04-20T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };

describe('markSilence', () => {
  it('turns a silent site unknown from one cadence after its last reading, once', async () => {
    const context = await testContext({ at: new Date('2026-04-20T07:00:00Z') });
    const [first = 0] = await givenSites(context, 2);
    await importReadings(context, {
      source: 'test',
      readings: [
        { site: 'S1', at: '2026-04-20T06:47:00Z', tunnel: 'up' },
        { site: 'S2', at: '2026-04-20T06:47:30Z', tunnel: 'up' },
      ],
    });
    expect(await markSilence(context)).toEqual([first]);
    expect(await markSilence(context)).toEqual([]);
    const since = new Date('2026-04-20T06:52:00Z');
    expect((await currentStates(context.db)).get(first)).toMatchObject({ state: 'unknown', since });
    expect(await listIntervals(context.db, { ...day, siteIds: [first] })).toEqual([
      { siteId: first, from: new Date('2026-04-20T06:47:00Z'), to: since, state: 'up' },
      { siteId: first, from: since, to: null, state: 'unknown' },
    ]);
  });

  it('is undone by a reading that was only late', async () => {
    const context = await testContext({ at: new Date('2026-04-20T07:00:00Z') });
    const [first = 0] = await givenSites(context, 1);
    const send = (at: string) =>
      importReadings(context, { source: 'test', readings: [{ site: 'S1', at, tunnel: 'up' }] });
    await send('2026-04-20T06:00:00Z');
    await markSilence(context);
    await send('2026-04-20T06:10:00Z');
    expect(await listIntervals(context.db, day)).toEqual([
      { siteId: first, from: new Date('2026-04-20T06:00:00Z'), to: null, state: 'up' },
    ]);
    expect((await currentStates(context.db)).get(first)).toMatchObject({
      state: 'up',
      since: new Date('2026-04-20T06:00:00Z'),
    });
  });

  it('refuses those who may not', async () => {
    const context = await testContext({ actor: { kind: 'token', name: 'Source', roles: ['intake'] } });
    await expect(markSilence(context)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
