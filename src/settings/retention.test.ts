import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { queueNotice, requestMessage } from '#messages';
import { audit, verifyChain } from '#platform/audit';
import { type Actor, type Role, verifyAudit } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { importCalls } from '#servicedesk';
import { foldDays, importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { previewRetention, type RetentionLine, runRetention } from './retention.ts';
import { settingsVerbs } from './verbs.ts';

const person = (name: string, ...roles: Role[]): Actor => ({ kind: 'person', name, roles });
const author = person('Ada Author', 'communications author');

describe('data retention', () => {
  let desk: TestContext;
  let context: Context;
  const day = async (iso: string) => {
    desk.clock.advanceTo(new Date(`${iso}T09:00:00Z`));
    await importReadings(desk, {
      source: 'test',
      readings: [{ site: 'G99001-1', at: `${iso}T08:00:00Z`, tunnel: 'up' }],
    });
    await importCalls(desk, {
      source: 'desk',
      calls: [
        {
          externalId: iso,
          openedAt: `${iso}T08:00:00Z`,
          closedAt: `${iso}T08:30:00Z`,
          status: 'closed',
          callerName: 'Pat Caller',
          description: 'Internet down',
          odsCode: 'G99001',
        },
      ],
    });
  };
  beforeAll(async () => {
    desk = await testContext({ at: new Date('2022-01-10T09:00:00Z') });
    context = { ...desk, actor: person('Robin Admin', 'administrator') };
    await givenEstate(desk, 2);
    await day('2022-01-10');
    await day('2022-03-10');
    // Within four weeks before the incident, and in it.
    await day('2022-05-20');
    desk.clock.advanceTo(new Date('2022-06-01T06:00:00Z'));
    const { id: incidentId } = await givenIncident(desk, {
      slug: 'held',
      startedAt: new Date('2022-06-01T05:00:00Z'),
    });
    await inTransaction(desk, async (tx) => {
      const pat = {
        recipientId: '00000000-0000-4000-8000-000000000001',
        kind: 'subscriber',
        channel: 'email',
      } as const;
      await queueNotice(
        tx,
        { kind: 'update', subject: 'Moved', body: 'Moved.', incidentId, updateNumber: 1 },
        (async function* () {
          yield [{ ...pat, address: 'pat@held.example' }];
        })(),
      );
      const single = { channel: 'email', subject: 'Confirm', text: 'Press.', kind: 'confirmation' } as const;
      await requestMessage(tx, { ...single, address: 'pat@alone.example' });
      await requestMessage(tx, { ...single, address: 'pat@waits.example' });
    });
    await sql`update message set state = 'handed over' where address <> 'pat@waits.example'`.execute(desk.db);
    await day('2022-06-02');
    await runVerb(publishingVerbs, { ...desk, actor: author }, 'update.draft', {
      incident: 'held',
      title: 'Never sent',
      body: 'Not published.',
    });
    desk.clock.advanceTo(new Date('2026-04-20T09:00:00Z'));
    await foldDays(desk, { before: desk.clock.now() });
  });
  const set = (value: object) => runVerb(settingsVerbs, context, 'settings.retention', value);
  const of = (lines: readonly RetentionLine[], kind: string) => {
    const line = lines.find((each) => each.kind === kind);
    return line && [line.goes, line.held];
  };
  const count = async (table: string) =>
    Number(
      (await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(desk.db)).rows[0]?.n,
    );

  it('is for administrators alone, and no period may be shorter than its minimum', async () => {
    const lead = { ...context, actor: person('Lee Lead', 'incident lead', 'reviewer') };
    await expect(previewRetention(lead)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(runRetention(lead)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      set({
        readingsDays: 399,
        callsDays: 89,
        messagesDays: 89,
        auditDays: 729,
        sessionsDays: 29,
        draftsDays: 89,
        factsDays: 6,
      }),
    ).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [
        'readingsDays',
        'callsDays',
        'messagesDays',
        'auditDays',
        'sessionsDays',
        'draftsDays',
        'factsDays',
      ].map((field) => ({
        field,
      })),
    });
  });

  it('removes nothing until a period is set', async () => {
    const lines = await runRetention(context);
    expect(lines.every(({ days, goes, held }) => days === null && goes === 0 && held === 0)).toBe(true);
    expect([await count('reading_day'), await count('call')]).toEqual([4, 4]);
  });

  it('says what would go and what an open incident holds back, and changes nothing by saying so', async () => {
    await set({
      readingsDays: 400,
      callsDays: 90,
      messagesDays: 90,
      auditDays: 730,
      draftsDays: 90,
      factsDays: 7,
    });
    const rows = await count('audit');
    const lines = await previewRetention(context);
    expect(of(lines, 'readings')).toEqual([2, 2]);
    expect(of(lines, 'words of callers')).toEqual([2, 2]);
    expect(of(lines, 'drafts')).toEqual([0, 1]);
    // What still waits is not old: one alone, and one of the incident, were handed over.
    expect(of(lines, 'messages')).toEqual([1, 1]);
    const [goes = 0, held = 0] = of(lines, 'audit trail') ?? [];
    expect([goes > 0, held > 0]).toEqual([true, true]);
    expect(lines.find(({ kind }) => kind === 'readings')?.heldBy).toEqual([
      expect.stringMatching(/ is open$/),
    ]);
    expect([await count('reading_day'), await count('audit')]).toEqual([4, rows]);
  });

  it('removes exactly that; evidence of the open incident stays, and the trail is still a chain', async () => {
    const said = await previewRetention(context);
    const went = await runRetention(context);
    expect(went.map(({ kind, goes }) => [kind, goes])).toEqual(said.map(({ kind, goes }) => [kind, goes]));
    const kept = await sql<{ day: string }>`select day::text from reading_day order by day`.execute(desk.db);
    expect(kept.rows.map((row) => row.day)).toEqual(['2022-05-20', '2022-06-02']);
    const calls =
      await sql`select external_id as id, caller_name as name, description as words, practice_id is null as lost
      from call order by opened_at`.execute(desk.db);
    expect(calls.rows).toEqual([
      { id: '2022-01-10', name: null, words: null, lost: false },
      { id: '2022-03-10', name: null, words: null, lost: false },
      { id: '2022-05-20', name: 'Pat Caller', words: 'Internet down', lost: false },
      { id: '2022-06-02', name: 'Pat Caller', words: 'Internet down', lost: false },
    ]);
    const messages = await sql`select m.address, n.body from message m join notice n on n.id = m.notice_id
      order by m.id`.execute(desk.db);
    expect(messages.rows).toEqual([
      { address: 'pat@held.example', body: 'Moved.' },
      { address: null, body: 'This text was deleted.' },
      { address: 'pat@waits.example', body: 'Press.' },
    ]);
    const { fault, checkpoint } = await verifyChain(desk.db);
    expect([fault, checkpoint?.removedBy]).toEqual([null, 'Robin Admin']);
    await expect(verifyAudit(context)).resolves.toMatchObject({
      holds: true,
      checkpoint: { position: checkpoint?.position },
    });
    const again = await runRetention(context);
    expect(of(again, 'readings')).toEqual([0, 2]);
    await expect(
      sql`delete from audit where id = (select max(id) from audit)`.execute(desk.db),
    ).rejects.toThrow(/append-only/);
  });

  it('goes on holding under a running review, and lets go once that is closed', async () => {
    const become = (response: string, review: string) =>
      sql`update incident set response = ${response}, review = ${review}, ended_at = '2022-06-10'`.execute(
        desk.db,
      );
    await become('stood down', 'analysis');
    const held = await previewRetention(context);
    expect(of(held, 'readings')).toEqual([0, 2]);
    expect(held[0]?.heldBy).toEqual([expect.stringMatching(/^the review of .* is not closed$/)]);
    await become('stood down', 'closed');
    const lines = await runRetention(context);
    expect([of(lines, 'readings'), of(lines, 'words of callers'), of(lines, 'drafts')]).toEqual([
      [2, 0],
      [2, 0],
      [1, 0],
    ]);
    expect([await count('reading_day'), await count('incident_update'), await count('call')]).toEqual([
      0, 0, 4,
    ]);
    expect((await verifyChain(desk.db)).fault).toBeNull();
  });

  it('lets a change behind the checkpoint be found, and the checkpoint itself', async () => {
    const before = await verifyChain(desk.db);
    await audit(desk, { verb: 'site.close', subject: 'site:1', data: {} });
    await desk.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db);
      await sql`update audit set actor_name = 'Nobody' where id = (select min(id) from audit)`.execute(db);
      await sql`set session_replication_role = origin`.execute(db);
    });
    const { fault } = await verifyChain(desk.db);
    expect(fault).toMatchObject({ position: (before.checkpoint?.position ?? 0) + 1 });
  });
});
