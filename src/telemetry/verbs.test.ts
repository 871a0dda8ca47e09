import { describe, expect, it } from 'vitest';
import { runVerb } from '#platform/verbs';
import { testContext } from '../../test/support/database.ts';
import { givenSites, givenStates } from '../../test/support/telemetry.ts';
import { telemetryVerbs } from './index.ts';

describe('telemetryVerbs', () => {
  it('show the present and the availability of sites by code', async () => {
    const context = await testContext();
    await givenSites(context, 2);
    await givenStates(context, 'S1', [
      ['2026-04-20T06:00:00Z', '2026-04-20T06:15:00Z', 'up'],
      ['2026-04-20T06:15:00Z', '2026-04-20T06:20:00Z', 'down'],
    ]);
    const current = await runVerb(telemetryVerbs, context, 'readings.current', {});
    expect(current).toEqual([
      expect.objectContaining({ site: 'S1', state: 'down' }),
      { site: 'S2', state: 'unknown' },
    ]);
    const period = { from: '2026-04-20T07:00:00+01:00', to: '2026-04-20T07:20:00+01:00' };
    expect(await runVerb(telemetryVerbs, context, 'readings.availability', period)).toEqual([
      {
        site: 'S1',
        upSeconds: 900,
        degradedSeconds: 0,
        downSeconds: 300,
        unknownSeconds: 0,
        availabilityPercent: 75,
      },
      {
        site: 'S2',
        upSeconds: 0,
        degradedSeconds: 0,
        downSeconds: 0,
        unknownSeconds: 1200,
        availabilityPercent: null,
      },
    ]);
  });

  it('mark silence and fold', async () => {
    const context = await testContext();
    await givenSites(context, 1);
    await givenStates(context, 'S1', [['2026-04-19T06:00:00Z', '2026-04-19T07:00:00Z', 'up']]);
    expect(await runVerb(telemetryVerbs, context, 'readings.silence', {})).toEqual({ sites: 1 });
    expect(await runVerb(telemetryVerbs, context, 'readings.fold', {})).toMatchObject({
      parts: 1,
      siteDays: 1,
    });
  });

  it.each([
    ['readings.current', {}],
    ['readings.availability', { from: '2026-04-20T06:00:00Z', to: '2026-04-20T07:00:00Z' }],
    ['readings.silence', {}],
    ['readings.fold', {}],
  ])('%s refuses a source of readings', async (name, input) => {
    const context = await testContext({ actor: { kind: 'token', name: 'Source', roles: ['intake'] } });
    await expect(runVerb(telemetryVerbs, context, name, input)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('say which site there is not', async () => {
    const context = await testContext();
    await expect(runVerb(telemetryVerbs, context, 'readings.current', { site: 'S9' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
