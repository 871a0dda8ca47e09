import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { importEstate, type TakeAddresses } from '#estate';
import { queueNotice } from '#messages';
import { searchAudit } from '#platform/audit';
import type { Role } from '#platform/auth';
import { inTransaction } from '#platform/db';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenIncident } from '../../../test/support/incidents.ts';
import { publishingVerbs, takeEstateAddresses } from '../index.ts';
import { eraseAddress } from './by-link.ts';

interface Row {
  practice: string;
  channel: string;
  address: string;
  source: string;
}

describe('addresses of practices that come with the estate', () => {
  let context: TestContext;
  beforeEach(async () => {
    context = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
    await givenEstate(context, 3);
  });

  const file = (rows: string[], columns = 'email,mobile') =>
    Buffer.from([`site_code,ods_code,${columns}`, ...rows].join('\n'));
  const take = (rows: string[], more: { dryRun?: boolean; columns?: string; role?: Role } = {}) =>
    importEstate(
      { ...context, actor: { kind: 'person', name: 'Eve Engineer', roles: [more.role ?? 'engineer'] } },
      { fileName: 'sites.csv', bytes: file(rows, more.columns), dryRun: more.dryRun ?? false },
      { takeAddresses: takeEstateAddresses },
    );
  const run = (verb: string, input: object = {}) => runVerb(publishingVerbs, context, verb, input);
  const contacts = async (): Promise<string[]> =>
    (
      await sql<Row>`select p.ods_code as practice, c.channel, c.address, c.source
        from contact c join practice p on p.id = c.practice_id order by 1, 2, 3`.execute(context.db)
    ).rows.map(({ practice, channel, address, source }) => `${practice} ${channel} ${address} ${source}`);
  const idOf = async (address: string): Promise<string> =>
    (await sql<{ id: string }>`select id from contact where address = ${address}`.execute(context.db)).rows[0]
      ?.id ?? '';
  const everything = async (): Promise<unknown> =>
    Promise.all(
      ['contact', 'contact_of_site', 'site', 'estate_import'].map(
        async (table) =>
          (await sql`select row.* from ${sql.table(table)} as row order by 1, 2`.execute(context.db)).rows,
      ),
    );

  it('become contact addresses, read as every other address is', async () => {
    const rows = [
      'G99001-1,G99001, Desk@G99001.Example ,07700 900123',
      'G99002-1,G99002,desk@g99002.example,',
    ];
    const before = await everything();
    const preview = await take(rows, { dryRun: true });
    expect(preview).toMatchObject({
      applied: false,
      unchanged: false,
      changes: 0,
      addresses: { added: 3, changed: 0, known: 0, leftAlone: [] },
    });
    expect(await everything()).toEqual(before);
    const report = await take(rows);
    expect(report).toEqual({ ...preview, applied: true, dryRun: false });
    expect(await contacts()).toEqual([
      'G99001 email desk@g99001.example estate',
      'G99001 sms +447700900123 estate',
      'G99002 email desk@g99002.example estate',
    ]);
    const listed = await run('contact.addresses', { practice: 'G99001' });
    expect(listed).toContainEqual(
      expect.objectContaining({ source: 'estate', addedBy: 'Eve Engineer', addedAt: context.clock.now() }),
    );
    // Not in the audit trail, which is never changed.
    const trail = JSON.stringify(await searchAudit(context.db, { limit: 100 }));
    expect(trail).toContain('contact.from-estate');
    expect(trail).not.toMatch(/g99001\.example|900123/i);
  });

  it('are faults of their row and column when they cannot be read, and nothing is changed', async () => {
    const before = await everything();
    const rows = [
      'G99001-1,G99001,desk at g99001,',
      'G99002-1,G99002,desk@g99002.example,01632 960001',
      'X-1,X,a@b.example,',
    ];
    await expect(take(rows)).rejects.toMatchObject({
      code: 'import.rejected',
      faults: [
        { line: 2, field: 'email', reason: 'is not an email address, like name@example.org' },
        { line: 3, field: 'mobile', reason: 'is not a UK mobile number, like 07700 900123' },
        { line: 4, field: 'ods_code', reason: expect.stringContaining('X is not a known practice') },
      ],
    });
    expect(await everything()).toEqual(before);
  });

  it('stay when a cell is empty, the column is gone, or the file is read again', async () => {
    await take(['G99001-1,G99001,desk@g99001.example,07700900123']);
    const before = await contacts();
    const again = await take(['G99001-1,G99001,desk@g99001.example,07700900123']);
    expect(again).toMatchObject({ unchanged: true, addresses: { added: 0, known: 2 } });
    expect(await take(['G99001-1,G99001,,'])).not.toHaveProperty('addresses');
    await take(['G99001-1,G99001,Other name'], { columns: 'name' });
    expect(await contacts()).toEqual(before);
  });

  it('change with the file, and back again', async () => {
    await take(['G99001-1,G99001,old@g99001.example,']);
    const report = await take(['G99001-1,G99001,new@g99001.example,']);
    expect(report).toMatchObject({ unchanged: false, addresses: { added: 0, changed: 1 } });
    expect(await contacts()).toEqual(['G99001 email new@g99001.example estate']);
    // Back again: nobody took the first one off.
    await take(['G99001-1,G99001,old@g99001.example,']);
    expect(await contacts()).toEqual(['G99001 email old@g99001.example estate']);
  });

  it('are forgotten once they are replaced, in messages too', async () => {
    const { id } = await givenIncident(context);
    await take(['G99001-1,G99001,old@g99001.example,']);
    const practice = {
      recipientId: await idOf('old@g99001.example'),
      kind: 'practice',
      channel: 'email',
    } as const;
    await inTransaction(context, (tx) =>
      queueNotice(
        tx,
        { kind: 'update', subject: 'Your site', body: 'It moves.', incidentId: id, updateNumber: 1 },
        (async function* () {
          yield [{ ...practice, address: 'old@g99001.example' }];
        })(),
      ),
    );
    await take(['G99001-1,G99001,new@g99001.example,']);
    const { rows } = await sql`select address, state from message`.execute(context.db);
    expect(rows).toEqual([{ address: null, state: 'stopped' }]);
  });

  it('stay for as long as one site states them, and no longer', async () => {
    await take(['G99001-1,G99001,old@g99001.example,', 'G99001-2,G99001,old@g99001.example,']);
    await run('contact.add-address', {
      practice: 'G99001',
      channel: 'email',
      address: 'manager@g99001.example',
    });
    expect((await take(['G99001-1,G99001,manager@g99001.example,'])).addresses).toMatchObject({ changed: 1 });
    expect(await contacts()).toEqual([
      'G99001 email manager@g99001.example person',
      'G99001 email old@g99001.example estate',
    ]);
    await take(['G99001-2,G99001,new@g99001.example,']);
    expect(await contacts()).toEqual([
      'G99001 email manager@g99001.example person',
      'G99001 email new@g99001.example estate',
    ]);
  });

  it('go to the forms about recovery as well', async () => {
    const forms = async () =>
      (
        await sql<{
          email: string;
        }>`select r.email from recovery_contact r join practice p on p.id = r.practice_id
          where p.ods_code = 'G99001'`.execute(context.db)
      ).rows;
    await take(['G99001-1,G99001,old@g99001.example,']);
    expect(await forms()).toEqual([{ email: 'old@g99001.example' }]);
    await take(['G99001-1,G99001,new@g99001.example,']);
    expect(await forms()).toEqual([{ email: 'new@g99001.example' }]);
    // A person's comes first, whatever the file states beside it.
    await run('contact.add-address', { practice: 'G99001', channel: 'email', address: 'zoe@g99001.example' });
    expect(await forms()).toEqual([{ email: 'zoe@g99001.example' }]);
    await take(['G99001-1,G99001,abe@g99001.example,']);
    expect(await forms()).toEqual([{ email: 'zoe@g99001.example' }]);
  });

  it('never touch what a person put on record, before or afterwards', async () => {
    await run('contact.add-address', {
      practice: 'G99001',
      name: 'Practice manager',
      channel: 'email',
      address: 'manager@g99001.example',
    });
    const report = await take([
      'G99001-1,G99001,manager@g99001.example,',
      'G99002-1,G99002,desk@g99002.example,',
    ]);
    expect(report.addresses).toEqual({
      added: 1,
      changed: 0,
      known: 0,
      leftAlone: [{ why: 'put on record by hand', count: 1, sites: ['G99001-1'] }],
    });
    // A person takes over what came from the estate: the next file brings its own beside it.
    await run('contact.import', {
      csv: 'ods_code,channel,address,name\nG99002,email,desk@g99002.example,Reception',
    });
    await take(['G99001-1,G99001,other@g99001.example,', 'G99002-1,G99002,other@g99002.example,']);
    expect(await contacts()).toEqual([
      'G99001 email manager@g99001.example person',
      'G99001 email other@g99001.example estate',
      'G99002 email desk@g99002.example person',
      'G99002 email other@g99002.example estate',
    ]);
  });

  it('do not come back once a person took them off, until a person puts them on record', async () => {
    await take(['G99001-1,G99001,desk@g99001.example,', 'G99002-1,G99002,desk@g99001.example,']);
    const contact = (
      await sql<{ id: string }>`select c.id from contact c join practice p on p.id = c.practice_id
      where p.ods_code = 'G99001'`.execute(context.db)
    ).rows[0]?.id;
    await run('contact.remove-address', { contact, reason: 'Nobody reads it.' });
    const rows = ['G99001-1,G99001,desk@g99001.example,'];
    expect((await take(rows)).addresses).toMatchObject({
      added: 0,
      leftAlone: [{ why: 'removed by hand', count: 1, sites: ['G99001-1'] }],
    });
    // It was taken off one practice: another keeps it, and a third may state it.
    expect((await take([...rows, 'G99003-1,G99003,desk@g99001.example,'])).addresses).toMatchObject({
      added: 1,
    });
    expect(await contacts()).toEqual([
      'G99002 email desk@g99001.example estate',
      'G99003 email desk@g99001.example estate',
    ]);
    await run('contact.add-address', {
      practice: 'G99001',
      channel: 'email',
      address: 'desk@g99001.example',
    });
    expect((await sql`select 1 from contact_removed`.execute(context.db)).rows).toEqual([]);
    await run('contact.remove-address', { contact: await idOfPractice('G99001'), reason: 'Again.' });
    expect((await take(rows)).addresses?.leftAlone).toHaveLength(1);
  });
  const idOfPractice = async (code: string): Promise<string> =>
    (
      await sql<{ id: string }>`select c.id from contact c join practice p on p.id = c.practice_id
        where p.ods_code = ${code}`.execute(context.db)
    ).rows[0]?.id ?? '';

  it('do not come at all when their owner asked for no more messages', async () => {
    await inTransaction(context, (tx) =>
      eraseAddress(tx, { channel: 'email', address: 'desk@g99001.example' }),
    );
    expect((await take(['G99001-1,G99001,desk@g99001.example,'])).addresses).toMatchObject({
      added: 0,
      leftAlone: [{ why: 'asked to stop', count: 1, sites: ['G99001-1'] }],
    });
    expect(await contacts()).toEqual([]);
  });

  it('are mended by another one when messages fail', async () => {
    await take(['G99001-1,G99001,gone@g99001.example,']);
    await run('subscription.stop-failing', {
      recipientId: await idOf('gone@g99001.example'),
      reason: 'No such mailbox',
    });
    expect((await take(['G99001-1,G99001,gone@g99001.example,'])).addresses?.leftAlone).toMatchObject([
      { why: 'messages to it fail' },
    ]);
    expect((await take(['G99001-1,G99001,desk@g99001.example,'])).addresses).toMatchObject({ changed: 1 });
    expect(await contacts()).toEqual(['G99001 email desk@g99001.example estate']);
  });

  it('come with a site that is new in the same file', async () => {
    await take(['G99003-2,G99003,branch@g99003.example,']);
    expect(await contacts()).toEqual(['G99003 email branch@g99003.example estate']);
    expect((await take(['G99003-2,G99003,moved@g99003.example,'])).addresses).toMatchObject({ changed: 1 });
  });

  it('come in whole or not at all: what fails takes the sites back too', async () => {
    const before = await everything();
    const failing: TakeAddresses = async (tx, stated) => ({
      ...(await takeEstateAddresses(tx, stated)),
      write: () => Promise.reject(new Error('No room.')),
    });
    const bytes = file(['G99001-9,G99001,desk@g99001.example,']);
    await expect(
      importEstate(context, { fileName: 'a.csv', bytes }, { takeAddresses: failing }),
    ).rejects.toThrow('No room.');
    expect(await everything()).toEqual(before);
  });

  it('are refused where nobody takes them, and by whoever may not import the estate', async () => {
    const before = await everything();
    const bytes = file(['G99001-1,G99001,desk@g99001.example,']);
    await expect(importEstate(context, { fileName: 'a.csv', bytes })).rejects.toMatchObject({
      code: 'import.rejected',
      faults: [{ line: 2, field: 'email' }],
    });
    await expect(take(['G99001-1,G99001,desk@g99001.example,'], { role: 'desk' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await everything()).toEqual(before);
  });
});
