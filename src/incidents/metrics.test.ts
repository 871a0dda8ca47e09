import { beforeAll, describe, expect, it } from 'vitest';
import { findSite } from '#estate';
import { runVerb } from '#platform/verbs';
import { importCalls, linkedCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { givenStates } from '../../test/support/telemetry.ts';
import { measureMetric } from './metrics.ts';
import { type Incident, type MetricKey, metricKeys } from './model.ts';
import { incidentVerbs } from './verbs.ts';

const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);

describe('figures from the data', () => {
  let context: TestContext;
  let incident: Incident;
  const measure = (metric: MetricKey, from: string, to: string, parameters = {}) =>
    measureMetric(context.db, context.clock.now(), {
      metric,
      parameters,
      incident,
      from: at(from),
      to: at(to),
    });

  beforeAll(async () => {
    context = await testContext({ at: at('20T10:00') });
    await givenEstate(context, 3);
    incident = await givenIncident(context);
    // From 6 to 10 UTC (7 to 11 in London) on Monday 20 April: one site up, one down for an hour, one silent.
    await givenStates(context, 'G99001-1', [['2026-04-20T06:00:00Z', null, 'up']]);
    await givenStates(context, 'G99002-1', [
      ['2026-04-20T06:00:00Z', '2026-04-20T07:00:00Z', 'down'],
      ['2026-04-20T07:00:00Z', null, 'up'],
    ]);
    const second = (await findSite(context.db, 'G99002-1'))?.id ?? 0;
    await givenEpisode(context, {
      kind: 'outage',
      siteIds: [second],
      from: '2026-04-20T06:00:00Z',
      to: '2026-04-20T07:00:00Z',
    });
    await givenEpisode(context, {
      kind: 'flap',
      siteIds: [second],
      from: '2026-04-20T07:00:00Z',
      to: '2026-04-20T08:00:00Z',
    });
    const loads = [400, 450, 500, 900, 950, 1000, 300, 300];
    const concentrators = loads.map((mbps, index) => ({
      concentrator: 'VPN-A',
      at: new Date(at('20T06:00').getTime() + index * 600_000).toISOString(),
      inMbps: mbps - 100,
      outMbps: 100,
    }));
    await importReadings(context, { source: 'test', readings: [], concentrators });
    await importCalls(context, {
      source: 'desk',
      syncedAt: '2026-04-20T09:30:00Z',
      calls: ['C1', 'C2'].map((externalId, index) => ({
        externalId,
        openedAt: `2026-04-20T0${8 + index}:00:00Z`,
        status: 'open',
        odsCode: 'G99002',
        shortDescription: 'Printer jam',
      })),
    });
  });

  it.each([
    ['concentrator.peakUtilisation', { concentrator: 'vpn-a' }, '20T06:00', '20T07:20', 95],
    [
      'concentrator.peakUtilisation',
      { concentrator: 'VPN-A', fromHour: 8, toHour: 9 },
      '20T06:00',
      '20T07:20',
      30,
    ],
    ['concentrator.siteCount', { concentrator: 'VPN-A' }, '20T06:00', '20T07:20', 3],
    ['concentrator.siteCount', { concentrator: 'VPN-B' }, '20T06:00', '20T07:20', 0],
    ['outages.perDay', {}, '20T06:00', '20T10:00', 6],
    ['sites.flapping', {}, '20T06:00', '20T10:00', 1],
    ['sites.flapping', {}, '20T08:30', '20T10:00', 0],
    ['sites.downNow', {}, '20T06:00', '20T06:30', 1],
    ['sites.downNow', {}, '20T06:00', '20T10:00', 0],
    ['availability.percent', {}, '20T06:00', '20T10:00', 87.5],
  ] as const)('%s %o from %s to %s is %d', async (metric, parameters, from, to, expected) => {
    expect((await measure(metric, from, to, parameters)).value).toBeCloseTo(expected, 6);
  });

  it('is unknown where nothing was read', async () => {
    for (const metric of [
      'availability.percent',
      'sites.flapping',
      'sites.downNow',
      'outages.perDay',
    ] as const) {
      expect((await measure(metric, '18T06:00', '18T10:00')).value).toBeNull();
    }
    expect(
      (await measure('concentrator.peakUtilisation', '20T06:00', '20T07:00', { concentrator: 'VPN-B' }))
        .value,
    ).toBeNull();
  });

  it('counts a call once a person says that it belongs, and not when it is taken off again', async () => {
    expect((await measure('calls.linkedPerDeskDay', '20T06:00', '20T10:00')).value).toBe(0);
    const decide = (verb: string, externalId: string) =>
      runVerb(incidentVerbs, context, verb, {
        incident: 'firewalls',
        source: 'desk',
        externalId,
        reason: 'Rang back',
      });
    await decide('call.confirm', 'C1');
    await decide('call.confirm', 'C2');
    // The desk opened at 7 UTC: 3 of its 10.5 hours have passed.
    expect((await measure('calls.linkedPerDeskDay', '20T06:00', '20T10:00')).value).toBeCloseTo(7, 9);
    expect((await measure('calls.deskHoursSinceLast', '20T06:00', '20T10:00')).value).toBe(1);
    await decide('call.undo', 'C2');
    expect((await measure('calls.deskHoursSinceLast', '20T06:00', '20T10:00')).value).toBe(2);
    expect(await linkedCalls(context.db, { incidentId: incident.id })).toHaveLength(1);
    await expect(decide('call.reject', 'C9')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('can be looked at by a verb, with every metric of the catalogue', async () => {
    for (const metric of metricKeys) {
      const parameters = metric.startsWith('concentrator.') ? { concentrator: 'VPN-A' } : {};
      const window = { from: '2026-04-20T06:00:00Z', to: '2026-04-20T07:20:00Z' };
      const shown = await runVerb(incidentVerbs, context, 'metric.measure', {
        incident: 'firewalls',
        metric,
        parameters,
        ...window,
      });
      expect(shown).toMatchObject({
        unit: expect.any(String),
        text: expect.any(String),
        asOf: expect.any(Date),
      });
    }
  });

  it('refuses wrong parameters, an unknown concentrator and a window that ends before it begins', async () => {
    const refused = async (promise: Promise<unknown>, code: string) =>
      expect(promise).rejects.toMatchObject({ code });
    await refused(measure('sites.flapping', '20T06:00', '20T07:00', { site: 'x' }), 'input.invalid');
    await refused(
      measure('concentrator.peakUtilisation', '20T06:00', '20T07:00', { concentrator: 'VPN-Z' }),
      'not-found',
    );
    await refused(measure('sites.flapping', '20T07:00', '20T06:00'), 'input.invalid');
  });
});
