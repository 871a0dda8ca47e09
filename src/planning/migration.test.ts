import { beforeAll, describe, expect, it } from 'vitest';
import { attributesAt, findSite } from '#estate';
import { findIncident, timeline } from '#incidents';
import { contactLog, migrationProgress, planningVerbs, verifyMoves } from '#planning';
import type { Actor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { givenStates } from '../../test/support/telemetry.ts';

const run = (context: TestContext, name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(planningVerbs, context, name, { incident: 'firewalls', ...input });

/** Four sites on VPN-A and a migration to VPN-B, begun at 8am London time on 20 April. */
async function givenMigration() {
  const context = await testContext();
  const { siteCodes } = await givenEstate(context, 4);
  const { id } = await givenIncident(context);
  await run(context, 'migration.start', {
    key: 'second',
    title: 'Second concentrator',
    from: 'VPN-A',
    to: 'VPN-B',
  });
  const [one = '', two = '', three = '', four = ''] = siteCodes;
  return { context, id, one, two, three, four };
}

const statuses = async (context: TestContext, id: number): Promise<string[]> =>
  (await migrationProgress(context.db, id))?.sites.map((site) => site.status) ?? [];

describe('a migration', () => {
  it('takes in the sites that are on the old concentrator', async () => {
    const { context, id } = await givenMigration();
    expect(await migrationProgress(context.db, id)).toMatchObject({
      total: 4,
      notPlanned: 4,
      fromCode: 'VPN-A',
      toCode: 'VPN-B',
    });
    expect(await migrationProgress(context.db, id, new Date('2026-04-20T06:59:59Z'))).toBeNull();
    const again = run(context, 'migration.start', {
      key: 'again',
      title: 'Again',
      from: 'VPN-A',
      to: 'VPN-B',
    });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses unknown concentrators, one with no sites, and an incident without a migration', async () => {
    const context = await testContext();
    await givenEstate(context, 1);
    await givenIncident(context);
    const start = (from: string, to: string) =>
      run(context, 'migration.start', { key: 'k', title: 'T', from, to });
    await expect(start('VPN-A', 'VPN-X')).rejects.toMatchObject({ code: 'not-found' });
    await expect(start('VPN-B', 'VPN-A')).rejects.toMatchObject({ code: 'state.refused' });
    await expect(start('VPN-A', 'VPN-A')).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(run(context, 'migration.move', { site: 'G99001-1' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is planned, moved and proved by readings; the estate knows where a site was and is', async () => {
    const { context, id, one, two, three } = await givenMigration();
    await run(context, 'migration.plan', {
      wave: 'canary',
      sites: [one, two],
      plannedFor: '2026-04-20T10:00:00Z',
    });
    expect(await statuses(context, id)).toEqual(['planned', 'planned', 'not planned', 'not planned']);
    context.clock.advanceTo(new Date('2026-04-20T10:05:00Z'));
    await run(context, 'migration.move', { site: one, at: '2026-04-20T10:00:00Z' });
    await run(context, 'migration.move', { site: three, at: '2026-04-20T10:00:00Z' });
    expect(await statuses(context, id)).toEqual(['moved', 'planned', 'moved', 'not planned']);
    const siteId = (await findSite(context.db, one))?.id ?? 0;
    const on = async (when: string) =>
      (await attributesAt(context.db, new Date(when))).get(siteId)?.concentrator;
    expect([await on('2026-04-20T09:59:59Z'), await on('2026-04-20T10:00:00Z')]).toEqual(['VPN-A', 'VPN-B']);

    context.clock.advanceTo(new Date('2026-04-20T11:05:00Z'));
    await givenStates(context, one, [['2026-04-20T10:00:00Z', null, 'up']]);
    // Nobody knows yet whether it carries anything.
    expect(await verifyMoves(context)).toEqual([]);
    await importReadings(context, {
      source: 'test',
      readings: [
        {
          site: one,
          at: '2026-04-20T11:01:00Z',
          tunnel: 'up',
          firewall: 'online',
          lossPercent: 0.1,
          latencyMs: 20,
          inMbps: 4,
          outMbps: 1,
        },
      ],
    });
    await givenStates(context, three, [
      ['2026-04-20T10:00:00Z', '2026-04-20T10:30:00Z', 'up'],
      ['2026-04-20T10:30:00Z', null, 'down'],
    ]);
    expect(await verifyMoves(context)).toEqual([siteId]);
    expect(await verifyMoves(context)).toEqual([]);
    expect(await migrationProgress(context.db, id)).toMatchObject({
      moved: 2,
      verified: 1,
      planned: 1,
      notPlanned: 1,
    });
    const again = run(context, 'migration.move', { site: one });
    await expect(again).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('does not verify what it has no readings of', async () => {
    const { context, one } = await givenMigration();
    await run(context, 'migration.move', { site: one });
    context.clock.advanceTo(new Date('2026-04-20T20:00:00Z'));
    expect(await verifyMoves(context)).toEqual([]);
  });

  it('keeps why a site cannot move and who was told; a site that is planned after all can', async () => {
    const { context, id, one, two } = await givenMigration();
    for (const site of [one, two])
      await run(context, 'migration.cannot-move', { site, reason: 'KPSN configuration' });
    await run(context, 'contact.record', {
      site: one,
      channel: 'phone',
      summary: 'Told why',
      answered: true,
    });
    expect((await migrationProgress(context.db, id))?.cannotMove).toEqual([
      { reason: 'KPSN configuration', siteCodes: [one, two], contacted: 1 },
    ]);
    expect(await contactLog(context.db, id)).toMatchObject([
      { siteCode: one, channel: 'phone', by: 'Test Operator', answered: true, at: context.clock.now() },
    ]);
    await run(context, 'migration.plan', { wave: '2', sites: [two], plannedFor: '2026-04-21T10:00:00Z' });
    expect(await statuses(context, id)).toEqual(['cannot move', 'planned', 'not planned', 'not planned']);
  });

  it('changes nothing when one site of a wave is unknown', async () => {
    const { context, id, one } = await givenMigration();
    const plan = run(context, 'migration.plan', {
      wave: '1',
      sites: [one, 'NOWHERE'],
      plannedFor: '2026-04-21T10:00:00Z',
    });
    await expect(plan).rejects.toMatchObject({ code: 'not-found' });
    expect(await statuses(context, id)).toEqual(['not planned', 'not planned', 'not planned', 'not planned']);
  });

  it('tells the timeline of the incident', async () => {
    const { context, one } = await givenMigration();
    await run(context, 'migration.move', { site: one });
    const entries = await timeline(context.db, (await findIncident(context.db, 'firewalls')).id);
    expect(entries.map((entry) => entry.type)).toEqual(['declared', 'migration.started', 'migration.moved']);
  });
});

describe('who may', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await testContext();
  });

  it.each(planningVerbs.map((verb) => [verb.name, verb] as const))(
    '%s refuses an actor without a role',
    async (_, verb) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const call = async () => verb.run({ ...context, actor: nobody }, { incident: 'firewalls' } as never);
      await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
    },
  );
});
