import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { incidentVerbs } from '#incidents';
import type { Actor } from '#platform/auth';
import { versionOf } from '#platform/kept';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { evaluateIncident } from './evaluate.ts';
import { setNextUpdateDue } from './notes.ts';
import { exitCriteria, measures } from './outcomes.ts';
import {
  commandStructure,
  communicationAt,
  factors,
  findIncident,
  listIncidents,
  nextSteps,
  openIncidents,
  timeline,
} from './read.ts';
import { recordEvent } from './record.ts';
import { updateImpact } from './update-impact.ts';

const run = (context: TestContext, name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(incidentVerbs, context, name, { incident: 'firewalls', ...input });

describe('declaring', () => {
  it('gives the incident a name, a reference and a first state', async () => {
    const context = await testContext();
    const incident = await givenIncident(context, { slug: undefined });
    expect(incident).toMatchObject({
      slug: 'firewalls-drop-their-connection',
      reference: 'INC-2026-001',
      declaredAt: context.clock.now(),
      endedAt: null,
      states: {
        response: 'investigating',
        recovery: 'not started',
        review: 'not commissioned',
        communication: 'none due',
      },
    });
    const second = await givenIncident(context, { slug: undefined });
    expect(second).toMatchObject({ slug: 'firewalls-drop-their-connection-2', reference: 'INC-2026-002' });
    expect((await openIncidents(context.db)).map((one) => one.slug)).toEqual([second.slug, incident.slug]);
  });

  it('refuses a slug that is taken and a start in the future', async () => {
    const context = await testContext();
    await givenIncident(context);
    await expect(givenIncident(context)).rejects.toMatchObject({ code: 'conflict' });
    const future = { slug: 'later', startedAt: new Date('2026-04-20T07:01:00Z') };
    await expect(givenIncident(context, future)).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await listIncidents(context.db)).toHaveLength(1);
  });

  it('can be described better later', async () => {
    const context = await testContext();
    await givenIncident(context);
    await run(context, 'incident.describe', { title: 'Unstable firewalls', symptomWords: ['tunnel'] });
    expect(await findIncident(context.db, 'firewalls')).toMatchObject({
      title: 'Unstable firewalls',
      symptomWords: ['tunnel'],
      itSeverity: 2,
    });
    await expect(run(context, 'incident.describe', {})).rejects.toMatchObject({ code: 'input.invalid' });
  });
});

describe('the timeline', () => {
  it('keeps when it happened, when it was recorded and by whom, in order of happening', async () => {
    const context = await testContext();
    await givenIncident(context);
    await run(context, 'incident.note', { text: 'Engineers called in', at: '2026-04-18T09:00:00+01:00' });
    await run(context, 'incident.note', { text: 'First shift handed over', public: true });
    const entries = await timeline(context.db, (await findIncident(context.db, 'firewalls')).id);
    expect(entries.map((entry) => entry.text)).toEqual([
      'Engineers called in',
      'Incident declared: Firewalls drop their connection',
      'First shift handed over',
    ]);
    expect(entries[0]).toMatchObject({
      at: new Date('2026-04-18T08:00:00Z'),
      recordedAt: context.clock.now(),
      actor: 'Test Operator',
      public: false,
    });
    const open = await timeline(context.db, entries[0]?.incidentId ?? 0, { publicOnly: true });
    expect(open).toHaveLength(2);
  });

  it.each(['update incident_event set text = text', 'delete from incident_event', 'truncate incident_event'])(
    'refuses %s',
    async (statement) => {
      const context = await testContext();
      await givenIncident(context);
      await expect(sql.raw(statement).execute(context.db)).rejects.toThrow('append-only');
    },
  );

  it('refuses what lies in the future', async () => {
    const context = await testContext();
    await givenIncident(context);
    await expect(
      run(context, 'incident.note', { text: 'Soon', at: '2026-04-20T07:00:01Z' }),
    ).rejects.toMatchObject({ code: 'input.invalid', faults: [{ field: 'at' }] });
  });

  it('refuses an entry whose data could not be read back', async () => {
    const context = await testContext();
    const { id } = await givenIncident(context);
    await expect(
      context.db
        .transaction()
        .execute((db) =>
          recordEvent({ ...context, db }, id, { type: 'review.advanced', data: { to: 'finished' } }),
        ),
    ).rejects.toThrow();
  });
});

