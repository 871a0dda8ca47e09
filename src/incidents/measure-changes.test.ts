import { beforeEach, expect, it } from 'vitest';
import { type Analyst, analystHere, type ChangeQuestion } from '#attribution';
import { listSites } from '#estate';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { evaluateIncident } from './evaluate.ts';
import { measureChanges } from './measure-changes.ts';
import { addMeasure } from './measures.ts';
import type { Incident } from './model.ts';
import { measures } from './outcomes.ts';

let context: TestContext;
let incident: Incident;
const at = (day: number, hour = 0): Date => new Date(Date.UTC(2026, 3, day, hour));

/** 40 sites known for two weeks; for one each of them fails once, and on the 20th something is done about it. */
beforeEach(async () => {
  context = await testContext({ at: at(20) });
  const { siteCodes } = await givenEstate(context, 40);
  incident = await givenIncident(context, { startedAt: at(13) });
  const sites = (await listSites(context.db)).toSorted((a, b) => a.id - b.id);
  for (const [index, { id }] of sites.entries()) {
    const from = at(13 + (index % 7), index % 24);
    await givenEpisode(context, {
      ...{ kind: 'outage', siteIds: [id], from: from.toISOString() },
      to: new Date(from.getTime() + 600_000).toISOString(),
    });
  }
  context.clock.advanceTo(at(26));
  const readings = siteCodes.flatMap((site) =>
    Array.from({ length: 13 * 24 }, (_, hour) =>
      [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map((minute) => ({
        ...{ site, at: new Date(at(13).getTime() + (hour * 60 + minute) * 60_000).toISOString() },
        ...{ tunnel: 'up' as const, lossPercent: 0, latencyMs: 20 },
      })),
    ).flat(),
  );
  await importReadings(context, { source: 'test', readings });
});

const promise = (metric: 'outages.perDay' | 'calls.linkedPerDeskDay') => ({
  ...{ metric, parameters: {}, baselineFrom: at(13), baselineTo: at(20), comparator: 'below' as const },
  ...{ expected: 1, by: at(28) },
});

const counting = (analyst: Analyst): Analyst & { asked: ChangeQuestion[] } => {
  const asked: ChangeQuestion[] = [];
  return {
    ...analyst,
    asked,
    change(question) {
      asked.push(question);
      return analyst.change(question);
    },
  };
};

it('stands beside the plain figure of a promise about failures, once a day, and for good once it fell due', async () => {
  for (const [key, metric] of [
    ['workaround', 'outages.perDay'],
    ['advice', 'calls.linkedPerDeskDay'],
  ] as const)
    await addMeasure(context, {
      ...{ incident: incident.slug, key, title: key, description: key, startedAt: at(20) },
      promise: promise(metric),
    });
  const analyst = counting(analystHere(context.db));
  expect(await measureChanges(context, analyst)).toBe(0);
  await evaluateIncident(context, incident.id);
  expect(await measureChanges(context, analyst)).toBe(1);
  expect(analyst.asked).toMatchObject([{ from: at(13), to: at(26), startedAt: at(20), terms: [] }]);
  const [workaround, advice] = await measures(context.db, incident.id);
  expect(workaround?.outcome?.change).toMatchObject({
    verdict: 'fell',
    strata: 'hour of the day',
    final: false,
  });
  expect(workaround?.outcome?.change?.ratio?.high).toBeLessThan(1);
  expect(workaround?.outcome?.change?.sentence).toMatch(/^Failures fell at all sites: 40 failures/);
  expect(advice?.outcome).not.toHaveProperty('change');
  expect(await measureChanges(context, analyst)).toBe(0);
  // The plain figure is measured anew without touching it, and sees no change in it.
  expect(await evaluateIncident(context, incident.id)).toBe(false);
  context.clock.advanceTo(at(27, 1));
  expect(await measureChanges(context, analyst)).toBe(1);
  context.clock.advanceTo(at(28, 1));
  expect(await measureChanges(context, analyst)).toBe(1);
  expect((await measures(context.db, incident.id))[0]?.outcome?.change).toMatchObject({
    final: true,
    asOf: at(28),
  });
  context.clock.advanceTo(at(30));
  expect(await measureChanges(context, analyst)).toBe(0);
}, 60_000);

it('looks at the sites of the concentrator that a promise is about, and not while the measure settles', async () => {
  await addMeasure(context, {
    ...{ incident: incident.slug, key: 'limit', title: 'Limit', description: 'Limit.', startedAt: at(20) },
    promise: {
      ...promise('outages.perDay'),
      ...{ metric: 'concentrator.peakUtilisation', parameters: { concentrator: 'VPN-A' }, settleHours: 150 },
    },
  });
  const analyst = counting(analystHere(context.db));
  await evaluateIncident(context, incident.id);
  expect(await measureChanges(context, analyst)).toBe(0);
  context.clock.advanceTo(at(27));
  expect(await measureChanges(context, analyst)).toBe(1);
  expect(analyst.asked).toMatchObject([
    { settledAt: at(26, 6), terms: [{ key: 'concentrator', value: 'VPN-A' }] },
  ]);
}, 60_000);
