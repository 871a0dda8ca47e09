import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { listSites } from '#estate';
import { incidentVerbs } from '#incidents';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { changeEpisode, givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { affectedSites } from './affected.ts';
import { evaluateIncident } from './evaluate.ts';
import { linkSubject } from './link-subject.ts';
import { findIncident, impactPeriods, listIncidents, openIncidents } from './read.ts';
import { updateImpact } from './update-impact.ts';

const run = (context: TestContext, name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(incidentVerbs, context, name, { incident: 'firewalls', ...input });

async function siteIds(context: TestContext, count: number): Promise<number[]> {
  await givenEstate(context, count);
  return (await listSites(context.db)).map((site) => site.id);
}

describe('impact', () => {
  it('follows the episodes: made, ended, withdrawn; running again changes nothing', async () => {
    const context = await testContext();
    const ids = await siteIds(context, 4);
    const { id } = await givenIncident(context);
    const [one = 0, two = 0, three = 0, four = 0] = ids;
    const outage = await givenEpisode(context, {
      kind: 'outage',
      siteIds: [one, two],
      from: '2026-04-20T06:00:00Z',
      text: 'No tunnel.',
    });
    const flap = await givenEpisode(context, {
      kind: 'flap',
      siteIds: [three],
      from: '2026-04-20T06:10:00Z',
    });
    const full = await givenEpisode(context, {
      kind: 'saturation',
      siteIds: [one, four],
      from: '2026-04-20T06:30:00Z',
    });
    const before = await givenEpisode(context, {
      kind: 'outage',
      siteIds: [four],
      from: '2026-04-10T06:30:00Z',
    });
    const episodeIds = [outage, flap, full, before];
    expect(await updateImpact(context, { episodeIds })).toEqual([id]);
    expect(await updateImpact(context, { episodeIds })).toEqual([]);
    expect((await impactPeriods(context.db, id)).map((p) => [p.siteId, p.kind, p.to, p.episodeId])).toEqual([
      [one, 'outage', null, outage],
      [two, 'outage', null, outage],
      [three, 'unstable', null, flap],
      [one, 'degraded capacity', null, full],
      [four, 'degraded capacity', null, full],
    ]);
    await changeEpisode(context, outage, { to: '2026-04-20T06:20:00Z' });
    await changeEpisode(context, flap, { withdrawn: true });
    expect(await updateImpact(context, { episodeIds: [outage, flap] })).toEqual([id]);
    expect(await affectedSites(context.db, id)).toEqual([one, two]);
    expect(await affectedSites(context.db, id, new Date('2026-04-20T06:19:59Z'))).toEqual([one, two]);
    expect(await affectedSites(context.db, id, new Date('2026-04-20T06:20:00Z'))).toEqual([]);
  });

  it('is built from the start when an incident is declared afterwards, and feeds the linking of calls', async () => {
    const context = await testContext();
    const [site = 0] = await siteIds(context, 2);
    await givenEpisode(context, {
      kind: 'outage',
      siteIds: [site],
      from: '2026-04-16T06:00:00Z',
      to: '2026-04-16T06:20:00Z',
    });
    const incident = await givenIncident(context);
    expect(await affectedSites(context.db, incident.id)).toEqual([site]);
    const practiceId = (await listSites(context.db)).find((one) => one.id === site)?.practiceId ?? 0;
    const subject = await linkSubject(context.db, incident);
    expect(subject).toMatchObject({
      incidentId: incident.id,
      symptomWords: ['internet down', 'vpn'],
      endedAt: null,
    });
    expect([...subject.affectedPracticeIds]).toEqual([practiceId]);
    expect(subject.failingNear(practiceId, new Date('2026-04-16T06:50:00Z'))).toBe(true);
    expect(subject.failingNear(practiceId, new Date('2026-04-16T06:51:00Z'))).toBe(false);
    expect(subject.failingNear(practiceId + 1, new Date('2026-04-16T06:10:00Z'))).toBe(false);
  });
});

it('tells other domains what changed, and when calls must be looked at again', async () => {
  const context = await testContext();
  const [site = 0] = await siteIds(context, 1);
  const { id } = await givenIncident(context);
  const told = async () => {
    const query = sql<{
      data: unknown;
    }>`delete from outbox_event where type = 'incident.changed' returning data`;
    return (await query.execute(context.db)).rows.map((row) => row.data);
  };
  expect(await told()).toEqual([{ incidentId: id, subjectChanged: true }]);
  await run(context, 'incident.note', { text: 'A note' });
  expect(await told()).toEqual([{ incidentId: id, subjectChanged: false }]);
  const episode = await givenEpisode(context, {
    kind: 'flap',
    siteIds: [site],
    from: '2026-04-20T06:00:00Z',
  });
  await updateImpact(context, { episodeIds: [episode] });
  expect(await told()).toEqual([{ incidentId: id, subjectChanged: true }]);
  await evaluateIncident(context, id);
  expect(await told()).toEqual([]);
});

describe('candidates', () => {
  const failAt = async (context: TestContext, ids: number[], hour: string): Promise<number[]> => {
    const made: number[] = [];
    for (const site of ids)
      made.push(
        await givenEpisode(context, { kind: 'outage', siteIds: [site], from: `2026-04-20T${hour}:00Z` }),
      );
    return made;
  };

  it('is proposed once when enough sites fail together, and declared by a person', async () => {
    const context = await testContext();
    const ids = await siteIds(context, 6);
    const four = await failAt(context, ids.slice(0, 4), '05:00');
    expect(await updateImpact(context, { episodeIds: four })).toEqual([]);
    const fifth = await failAt(context, ids.slice(4, 5), '06:00');
    expect(await updateImpact(context, { episodeIds: fifth })).toHaveLength(1);
    expect(await updateImpact(context, { episodeIds: fifth })).toEqual([]);
    const [candidate] = await listIncidents(context.db, { states: ['candidate'] });
    expect(candidate).toMatchObject({ startedAt: new Date('2026-04-20T05:00:00Z'), declaredAt: null });
    expect(await openIncidents(context.db)).toEqual([]);
    const declared = await givenIncident(context, { candidate: candidate?.slug, startedAt: undefined });
    expect(declared).toMatchObject({ id: candidate?.id, slug: 'firewalls', startedAt: candidate?.startedAt });
    expect(await affectedSites(context.db, declared.id)).toEqual(ids.slice(0, 5));
  });

  it('is not proposed again on evidence that was declined', async () => {
    const context = await testContext();
    const ids = await siteIds(context, 5);
    const episodeIds = await failAt(context, ids, '05:00');
    await updateImpact(context, { episodeIds });
    const [candidate] = await listIncidents(context.db);
    await run(context, 'incident.decline', { incident: candidate?.slug, reason: 'Planned work' });
    expect(await updateImpact(context, { episodeIds })).toEqual([]);
    expect(await listIncidents(context.db)).toHaveLength(1);
    await givenIncident(context);
    await expect(run(context, 'incident.decline', { reason: 'Too late' })).rejects.toMatchObject({
      code: 'state.refused',
    });
  });

  it('merges into an open incident and keeps its address', async () => {
    const context = await testContext();
    await givenIncident(context);
    await givenIncident(context, { slug: 'other' });
    await run(context, 'incident.merge', { incident: 'other', into: 'firewalls', reason: 'One fault' });
    expect((await findIncident(context.db, 'other')).states.response).toBe('merged');
    await expect(run(context, 'incident.merge', { into: 'other', reason: 'Back' })).rejects.toMatchObject({
      code: 'state.refused',
    });
  });
});
