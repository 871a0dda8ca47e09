import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { importEstate, listPractices, listSites } from '#estate';
import { searchAudit } from '#platform/audit';
import { type Actor, type Role, systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { applyUpload, dropUpload, expireUploads, previewUpload, showUpload } from './uploads.ts';

const person = (name: string, ...roles: Role[]): Actor => ({ kind: 'person', name, roles });
const base64 = (lines: readonly string[]) => Buffer.from(lines.join('\n')).toString('base64');
const header = 'site_code,ods_code,name';

describe('a file with a preview', () => {
  let desk: TestContext;
  let context: Context;
  beforeAll(async () => {
    desk = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
    await givenEstate(desk, 3);
    context = { ...desk, actor: person('Robin Admin', 'administrator') };
  });
  const preview = (kind: 'estate' | 'readings' | 'calls', lines: readonly string[], more: object = {}) =>
    previewUpload(context, { kind, fileName: `${kind}.csv`, content: base64(lines), ...more });
  const countOf = (upload: { outcome: { counts: { what: string; count: number }[] } }, what: string) =>
    upload.outcome.counts.find((each) => each.what === what)?.count;
  const kept = async () => (await sql`select id from upload`.execute(desk.db)).rows.length;

  it('is for administrators alone', async () => {
    const engineer = { ...context, actor: person('Eve Engineer', 'engineer', 'desk', 'incident lead') };
    for (const work of [
      () => previewUpload(engineer, { kind: 'estate', fileName: 'a.csv', content: '' }),
      () => applyUpload(engineer, { id: 'x' }),
      () => showUpload(engineer, { id: 'x' }),
      () => dropUpload(engineer, { id: 'x' }),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('says what would be added and changed, changes nothing, and is then applied as it was previewed', async () => {
    const upload = await preview('estate', [
      header,
      'G99001-1,G99001,New name',
      'G99001-9,G99001,A branch',
      'G99002-1,G99002,Surgery G99002',
    ]);
    expect([countOf(upload, 'added'), countOf(upload, 'changed')]).toEqual([1, 1]);
    expect(upload.outcome.entries).toEqual([
      expect.objectContaining({ action: 'change', key: 'G99001-1', after: 'name: New name' }),
      expect.objectContaining({ action: 'add', key: 'G99001-9' }),
    ]);
    expect((await listSites(desk.db)).map(({ code }) => code)).not.toContain('G99001-9');
    expect((await showUpload(context, { id: upload.id })).outcome).toEqual(upload.outcome);
    const applied = await applyUpload(context, { id: upload.id });
    expect(applied.outcome).toEqual(upload.outcome);
    const sites = await listSites(desk.db);
    expect(sites.find(({ code }) => code === 'G99001-1')?.name).toBe('New name');
    expect(sites.map(({ code }) => code)).toContain('G99001-9');
    expect(await kept()).toBe(0);
    await expect(applyUpload(context, { id: upload.id })).rejects.toMatchObject({ code: 'not-found' });
    const [entry] = await searchAudit(desk.db, { verb: 'upload.apply', limit: 1 });
    expect(entry).toMatchObject({
      actorName: 'Robin Admin',
      data: { kind: 'estate', fileName: 'estate.csv' },
    });
  });

  it('is refused when the estate changed since the preview, and nothing is changed then', async () => {
    const upload = await preview('estate', [header, 'G99002-1,G99002,Mine', 'G99002-2,G99002,Branch']);
    await importEstate(desk, {
      fileName: 'other.csv',
      bytes: Buffer.from(`${header}\nG99002-1,G99002,Theirs`),
    });
    await expect(applyUpload(context, { id: upload.id })).rejects.toMatchObject({ code: 'conflict' });
    const sites = await listSites(desk.db);
    expect(sites.find(({ code }) => code === 'G99002-1')?.name).toBe('Theirs');
    expect(sites.map(({ code }) => code)).not.toContain('G99002-2');
    expect(await dropUpload(context, { id: upload.id })).toEqual({ id: upload.id });
    expect(await kept()).toBe(0);
  });

  it('says what becomes of addresses of practices, and is refused when that changed since', async () => {
    const withAddress = (name: string) => [
      'site_code,ods_code,email',
      `G99003-1,G99003,${name}@g99003.example`,
    ];
    const first = await preview('estate', withAddress('desk'));
    expect(first.outcome.counts).toContainEqual({ what: 'addresses of practices added', count: 1 });
    await applyUpload(context, { id: first.id });
    const second = await preview('estate', withAddress('manager'));
    expect(countOf(second, 'addresses of practices changed')).toBe(1);
    // A person takes the old one off: what would be changed is added now.
    const contacts = (await runVerb(publishingVerbs, desk, 'contact.addresses', {})) as { id: string }[];
    await runVerb(publishingVerbs, desk, 'contact.remove-address', {
      contact: contacts[0]?.id,
      reason: 'Old.',
    });
    await expect(applyUpload(context, { id: second.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await runVerb(publishingVerbs, desk, 'contact.addresses', {})).toEqual([]);
    await dropUpload(context, { id: second.id });
    const third = await preview('estate', withAddress('desk'));
    expect(countOf(third, 'addresses left alone, removed by hand (G99003-1)')).toBe(1);
    await dropUpload(context, { id: third.id });
  });

  it('names every row and field that is wrong, and is not kept', async () => {
    await expect(
      preview('estate', [header, ',G99001,No code', 'X-1,Z00000,No practice']),
    ).rejects.toMatchObject({
      code: 'import.rejected',
      faults: [
        { line: 2, field: 'site_code' },
        { line: 3, field: 'ods_code' },
      ],
    });
    for (const fileName of ['../../sites.csv', '..\\sites.csv', 'a\r\nb.csv'])
      await expect(preview('estate', [header], { fileName }), fileName).rejects.toMatchObject({
        code: 'input.invalid',
        faults: [{ field: 'file' }],
      });
    await expect(preview('estate', [header], { content: '***' })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    expect(await kept()).toBe(0);
  });

  it('takes both formats of ODS', async () => {
    const row = (code: string, status: string, setting: string) =>
      `"${code}","SURGERY","Y59","QKS","1 HIGH STREET","AMBERWICK","KENT","","","ME99 1AA","19740401","","${status}","B","91Q","20200401","","","","","","0","","91Q","","${setting}",""`;
    const upload = await preview('estate', [row('G99101', 'A', '4'), row('G99102', 'ACTIVE', 'RO177|RO76')], {
      icb: 'QKS',
    });
    expect(countOf(upload, 'added')).toBe(2);
    await applyUpload(context, { id: upload.id });
    expect((await listPractices(desk.db)).map(({ odsCode }) => odsCode)).toEqual(
      expect.arrayContaining(['G99101', 'G99102']),
    );
  });

  it('of readings and calls may leave rows with faults out; what is applied is what was previewed', async () => {
    const readings = [
      'site,at,tunnel',
      'G99001-1,2026-04-20T08:00:00Z,up',
      'NOWHERE,2026-04-20T08:00:00Z,up',
    ];
    await expect(preview('readings', readings)).rejects.toMatchObject({
      code: 'import.rejected',
      faults: [{ line: 3, field: 'site' }],
    });
    const good = await preview('readings', readings, { onFault: 'skip' });
    expect([countOf(good, 'readings added'), good.outcome.faultCount]).toEqual([1, 1]);
    expect(await readingsStored()).toBe(0);
    await applyUpload(context, { id: good.id });
    expect(await readingsStored()).toBe(1);
    const calls = ['external_id,opened_at,ods_code', 'CS1,2026-04-20 08:30,G99001', 'CS2,not a time,G99001'];
    const some = await preview('calls', calls, { onFault: 'skip', source: 'desk' });
    expect(some.outcome.entries).toEqual([{ action: 'add', key: 'CS1' }]);
    expect(some.outcome.faults).toEqual([expect.objectContaining({ line: 3, field: 'opened_at' })]);
    await applyUpload(context, { id: some.id });
    const stored = await sql<{ n: string }>`select external_id as n from call`.execute(desk.db);
    expect(stored.rows).toEqual([{ n: 'CS1' }]);
  });
  const readingsStored = async () => (await sql`select 1 from site_current`.execute(desk.db)).rows.length;

  it('with what looks like an NHS number is never kept, whatever was said of bad rows', async () => {
    const calls = [
      'external_id,opened_at,description',
      'CS8,2026-04-20 08:30,fine',
      'CS9,2026-04-20 08:30,943 476 5919',
    ];
    for (const onFault of ['refuse', 'skip'])
      await expect(preview('calls', calls, { onFault, source: 'desk' }), onFault).rejects.toMatchObject({
        code: 'privacy.nhs-number',
      });
    expect(await kept()).toBe(0);
  });

  it('is not kept with an NHS number behind more faults than are listed', async () => {
    const bad = Array.from({ length: 1_100 }, (_, n) => `CB${n},not a time,fine`);
    const calls = ['external_id,opened_at,description', ...bad, 'CS9,2026-04-20 08:30,943 476 5919'];
    await expect(preview('calls', calls, { onFault: 'skip', source: 'desk' })).rejects.toMatchObject({
      code: 'privacy.nhs-number',
      faults: [{ line: 1_102 }],
    });
    expect(await kept()).toBe(0);
  });

  it('is gone after an hour, and of one person the latest few wait', async () => {
    const upload = await preview('estate', [header, 'G99003-2,G99003,Branch']);
    for (let n = 1; n <= 7; n += 1) {
      desk.clock.advanceTo(new Date(Date.parse('2026-04-20T09:00:00Z') + n * 60_000));
      await preview('estate', [header, `G99003-${n + 2},G99003,Branch`]);
    }
    expect(await kept()).toBe(5);
    await expect(showUpload(context, { id: upload.id })).rejects.toMatchObject({ code: 'not-found' });
    const last = await preview('estate', [header, 'G99003-2,G99003,Branch']);
    desk.clock.advanceTo(new Date('2026-04-20T10:07:00Z'));
    await expect(applyUpload(context, { id: last.id })).rejects.toMatchObject({ code: 'not-found' });
    // What the hourly job does: without the next upload, and not only at night.
    expect(await kept()).toBeGreaterThan(0);
    await expireUploads({ ...context, actor: systemActor });
    expect(await kept()).toBe(0);
  });
});