describe('command, factors and next steps', () => {
  it('shows who leads each subgroup now and what they have to do', async () => {
    const context = await testContext();
    const { id } = await givenIncident(context);
    await run(context, 'command.group', { group: 'technical', purpose: 'Find and fix' });
    await run(context, 'command.group', { group: 'communications', purpose: 'Tell practices' });
    await run(context, 'command.assign', { group: 'technical', role: 'lead', person: 'Ada Byrne' });
    await run(context, 'command.assign', { group: 'technical', role: 'member', person: 'Cy Dent' });
    await run(context, 'command.assign', {
      group: 'technical',
      role: 'member',
      person: 'Eli Fox',
      organisation: 'Carrier',
    });
    await run(context, 'command.assign', { group: 'technical', role: 'lead', person: 'Bo Crane' });
    await run(context, 'command.action', { group: 'technical', text: 'Upgrade one site', owner: 'Cy Dent' });
    await run(context, 'command.action', { group: 'technical', text: 'Ask the supplier', owner: 'Bo Crane' });
    await run(context, 'command.action-done', { number: 1 });
    await run(context, 'command.release', { group: 'technical', role: 'member', person: 'Cy Dent' });
    const [technical, communications] = await commandStructure(context.db, id);
    expect(technical).toMatchObject({ group: 'technical', lead: 'Bo Crane' });
    expect(technical?.members.map((member) => member.person)).toEqual(['Eli Fox', 'Bo Crane']);
    expect(technical?.actions.map((action) => [action.number, action.doneAt === null])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(communications).toMatchObject({ lead: null, members: [], actions: [] });
    await expect(
      run(context, 'command.assign', { group: 'none', role: 'lead', person: 'Ada Byrne' }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(run(context, 'command.action-done', { number: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('grades factors on evidence only', async () => {
    const context = await testContext();
    const { id } = await givenIncident(context);
    const factor = {
      key: 'firmware',
      title: 'Firmware',
      statement: 'A fault restarts firewalls.',
      settledBy: 'A fixed version',
    };
    await run(context, 'factor.add', factor);
    await expect(run(context, 'factor.add', factor)).rejects.toMatchObject({ code: 'conflict' });
    const grade = { key: 'firmware', reason: 'Only those sites fail' };
    await expect(run(context, 'factor.grade', { ...grade, grade: 'supported' })).rejects.toMatchObject({
      code: 'state.refused',
    });
    await expect(run(context, 'factor.grade', { ...grade, grade: 'ruled out' })).rejects.toMatchObject({
      code: 'state.refused',
    });
    await run(context, 'factor.grade', {
      ...grade,
      grade: 'supported',
      evidenceFor: ['9 of 10 failing sites have it'],
    });
    await run(context, 'factor.grade', {
      ...grade,
      grade: 'confirmed',
      evidenceFor: ['The supplier reproduced it'],
    });
    expect(await factors(context.db, id)).toMatchObject([
      {
        key: 'firmware',
        grade: 'confirmed',
        evidenceFor: ['9 of 10 failing sites have it', 'The supplier reproduced it'],
        gradedBy: 'Test Operator',
      },
    ]);
  });

  it('keeps next steps until they are done', async () => {
    const context = await testContext();
    const { id } = await givenIncident(context);
    await run(context, 'nextstep.add', { text: 'Root cause analysis', due: '2026-05-29T12:00:00Z' });
    await run(context, 'nextstep.add', { text: 'Independent review' });
    await run(context, 'nextstep.done', { number: 2 });
    expect(await nextSteps(context.db, id)).toEqual([
      { number: 1, text: 'Root cause analysis', due: new Date('2026-05-29T12:00:00Z'), doneAt: null },
      { number: 2, text: 'Independent review', due: null, doneAt: context.clock.now() },
    ]);
  });
});

describe('from investigating to stood down', () => {
  it('needs what each step needs, and measures every exit criterion before the last', async () => {
    const context = await testContext();
    await givenEstate(context, 2);
    const { id } = await givenIncident(context);
    const to = (state: string) => run(context, 'incident.respond', { to: state, note: 'As agreed' });
    await expect(to('cause identified')).rejects.toMatchObject({ code: 'state.refused' });
    await expect(to('restored')).rejects.toMatchObject({ code: 'state.refused' });
    await run(context, 'measure.add', { key: 'restart', title: 'Restart', description: 'Restart firewalls' });
    await to('mitigating');
    await to('monitoring');
    await run(context, 'criterion.add', {
      key: 'empty-b',
      title: 'No site is on VPN-B',
      metric: 'concentrator.siteCount',
      parameters: { concentrator: 'VPN-B' },
      comparator: 'at most',
      threshold: 0,
    });
    await run(context, 'criterion.add', {
      key: 'quiet',
      title: 'No calls for a day',
      metric: 'calls.linkedPerDeskDay',
      comparator: 'at most',
      threshold: 0,
    });
    await to('restored');
    expect(await exitCriteria(context.db, id)).toMatchObject([{ met: null }, { met: null }]);
    await expect(to('stood down')).rejects.toMatchObject({
      code: 'state.refused',
      faults: [{ reason: 'Unknown: No calls for a day. Unknown: No call feed has been read.' }],
    });
    expect(await exitCriteria(context.db, id)).toMatchObject([
      { met: true, value: 0, asOf: context.clock.now() },
      { met: null },
    ]);
    expect(await findIncident(context.db, 'firewalls')).toMatchObject({
      states: { response: 'restored' },
      endedAt: context.clock.now(),
    });
  });

  it('stands down when all are met, and then refuses further changes', async () => {
    const context = await testContext();
    await givenEstate(context, 2);
    await givenIncident(context);
    await run(context, 'criterion.add', {
      key: 'all-on-a',
      title: 'Both sites are on VPN-A',
      metric: 'concentrator.siteCount',
      parameters: { concentrator: 'VPN-A' },
      comparator: 'at least',
      threshold: 2,
    });
    for (const state of ['monitoring', 'restored', 'stood down']) {
      await run(context, 'incident.respond', { to: state, note: 'As agreed' });
    }
    expect((await findIncident(context.db, 'firewalls')).states.response).toBe('stood down');
    const late = { key: 'late', title: 'Late', description: 'Late' };
    await expect(run(context, 'measure.add', late)).rejects.toMatchObject({ code: 'state.refused' });
    await run(context, 'incident.note', { text: 'Lessons are being gathered' });
  });
});

describe('promises', () => {
  const promise = {
    metric: 'concentrator.siteCount',
    parameters: { concentrator: 'VPN-A' },
    baselineFrom: '2026-04-13T00:00:00Z',
    baselineTo: '2026-04-14T00:00:00Z',
    comparator: 'below',
    expected: 1,
    by: '2026-04-22T12:00:00Z',
  };

  it('is measured until it is due, then it is final; each change of outcome is in the timeline', async () => {
    const context = await testContext();
    await givenEstate(context, 2);
    const { id } = await givenIncident(context);
    await run(context, 'measure.add', { key: 'move', title: 'Move sites', description: 'To VPN-B', promise });
    context.clock.advanceTo(new Date('2026-04-20T12:00:00Z'));
    expect(await evaluateIncident(context, id)).toBe(true);
    const version = await versionOf(context.db, ['incidents']);
    expect(await evaluateIncident(context, id)).toBe(false);
    // Nobody who keeps what rests on incidents has to look again.
    expect(await versionOf(context.db, ['incidents'])).toBe(version);
    expect((await measures(context.db, id))[0]?.outcome).toMatchObject({
      status: 'not yet',
      value: 2,
      baseline: 2,
      final: false,
    });
    context.clock.advanceTo(new Date('2026-04-23T12:00:00Z'));
    expect(await evaluateIncident(context, id)).toBe(true);
    expect((await measures(context.db, id))[0]?.outcome).toMatchObject({
      status: 'did not come true',
      final: true,
    });
    const told = (await timeline(context.db, id)).filter((entry) => entry.type === 'measure.evaluated');
    expect(told.map((entry) => entry.data.status)).toEqual(['did not come true']);
  });

  it('must be measurable: parameters, baseline before the start, due after it', async () => {
    const context = await testContext();
    await givenIncident(context);
    const add = (changes: Record<string, unknown>) =>
      run(context, 'measure.add', {
        key: 'move',
        title: 'T',
        description: 'D',
        promise: { ...promise, ...changes },
      });
    await expect(add({ parameters: {} })).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(add({ parameters: { concentrator: 'VPN-A', colour: 'red' } })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await expect(add({ baselineTo: '2026-04-21T00:00:00Z' })).rejects.toMatchObject({
      faults: [{ field: 'promise.baselineTo' }],
    });
    await expect(add({ by: '2026-04-19T00:00:00Z' })).rejects.toMatchObject({
      faults: [{ field: 'promise.by' }],
    });
    await add({});
  });
});

it('says when the next update is due, and that it is overdue as soon as it is', async () => {
  const context = await testContext();
  const { id } = await givenIncident(context);
  const dueAt = new Date('2026-04-20T16:00:00Z');
  await setNextUpdateDue(context, id, dueAt);
  const incident = await findIncident(context.db, 'firewalls');
  expect(incident).toMatchObject({ nextUpdateDueAt: dueAt, states: { communication: 'due' } });
  expect(communicationAt(incident, dueAt)).toBe('overdue');
  context.clock.advanceTo(dueAt);
  expect(await evaluateIncident(context, id)).toBe(true);
  expect((await findIncident(context.db, 'firewalls')).states.communication).toBe('overdue');
});

describe('who may', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await testContext();
  });

  it.each(incidentVerbs.map((verb) => [verb.name, verb] as const))(
    '%s refuses an actor without a role',
    async (_, verb) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const call = async () => verb.run({ ...context, actor: nobody }, { incident: 'firewalls' } as never);
      await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  it('keeps impact and candidates to Allclear and administrators', async () => {
    const engineer: Actor = { kind: 'person', name: 'E', roles: ['engineer'] };
    const call = async () => updateImpact({ ...context, actor: engineer }, { episodeIds: [] });
    await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
  });
});
