import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { searchAudit } from '#platform/audit';
import type { Actor, Role } from '#platform/auth';
import { nextOpening } from '#platform/clock';
import type { Context } from '#platform/context';
import { connect } from '#platform/db';
import type { SettingChange, SettingView } from '#platform/settings';
import { runVerb } from '#platform/verbs';
import { publishingVerbs, reevaluateClaims } from '#publishing';
import { deskHours, importCalls } from '#servicedesk';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { organisationInForce } from './organisation.ts';
import { allSettings, settingsVerbs } from './verbs.ts';

const person = (name: string, ...roles: Role[]): Actor => ({ kind: 'person', name, roles });
const administrator = person('Robin Admin', 'administrator');
const week = { monday: '08:00-20:00', tuesday: '08:00-18:30', saturday: '09:00-12:00' };
const started = { organisation: 'Started Board', serviceName: 'IT issues', reportPhone: '01632 960000' };

describe('settings', () => {
  let desk: TestContext;
  let context: Context;
  beforeAll(async () => {
    desk = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
    await givenEstate(desk, 40);
    const siteIds = Array.from({ length: 10 }, (_, index) => index + 1);
    await givenEpisode(desk, {
      kind: 'outage',
      siteIds,
      from: '2026-04-20T06:00:00Z',
      to: '2026-04-20T07:00:00Z',
    });
    await givenIncident(desk);
    context = { ...desk, actor: administrator };
  });
  const set = (key: string, value: Record<string, unknown>, by: Context = context) =>
    runVerb(settingsVerbs, by, `settings.${key}`, value) as Promise<SettingView>;
  const refusalOf = async (key: string, value: Record<string, unknown>): Promise<string[]> => {
    const fault = await set(key, value).catch(
      (error: { code: string; faults: { field: string }[] }) => error,
    );
    expect(fault).toMatchObject({ code: 'input.invalid' });
    return (fault as { faults: { field: string }[] }).faults.map(({ field }) => field);
  };

  /** Drafts, submits, approves and publishes an update; returns its number. */
  const publish = async (body: string): Promise<number> => {
    const as = (actor: Actor, verb: string, input: object) =>
      runVerb(publishingVerbs, { ...desk, actor }, verb, { incident: 'firewalls', ...input });
    const author = person('Ada Author', 'communications author');
    const nextUpdateDue = new Date(desk.clock.now().getTime() + 86_400_000).toISOString();
    const { number } = (await as(author, 'update.draft', { title: 'Where we are', body, nextUpdateDue })) as {
      number: number;
    };
    await as(author, 'update.submit', { number });
    await as(person('Bo Approver', 'approver'), 'update.approve', { number });
    await as(author, 'update.publish', { number });
    return number;
  };

  it('are for administrators alone, and a refusal leaves nothing behind', async () => {
    const others = {
      ...context,
      actor: person('Lee Lead', 'incident lead', 'engineer', 'approver', 'viewer'),
    };
    for (const verb of settingsVerbs)
      await expect(verb.run(others, {} as never), verb.name).rejects.toMatchObject({ code: 'forbidden' });
    await expect(set('organisation', { organisation: 'X' }, others)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const kept = await sql`select 1 from setting_change`.execute(context.db);
    expect(kept.rows).toEqual([]);
  });

  it('begin as they come with the program, and every standard passes its own schema', async () => {
    const list = (await runVerb(settingsVerbs, context, 'settings.list', {})) as SettingView[];
    expect(list.map(({ key }) => key)).toEqual(allSettings.map(({ key }) => key));
    expect(list.every(({ isStandard, version }) => isStandard && version === 0)).toBe(true);
    for (const { key, schema, standard } of allSettings)
      expect(schema.parse(standard), key).toEqual(standard);
  });

  it('keep who, when, before and after; what says nothing new changes nothing; the history cannot be rewritten', async () => {
    await set('organisation', { organisation: 'Amberwick Board', note: 'New name' });
    await set('organisation', { organisation: 'Amberwick Board' });
    await set('organisation', { organisation: 'Amberwick Trust', reportEmail: 'desk@example.org' });
    const history = (await runVerb(settingsVerbs, context, 'settings.history', {
      key: 'organisation',
    })) as SettingChange[];
    expect(
      history.map(({ version, changedBy, before, after, note }) => ({
        version,
        changedBy,
        before,
        after,
        note,
      })),
    ).toEqual([
      {
        version: 2,
        changedBy: 'Robin Admin',
        before: { organisation: 'Amberwick Board' },
        after: { organisation: 'Amberwick Trust', reportEmail: 'desk@example.org' },
        note: null,
      },
      {
        version: 1,
        changedBy: 'Robin Admin',
        before: {},
        after: { organisation: 'Amberwick Board' },
        note: 'New name',
      },
    ]);
    const [entry] = await searchAudit(context.db, { verb: 'settings.', limit: 1 });
    expect(entry).toMatchObject({ subject: 'setting:organisation', data: { version: 2 } });
    await expect(sql`update setting_change set note = 'x'`.execute(context.db)).rejects.toThrow(/is kept/);
    await expect(sql`delete from setting_change`.execute(context.db)).rejects.toThrow(/is kept/);
  });

  it('are refused to whoever looked at an older version, and can be set back', async () => {
    await expect(set('organisation', { organisation: 'Mine', version: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    const again = await set('organisation', { organisation: 'Mine', version: 2 });
    expect(again.version).toBe(3);
    await runVerb(settingsVerbs, context, 'settings.reset', { key: 'organisation' });
    expect(await organisationInForce(context.db, started)).toEqual(started);
    await expect(runVerb(settingsVerbs, context, 'settings.reset', { key: 'nothing' })).rejects.toMatchObject(
      {
        code: 'not-found',
      },
    );
  });

  it('hold at once in another process, and over what the server was started with', async () => {
    const other = connect(desk.database.url, { poolSize: 1 });
    try {
      expect((await organisationInForce(other.db, started)).organisation).toBe('Started Board');
      await set('organisation', { organisation: 'Bellfold Board' });
      expect(await organisationInForce(other.db, started)).toEqual({
        ...started,
        organisation: 'Bellfold Board',
      });
      const facts = await sql`select 1 from outbox_event where type = 'settings.changed'`.execute(context.db);
      expect(facts.rows.length).toBeGreaterThan(0);
    } finally {
      await other.close();
    }
  });

  it('name the field of what cannot be', async () => {
    expect(await refusalOf('service-hours', { monday: '18:00-08:00', tuesday: 'all day' })).toEqual([
      'monday',
      'tuesday',
    ]);
    expect(await refusalOf('service-hours', {})).toEqual(['monday']);
    expect(await refusalOf('bank-holidays', { added: ['7 May'], worked: ['2026-04-20'] })).toEqual([
      'added.0',
      'worked.0',
    ]);
    expect(await refusalOf('severity', { nhs: ['1 2 3'], servicenow: ['1 2 3', '2 3 4', '3 4 6'] })).toEqual(
      expect.arrayContaining(['nhs', 'servicenow.2']),
    );
    expect(
      await refusalOf('organisation', { reportEmail: 'nobody', reportUrl: 'javascript:alert(1)' }),
    ).toEqual(['reportEmail', 'reportUrl']);
    expect(await refusalOf('organisation', { organisation: 'a\0b' })).toEqual(['organisation']);
  });

  it('of the hours and bank holidays are what is counted with', async () => {
    const saturday = new Date('2026-04-25T08:00:00Z');
    expect((await deskHours(context.db)).weekdays[6]).toEqual([]);
    await set('service-hours', week);
    expect((await deskHours(context.db)).weekdays[6]).toEqual([[540, 720]]);
    expect(nextOpening(await deskHours(context.db), saturday)).toEqual(saturday);
    await set('bank-holidays', { added: ['2026-04-25 Fair day'], worked: [] });
    expect(nextOpening(await deskHours(context.db), saturday)).toEqual(new Date('2026-04-27T07:00:00Z'));
  });

  it('of the severity tables decide the priority of calls that come in', async () => {
    const call = (externalId: string) => ({
      externalId,
      openedAt: '2026-04-20T08:30:00Z',
      status: 'open',
      impact: 3,
      urgency: 1,
    });
    const priorityOf = async (externalId: string) => {
      await importCalls(
        { ...context, actor: person('feed', 'intake') },
        { source: 'desk', calls: [call(externalId)] },
      );
      const found = await sql<{
        priority: number | null;
      }>`select priority from call where external_id = ${externalId}`.execute(context.db);
      return found.rows[0]?.priority;
    };
    expect(await priorityOf('no-table')).toBeNull();
    const tables = {
      nhs: ['1 1 2 2 3', '1 2 2 3 4', '5 5 5 5 5', '3 3 4 4 5', '4 5 5 5 5'],
      servicenow: ['1 2 3', '2 3 4', '3 4 4'],
    };
    await set('severity', { ...tables, standardScheme: 'servicenow' });
    expect(await priorityOf('standard-table')).toBe(3);
    await set('severity', { ...tables, standardScheme: 'nhs' });
    expect(await priorityOf('own-table')).toBe(5);
  });

  it('of the words change sentences to come, and none that stands', async () => {
    const body = '{{claim practices.affectedEver words=yes}} have been affected.';
    const textOf = async (number: number) =>
      (
        await sql<{ text: string; holds: boolean }>`select text, holds from update_claim
          where update_id = (select id from incident_update where number = ${number})`.execute(context.db)
      ).rows[0];
    desk.clock.advanceTo(new Date('2026-04-20T10:00:00Z'));
    const first = await publish(body);
    expect((await textOf(first))?.text).toMatch(/^Some practices \(10 of 40/);
    desk.clock.advanceTo(new Date('2026-04-20T10:10:00Z'));
    await set('words', { ...words, aFewAtMost: 25 });
    desk.clock.advanceTo(new Date('2026-04-20T10:20:00Z'));
    await reevaluateClaims(desk);
    expect(await textOf(first)).toMatchObject({ holds: true, text: expect.stringMatching(/^Some/) });
    const second = await publish(body);
    expect((await textOf(second))?.text).toMatch(/^A few practices \(10 of 40/);
    await expect(set('words', { ...words, fewerBy: 49, farFewerTimes: 2 })).resolves.toMatchObject({
      isStandard: false,
    });
    expect(await refusalOf('words', { ...words, aFewAtMost: 50 })).toEqual(['aFewAtMost']);
  });
});

const words = {
  aFewAtMost: 5,
  aboutHalfFrom: 45,
  aboutHalfTo: 55,
  almostAllFrom: 95,
  farFewerTimes: 4,
  fewerBy: 20,
  leastForChange: 10,
};
