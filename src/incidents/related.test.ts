import { describe, expect, it } from 'vitest';
import type { Actor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { incidentVerbs, type RelatedIncident } from './index.ts';
import { updateImpact } from './update-impact.ts';

const run = (context: TestContext, name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(incidentVerbs, context, name, input);
const related = async (context: TestContext, input: Record<string, unknown>) =>
  (await run(context, 'incident.related', input)) as RelatedIncident[];

/** An incident of March that was closed with an action and a next step never done, and the one of April. */
async function twoIncidents(): Promise<TestContext> {
  const context = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
  await givenEstate(context, 6);
  await givenEpisode(context, {
    kind: 'outage',
    siteIds: [1, 2, 3],
    from: '2026-03-03T08:00:00Z',
    to: '2026-03-03T10:00:00Z',
  });
  await givenEpisode(context, { kind: 'outage', siteIds: [2, 3, 4], from: '2026-04-16T08:00:00Z' });
  await givenIncident(context, {
    slug: 'march',
    title: 'Concentrator full in March',
    startedAt: new Date('2026-03-03T07:00:00Z'),
  });
  const march = (name: string, input: Record<string, unknown> = {}) =>
    run(context, name, { incident: 'march', ...input });
  await march('command.group', { group: 'technical', purpose: 'Find out why' });
  for (const text of ['Order a second concentrator', 'Write to the supplier'])
    await march('command.action', { group: 'technical', text, owner: 'Toni Tech' });
  await march('command.action-done', { number: 2 });
  await march('nextstep.add', { text: 'Measure the load each morning' });
  await givenIncident(context, { components: [{ key: 'concentrator', value: 'VPN-A' }] });
  await givenIncident(context, {
    slug: 'other',
    title: 'Printers',
    symptomWords: ['printer'],
    startedAt: new Date('2026-04-20T08:00:00Z'),
    components: [],
  });
  await updateImpact(context, { episodeIds: [1, 2] });
  return context;
}

describe('incident.related', () => {
  it('names what was shared, and what was never done', async () => {
    const context = await twoIncidents();
    const [first, ...rest] = await related(context, { incident: 'firewalls' });
    expect(first).toMatchObject({
      slug: 'march',
      notDone: [
        { text: 'Order a second concentrator', owner: 'Toni Tech' },
        { text: 'Measure the load each morning', owner: null },
      ],
    });
    expect(first?.reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['sites', 'component', 'symptom words']),
    );
    expect(rest).toEqual([]);
  });

  it('answers before anything is declared, from what is known so far', async () => {
    const context = await twoIncidents();
    const described = { components: [{ key: 'concentrator', value: 'vpn-a' }], symptomWords: ['vpn'] };
    expect((await related(context, described)).map(({ slug }) => slug).sort()).toEqual([
      'firewalls',
      'march',
    ]);
    expect(await related(context, { title: 'Something else' })).toEqual([]);
  });

  it('is for people who may read incidents', async () => {
    const context = await testContext();
    const actor: Actor = { kind: 'token', name: 'feed', roles: ['intake'] };
    await expect(run({ ...context, actor }, 'incident.related', {})).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(related(context, { incident: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
