import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { listSites } from '#estate';
import { affectedSites, findIncident, timeline, updateImpact } from '#incidents';
import type { Actor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { recoveryProgress, recoveryTroubles, recoveryVerbs } from '#recovery';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';

const report = (
  context: TestContext,
  practice: string,
  state: string,
  more: Record<string, unknown> = {},
): Promise<unknown> =>
  runVerb(recoveryVerbs, context, 'recovery.report', { incident: 'firewalls', practice, state, ...more });

/** Three practices, of which the first two were affected. */
async function givenAffected() {
  const context = await testContext();
  await givenEstate(context, 3);
  const { id } = await givenIncident(context);
  const siteIds = (await listSites(context.db)).slice(0, 2).map((site) => site.id);
  const episode = await givenEpisode(context, { kind: 'outage', siteIds, from: '2026-04-20T06:00:00Z' });
  await updateImpact(context, { episodeIds: [episode] });
  const state = async () => (await findIncident(context.db, 'firewalls')).states.recovery;
  return { context, id, state };
}

describe('recovery', () => {
  it('waits for every affected practice; one that is silent is not recovered', async () => {
    const { context, id, state } = await givenAffected();
    expect(await state()).toBe('not started');
    expect(await recoveryProgress(context.db, id)).toMatchObject({
      total: 2,
      recovered: 0,
      recovering: 0,
      notReplied: 2,
    });
    await report(context, 'G99001', 'recovered');
    expect(await state()).toBe('recovering');
    expect(await recoveryProgress(context.db, id)).toMatchObject({ total: 2, recovered: 1, notReplied: 1 });
    await report(context, 'g99002', 'recovering', {
      expectedNormalOn: '2026-05-01',
      note: 'Scanning the backlog',
    });
    expect((await recoveryProgress(context.db, id)).practices).toMatchObject([
      { odsCode: 'G99001', state: 'recovered' },
      {
        odsCode: 'G99002',
        state: 'recovering',
        expectedNormalOn: '2026-05-01',
        note: 'Scanning the backlog',
      },
    ]);
    context.clock.advanceTo(new Date('2026-05-01T10:00:00Z'));
    await report(context, 'G99002', 'recovered');
    expect(await state()).toBe('recovered');
  });

  it('starts again when another practice turns out to be affected', async () => {
    const { context, state } = await givenAffected();
    await report(context, 'G99001', 'recovered');
    await report(context, 'G99002', 'recovered');
    expect(await state()).toBe('recovered');
    const third = (await listSites(context.db))[2]?.id ?? 0;
    const late = await givenEpisode(context, {
      kind: 'flap',
      siteIds: [third],
      from: '2026-04-20T06:30:00Z',
    });
    await updateImpact(context, { episodeIds: [late] });
    expect(await state()).toBe('recovering');
  });

  it('counts a practice that reports although nothing showed it was affected', async () => {
    const { context, id } = await givenAffected();
    await report(context, 'G99003', 'recovering');
    expect(await recoveryProgress(context.db, id)).toMatchObject({ total: 3, recovering: 1, notReplied: 2 });
  });

  it('lets the latest report count, whatever the order they are recorded in', async () => {
    const { context, id } = await givenAffected();
    await report(context, 'G99001', 'recovered', { at: '2026-04-20T06:50:00Z' });
    await report(context, 'G99001', 'recovering', { at: '2026-04-20T06:40:00Z' });
    expect(await recoveryProgress(context.db, id)).toMatchObject({ recovered: 1, recovering: 0 });
  });

  it('keeps that it is not fixed until the practice says that it is', async () => {
    const { context, id } = await givenAffected();
    const notFixed = async () =>
      (await recoveryTroubles(context.db)).flatMap((each) => each.notFixed.map(({ odsCode }) => odsCode));
    const because = async () => {
      const detail = (await runVerb(recoveryVerbs, context, 'recovery.detail', {
        incident: 'firewalls',
      })) as {
        practices: { report: { odsCode: string }; because: string }[];
      };
      return detail.practices.find(({ report }) => report.odsCode === 'G99003')?.because;
    };
    // Recorded last, and said before the answer about the backlog alone.
    await report(context, 'G99003', 'recovering', { at: '2026-04-20T06:50:00Z', letters: 12 });
    expect(await affectedSites(context.db, id, context.clock.now())).toHaveLength(2);
    await report(context, 'G99003', 'recovering', { at: '2026-04-20T06:40:00Z', fixed: 'no' });
    expect(await affectedSites(context.db, id, context.clock.now())).toHaveLength(3);
    expect([await notFixed(), await because()]).toEqual([['G99003'], 'says it is not fixed']);
    await report(context, 'G99003', 'recovering', { at: '2026-04-20T06:55:00Z', fixed: 'yes' });
    expect([await notFixed(), await because()]).toEqual([[], 'still recovering, backlog not told']);
  });

  it('asks each practice once, whoever asks at the same time', async () => {
    const { context } = await givenAffected();
    const open = () => runVerb(recoveryVerbs, context, 'recovery.open', { incident: 'firewalls' });
    const opened = (await Promise.all([open(), open(), open()])) as { asked: number }[];
    expect(opened.map(({ asked }) => asked).sort()).toEqual([0, 0, 2]);
    const links = await sql<{ n: number }>`select count(*)::int as n from recovery_link`.execute(context.db);
    expect(links.rows).toEqual([{ n: 2 }]);
  });

  it('says that nobody could be told of a concern when nobody holds the role', async () => {
    const { context, id } = await givenAffected();
    const concern = () =>
      report(context, 'G99001', 'recovering', { safetyConcern: 'Results were found late.' });
    await concern();
    for (const email of ['a@board.example', 'b@board.example'])
      await sql`insert into staff (name, email, roles, created_at)
        values (${email}, ${email}, '{clinical safety lead}', ${context.clock.now()})`.execute(context.db);
    await concern();
    const told = (await timeline(context.db, id)).filter(({ type }) => type === 'recovery.concern');
    expect(told.map(({ text }) => text.split('. ')[1]).sort()).toEqual([
      '2 clinical safety leads have been told',
      'Nobody holds the role of clinical safety lead, so nobody could be told',
    ]);
  });

  it('refuses unknown practices and what lies in the future', async () => {
    const { context } = await givenAffected();
    await expect(report(context, 'X99999', 'recovered')).rejects.toMatchObject({ code: 'not-found' });
    const future = report(context, 'G99001', 'recovered', { at: '2026-04-20T07:00:01Z' });
    await expect(future).rejects.toMatchObject({ code: 'input.invalid' });
  });
});

describe('who may', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await testContext();
  });

  it.each(recoveryVerbs.map((verb) => [verb.name, verb] as const))(
    '%s refuses an actor without a role',
    async (_, verb) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const call = async () => verb.run({ ...context, actor: nobody }, { incident: 'firewalls' } as never);
      await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
    },
  );
});
