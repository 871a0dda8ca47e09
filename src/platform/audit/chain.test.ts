import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { verifyAudit } from '../auth/index.ts';
import { inTransaction } from '../db/index.ts';
import { chainStart, sealOf } from './core/seal.ts';
import { audit, auditHead, searchAudit, verifyChain } from './index.ts';

const row = (subject: string) => ({
  verb: 'site.close',
  subject,
  data: { zeta: 'é, "x"', alpha: [1, null] },
});

describe('the chain of the audit trail', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await testContext();
  });
  const write = async (...subjects: string[]) => {
    for (const subject of subjects) await audit(context, row(subject));
  };
  /** As somebody would who owns the database and switches its guards off. */
  const past = async (statement: string) =>
    context.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db);
      await sql.raw(statement).execute(db);
      await sql`set session_replication_role = origin`.execute(db);
    });
  const fault = async () => (await verifyChain(context.db)).fault;

  it('is the same whoever computes it, and follows the order of the commits', async () => {
    await write('site:1');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let audited = (): void => undefined;
    const hasAudited = new Promise<void>((resolve) => {
      audited = resolve;
    });
    const slow = inTransaction(context, async (tx) => {
      await audit(tx, row('site:slow'));
      audited();
      await released;
    });
    await hasAudited;
    // Nobody waits for the slow one: it holds nothing until it commits.
    await write('site:quick');
    release();
    await slow;
    const entries = await searchAudit(context.db, { limit: 10 });
    const inChain = entries.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
    expect(inChain.map(({ subject }) => subject)).toEqual(['site:1', 'site:quick', 'site:slow']);
    const { rows, head } = await verifyChain(context.db);
    expect([rows, head]).toEqual([3, { position: 3, sha256: inChain[2]?.sha256 }]);
  });

  it('leaves nothing of a change that was taken back', async () => {
    const before = await auditHead(context.db);
    const undone = inTransaction(context, async (tx) => {
      await audit(tx, row('site:undone'));
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await auditHead(context.db)).toEqual(before);
    expect(await fault()).toBeNull();
  });

  it('refuses UPDATE, DELETE and TRUNCATE of rows, seals and head, in words', async () => {
    for (const statement of [
      "update audit set actor_name = 'Nobody'",
      'delete from audit',
      "update audit_seal set sha256 = decode(repeat('11', 32), 'hex')",
      'delete from audit_seal',
      'truncate audit_seal cascade',
      'update audit_head set position = 1',
      'delete from audit_head',
      'truncate audit_head',
      // The retention setting alone opens nothing: there is no checkpoint.
      "do $$ begin perform set_config('allclear.retention', 'audit', true); delete from audit; end $$",
    ])
      await expect(sql.raw(statement).execute(context.db), statement).rejects.toThrow(
        /append-only|only grows/,
      );
  });

  it('seals what many write at once, one after the other', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        inTransaction(context, async (tx) => {
          await audit(tx, row(`site:many-${index}`));
          await audit(tx, row(`site:many-${index}-again`));
        }),
      ),
    );
    const verdict = await verifyChain(context.db);
    expect([verdict.fault, verdict.rows]).toEqual([null, 83]);
  });

  describe('past the program', () => {
    let ids: number[];
    let positions: number[];
    beforeEach(async () => {
      context = await testContext();
      await write('site:1', 'site:2', 'site:3', 'site:4', 'site:5');
      const entries = (await searchAudit(context.db, { limit: 10 })).reverse();
      ids = entries.map(({ id }) => id);
      positions = entries.map(({ position }) => position ?? 0);
    });

    it('a changed row is found', async () => {
      await past(`update audit set actor_name = 'Nobody' where id = ${ids[1]}`);
      expect(await fault()).toMatchObject({
        auditId: ids[1],
        reason: expect.stringMatching(/not say what it said/),
      });
      await past(
        `update audit set actor_name = 'Test Operator', data = '{"alpha": [1, 2]}' where id = ${ids[1]}`,
      );
      expect(await fault()).toMatchObject({ position: positions[1], auditId: ids[1] });
    });

    it('a deleted row is found, with or without its seal', async () => {
      await past(`delete from audit where id = ${ids[2]}`);
      expect(await fault()).toMatchObject({ auditId: ids[2], reason: expect.stringMatching(/taken out/) });
      await past(`delete from audit_seal where audit_id = ${ids[2]}`);
      expect(await fault()).toMatchObject({
        position: positions[2],
        reason: expect.stringMatching(/taken out/),
      });
    });

    it('an inserted row is found, with or without a seal', async () => {
      await past(`insert into audit (at, actor_kind, actor_name, verb, subject, data)
        values ('2026-04-20', 'person', 'Mallory', 'site.close', 'site:9', '{}')`);
      const inserted = ids.at(-1) ?? 0;
      expect(await fault()).toMatchObject({
        auditId: inserted + 1,
        reason: expect.stringMatching(/no seal/),
      });
      await past(`insert into audit_seal select ${positions.length + 1}, max(id), (select sha256 from audit_head),
        decode(repeat('22', 32), 'hex') from audit`);
      expect(await fault()).toMatchObject({
        auditId: inserted + 1,
        reason: expect.stringMatching(/not say what it said/),
      });
    });

    it('two swapped rows are found, whether their numbers or their seals were swapped', async () => {
      await past(`update audit a set verb = b.verb, subject = b.subject, data = b.data from audit b
        where (a.id, b.id) in ((${ids[1]}, ${ids[3]}), (${ids[3]}, ${ids[1]}))`);
      expect(await fault()).toMatchObject({ auditId: ids[1] });
      await past(`update audit a set verb = b.verb, subject = b.subject, data = b.data from audit b
        where (a.id, b.id) in ((${ids[1]}, ${ids[3]}), (${ids[3]}, ${ids[1]}))`);
      expect(await fault()).toBeNull();
      await past(`delete from audit_seal where audit_id in (${ids[1]}, ${ids[3]})`);
      await past(`insert into audit_seal select p, a, s, s from (values
        (${positions[1]}, ${ids[3]}, decode(repeat('33', 32), 'hex')),
        (${positions[3]}, ${ids[1]}, decode(repeat('33', 32), 'hex'))) as t (p, a, s)`);
      expect(await fault()).toMatchObject({
        position: positions[1],
        reason: expect.stringMatching(/follow/),
      });
    });

    it('rows cut off the end are found by the head, and by a head that was written down', async () => {
      const written = await auditHead(context.db);
      await past(`delete from audit where id = ${ids[4]}`);
      await past(`delete from audit_seal where audit_id = ${ids[4]}`);
      expect(await fault()).toMatchObject({ position: 5, reason: expect.stringMatching(/cut off the end/) });
      // Whoever also moves the head back is found by what was written down elsewhere.
      await past(
        `update audit_head set (position, sha256) = (select position, sha256 from audit_seal where position = 4)`,
      );
      expect(await fault()).toBeNull();
      expect((await verifyChain(context.db, written)).fault).toMatchObject({
        position: 5,
        reason: expect.stringMatching(/written down/),
      });
    });

    it('a chain that was written anew from its first row is found by a head that was written down', async () => {
      const written = await auditHead(context.db);
      await past(`update audit set actor_name = 'Mallory' where id = ${ids[0]}`);
      await past(`do $$
        declare entry audit; p bigint := 0; before bytea := decode(repeat('00', 32), 'hex'); seal bytea;
        begin
          delete from audit_seal;
          for entry in select * from audit order by id loop
            p := p + 1; seal := audit_sha256(before, p, entry);
            insert into audit_seal values (p, entry.id, before, seal); before := seal;
          end loop;
          update audit_head set position = p, sha256 = before;
        end $$`);
      expect(await fault()).toBeNull();
      expect((await verifyChain(context.db, written)).fault).toMatchObject({
        position: 5,
        reason: expect.stringMatching(/written anew/),
      });
    });

    it('a checkpoint that the trail does not announce is found', async () => {
      await past(`insert into audit_checkpoint select position, sha256, 2, now(), now(), now(), 'Mallory'
        from audit_seal where position = 2`);
      await past(`delete from audit where id in (${ids[0]}, ${ids[1]})`);
      await past(`delete from audit_seal where position <= 2`);
      expect(await fault()).toMatchObject({ position: 2, reason: expect.stringMatching(/checkpoint/) });
    });

    it('is told by the verb, which names the first row and records what it found', async () => {
      await expect(verifyAudit(context)).resolves.toMatchObject({ holds: true, rows: 5, position: 5 });
      await past(`update audit set subject = 'site:0' where id = ${ids[0]}`);
      await expect(verifyAudit(context)).rejects.toMatchObject({
        code: 'audit.broken',
        exitCode: 8,
        faults: [{ field: `row ${ids[0]}` }],
      });
      const [found] = await searchAudit(context.db, { verb: 'audit.verify', limit: 1 });
      expect(found?.data).toMatchObject({ holds: false, fault: { auditId: ids[0] } });
      await expect(verifyAudit(context, { position: 3 })).rejects.toMatchObject({ code: 'input.invalid' });
    });
  });
});

it('no two rows read the same: what moves from one field to the next has another seal', () => {
  const text = { id: 1, at: 't', actorKind: 'person', actorName: 'ab', verb: 'c', subject: 's', data: '{}' };
  expect(sealOf(chainStart.sha256, 1, text)).not.toBe(
    sealOf(chainStart.sha256, 1, { ...text, actorName: 'a', verb: 'bc' }),
  );
});
