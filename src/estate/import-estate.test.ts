import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { testContext } from '../../test/support/database.ts';
import {
  attributesAt,
  findConcentrator,
  findPractice,
  findSite,
  importEstate,
  listConcentrators,
  listPractices,
  listSites,
} from './index.ts';
import { importText, knownEstate, odsLine } from './test-support.ts';

async function refusal(work: Promise<unknown>): Promise<AllclearError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AllclearError) return error;
  throw new Error(`It was not refused: ${String(error)}`);
}

/** Everything the estate tables hold, to show that nothing changed. */
async function wholeEstate(context: Context): Promise<unknown> {
  const tables = [
    'practice',
    'site',
    'concentrator',
    'concentrator_rating',
    'site_attribute',
    'estate_import',
  ];
  const read = async (table: string) =>
    (await sql`select row.* from ${sql.table(table)} as row order by id`.execute(context.db)).rows;
  return Promise.all(tables.map(read));
}

const countRows = async (context: Context, table: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(context.db))
    .rows[0]?.count ?? -1;

const at = (iso: string) => new Date(iso);
const now = at('2026-04-20T07:00:00Z');

async function valueAt(
  context: Context,
  siteCode: string,
  key: string,
  instant: Date,
): Promise<string | undefined> {
  const site = await findSite(context.db, siteCode);
  return (await attributesAt(context.db, instant)).get(site?.id ?? 0)?.[key];
}

describe('practices', () => {
  it('takes up active GP practices of the scope and skips the rest', async () => {
    const context = await testContext();
    const report = await importText(
      context,
      [
        odsLine('G99001'),
        odsLine('G99002', { 13: 'ACTIVE', 26: 'RO177|RO76' }),
        odsLine('G99003', { 26: '0' }),
        odsLine('G99004', { 13: 'C', 12: '20200331' }),
        odsLine('G99005', { 4: 'QXX' }),
      ].join('\r\n'),
      { filter: { icb: 'QKS' } },
    );
    expect(report).toMatchObject({
      kind: 'practices',
      rows: 5,
      adds: 2,
      skipped: 3,
      unchanged: false,
      applied: true,
    });
    expect((await listPractices(context.db)).map((practice) => practice.odsCode)).toEqual([
      'G99001',
      'G99002',
    ]);
  });

  it('reports a closure, keeps the practice, and leaves it out of the active ones', async () => {
    const context = await testContext();
    await importText(context, [odsLine('G99001'), odsLine('G99002')].join('\n'));
    const report = await importText(
      context,
      [odsLine('G99001', { 13: 'C', 12: '20260331' }), odsLine('G99002')].join('\n'),
    );
    expect(report).toMatchObject({ adds: 0, changes: 0, closures: 1, missing: 0 });
    expect(report.preview).toEqual([
      {
        action: 'closure',
        key: 'G99001',
        before: 'status: active; closed: none',
        after: 'status: closed; closed: 2026-03-31',
      },
    ]);
    expect(await findPractice(context.db, 'g99001')).toMatchObject({
      status: 'closed',
      closedOn: '2026-03-31',
    });
    expect(await listPractices(context.db, { activeOnly: true })).toHaveLength(1);
  });

  it('flags a practice that a newer file of its scope leaves out, never deletes it, and clears the flag again', async () => {
    const context = await testContext();
    const both = [odsLine('G99001'), odsLine('G99002')].join('\n');
    await importText(context, both);
    await importText(context, odsLine('G99009', { 4: 'QXX' }), { filter: { icb: 'QXX' } });
    expect((await findPractice(context.db, 'G99002'))?.missingSince).toBeNull();

    const report = await importText(context, odsLine('G99001'), { filter: { icb: 'QKS' } });
    expect(report).toMatchObject({
      missing: 1,
      flaggedMissing: ['G99002'],
      changes: 0,
      closures: 0,
      unchanged: false,
    });
    expect((await findPractice(context.db, 'G99002'))?.missingSince).toEqual(now);

    const again = await importText(context, odsLine('G99001'), { filter: { icb: 'QKS' } });
    expect(again).toMatchObject({ missing: 1, flaggedMissing: [], unchanged: true });

    const back = await importText(context, both, { filter: { icb: 'QKS' } });
    expect(back).toMatchObject({ missing: 0, changes: 1 });
    expect(back.preview).toEqual([
      { action: 'change', key: 'G99002', before: 'listed: no', after: 'listed: yes' },
    ]);
    expect((await findPractice(context.db, 'G99002'))?.missingSince).toBeNull();
  });

  it('follows a known practice to another board and another setting', async () => {
    const context = await testContext();
    await importText(context, odsLine('G99001'), { filter: { icb: 'QKS' } });
    const report = await importText(context, odsLine('G99001', { 4: 'QXX', 26: '9' }), {
      filter: { icb: 'QKS' },
    });
    expect(report).toMatchObject({ changes: 1, missing: 0 });
    expect(await findPractice(context.db, 'G99001')).toMatchObject({ icbCode: 'QXX', isGpPractice: false });
    expect(await listPractices(context.db, { gpOnly: true })).toEqual([]);
  });
});

describe('sites', () => {
  it('reads both ways of writing a London date, and blanks as unknown', async () => {
    const context = await testContext();
    await knownEstate(context);
    const sites = await listSites(context.db);
    expect(sites.map((site) => [site.code, site.odsCode, site.openedOn, site.phone])).toEqual([
      ['G99001-1', 'G99001', '1974-04-01', null],
      ['G99001-2', 'G99001', '2019-10-27', null],
      ['G99002-1', 'G99002', null, null],
    ]);
  });

  it('changes what the file states, keeps what it has no column for, and flags a site its practice has lost', async () => {
    const context = await testContext();
    await knownEstate(context);
    const report = await importText(
      context,
      'site_code,ods_code,phone,closed\ng99001-1,G99001,01632 960001,31/03/2026',
    );
    expect(report).toMatchObject({ kind: 'sites', closures: 1, missing: 1, flaggedMissing: ['G99001-2'] });
    expect(await findSite(context.db, 'G99001-1')).toMatchObject({
      name: 'Amberwick',
      phone: '01632 960001',
      closedOn: '2026-03-31',
    });
    expect(await findSite(context.db, 'G99002-1')).toMatchObject({ missingSince: null });
  });
});

describe('attributes as they were', () => {
  it('closes the earlier firmware when a later one is imported', async () => {
    const context = await testContext();
    await knownEstate(context);
    const header = 'site_code,serial,model,firmware,public_ip,template,valid_from,valid_to';
    await importText(context, `${header}\nG99001-1,Q1,MX68,18.210,192.0.2.1,T1,01/01/2026,`);
    const report = await importText(
      context,
      `${header}\nG99001-1,Q1,MX68,18.211,192.0.2.1,T1,16/04/2026 07:05,`,
    );
    expect(report).toMatchObject({ kind: 'firewalls', adds: 0, changes: 1, closures: 0 });
    // 7:05am in London is 6:05 UTC in April.
    expect(report.preview).toEqual([
      {
        action: 'change',
        key: 'G99001-1 firmware from 2026-04-16T06:05:00Z',
        before: '18.210',
        after: '18.211',
      },
    ]);
    expect(await valueAt(context, 'G99001-1', 'firmware', at('2026-04-16T06:04:59Z'))).toBe('18.210');
    expect(await valueAt(context, 'G99001-1', 'firmware', at('2026-04-16T06:05:00Z'))).toBe('18.211');
    expect(await valueAt(context, 'G99001-1', 'serial', at('2026-04-16T06:05:00Z'))).toBe('Q1');
    expect(await valueAt(context, 'G99001-1', 'firmware', at('2025-12-31T23:59:59Z'))).toBeUndefined();
    expect(await valueAt(context, 'G99002-1', 'firmware', now)).toBeUndefined();
  });

  it('keeps circuits, tunnels and tags over time; a blank cell is unknown from then on', async () => {
    const context = await testContext();
    await knownEstate(context);
    const circuits = 'site_code,circuit,supplier,bandwidth_mbps,valid_from,valid_to';
    await importText(context, `${circuits}\nG99001-1,KPSN,Amber Telecom,100,2026-01-01,`);
    await importText(context, `${circuits}\nG99001-1,broadband,,"1,000 Mbps",2026-04-10,`);
    await importText(context, 'site_code,concentrator_code,valid_from,valid_to\nG99001-1,vpn-a,2026-01-01,');
    await importText(context, 'site_code,concentrator_code,valid_from,valid_to\nG99001-1,VPN-B,2026-04-15,');
    await importText(context, 'site_code,tag,valid_from,valid_to\nG99001-1,dispensing,2026-01-01,2026-04-12');
    const site = (await findSite(context.db, 'G99001-1'))?.id ?? 0;
    const read = async (instant: Date) => (await attributesAt(context.db, instant)).get(site);
    expect(await read(at('2026-04-01T00:00:00Z'))).toEqual({
      circuit: 'KPSN',
      circuitSupplier: 'Amber Telecom',
      circuitMbps: '100',
      concentrator: 'VPN-A',
      'tag:dispensing': 'yes',
    });
    expect(await read(now)).toEqual({ circuit: 'broadband', circuitMbps: '1000', concentrator: 'VPN-B' });
  });

  it('takes a row without a beginning to hold since the import', async () => {
    const context = await testContext();
    await knownEstate(context);
    await importText(context, 'site_code,concentrator_code\nG99001-1,VPN-A');
    expect(await valueAt(context, 'G99001-1', 'concentrator', at('2026-04-20T06:59:59Z'))).toBeUndefined();
    expect(await valueAt(context, 'G99001-1', 'concentrator', now)).toBe('VPN-A');
    context.clock.advanceTo(at('2026-04-21T07:00:00Z'));
    expect(await importText(context, 'site_code,concentrator_code\nG99001-1,VPN-A')).toMatchObject({
      unchanged: true,
    });
  });
});

describe('concentrators', () => {
  const header = 'code,name,rated_mbps,rated_tunnels,rating_source,rating_date';

  it('picks the rating that was valid at the instant, keeps every one, and takes corrections', async () => {
    const context = await testContext();
    await knownEstate(context);
    const rating = async (iso: string) => (await findConcentrator(context.db, 'vpn-a', at(iso)))?.ratedMbps;
    await importText(context, `${header}\nVPN-A,First concentrator,750,3000,Own measurement,24/04/2026`);
    expect(await rating('2020-10-31T12:00:00Z')).toBeNull();
    expect(await rating('2026-04-23T22:59:59Z')).toBe(1000);
    expect(await rating('2026-04-23T23:00:00Z')).toBe(750);
    const correction = await importText(
      context,
      `${header}\nVPN-A,First concentrator,700,3000,Own measurement,24/04/2026`,
    );
    expect(correction).toMatchObject({ changes: 1, adds: 0 });
    expect(await rating('2026-04-24T12:00:00Z')).toBe(700);
    expect(await countRows(context, 'concentrator_rating')).toBe(4);
  });

  it('knows a concentrator without a rating, and does not make one up', async () => {
    const context = await testContext();
    await importText(context, 'code,name\nVPN-C,Third');
    expect(await listConcentrators(context.db, now)).toEqual([
      expect.objectContaining({
        code: 'VPN-C',
        ratedMbps: null,
        ratedTunnels: null,
        ratingSource: null,
        ratingDate: null,
      }),
    ]);
  });
});

describe('every import', () => {
  const files: [string, string][] = [
    ['practices', [odsLine('G99001', { 2: 'NEW NAME' }), odsLine('G99007')].join('\n')],
    ['sites', 'site_code,ods_code,name\nG99001-1,G99001,New name\nG99002-9,G99002,Another'],
    ['circuits', 'site_code,circuit,valid_from\nG99001-1,HSCN,2026-01-01\nG99001-2,KPSN,2026-01-01'],
    ['firewalls', 'site_code,firmware,valid_from\nG99001-1,18.211,2026-01-01\nG99001-1,18.212,2026-04-01'],
    ['tunnels', 'site_code,concentrator_code,valid_from,valid_to\nG99001-1,VPN-A,2026-01-01,2026-04-02'],
    ['tags', 'site_code,tag\nG99001-1,dispensing'],
    ['concentrators', 'code,name,rated_mbps,rating_source,rating_date\nVPN-A,Renamed,900,Own,2026-04-01'],
  ];

  it.each(files)(
    'of %s: a dry run shows the very same and changes nothing; twice is once',
    async (kind, text) => {
      const context = await testContext();
      await knownEstate(context);
      const before = await wholeEstate(context);
      const preview = await importText(context, text, { dryRun: true });
      expect(await wholeEstate(context)).toEqual(before);
      expect(await countRows(context, 'audit')).toBe(3);

      const report = await importText(context, text);
      expect(report.kind).toBe(kind);
      expect({ ...report, dryRun: true, applied: false }).toEqual(preview);
      expect(report.unchanged).toBe(false);

      const after = await wholeEstate(context);
      const facts = await countRows(context, 'outbox_event');
      const again = await importText(context, text);
      expect(again).toMatchObject({
        unchanged: true,
        adds: 0,
        changes: 0,
        closures: 0,
        flaggedMissing: [],
        preview: [],
      });
      expect(await wholeEstate(context)).toEqual(after);
      expect(await countRows(context, 'outbox_event')).toBe(facts);
      expect(await countRows(context, 'audit')).toBe(5);
    },
  );

  const badFiles: [string, string, [number | undefined, string | undefined][]][] = [
    [
      'practices',
      [odsLine('G99008'), odsLine('G99009', { 13: 'X', 11: '20260230' }), odsLine('G99008')].join('\n'),
      [
        [2, 'column 13'],
        [2, 'column 11'],
        [3, 'column 1'],
      ],
    ],
    ['practices with a row cut short', `${odsLine('G99008')}\n"G99009","SHORT"`, [[2, undefined]]],
    [
      'sites',
      'site_code,ods_code,postcode,opened\nG99001-7,G99001,Maidstone,31/04/2026\nG99001-8,G99999,,\n,G99001,,\nG99001-1,G99001,,\nG99001-1,G99001,,',
      [
        [2, 'postcode'],
        [2, 'opened'],
        [3, 'ods_code'],
        [4, 'site_code'],
        [6, 'site_code'],
      ],
    ],
    [
      'circuits',
      'site_code,circuit,bandwidth_mbps,valid_from,valid_to\nG99001-1,HSCN,fast,2026-01-01,\nG99009-9,HSCN,1,2026-01-01,\nG99001-2,HSCN,1,2026-01-02,2026-01-02',
      [
        [2, 'bandwidth_mbps'],
        [3, 'site_code'],
        [4, 'valid_to'],
      ],
    ],
    [
      'tunnels that contradict each other',
      'site_code,concentrator_code,valid_from,valid_to\nG99001-1,VPN-A,2026-01-01,2026-03-01\nG99001-1,VPN-B,2026-02-01,\nG99001-2,VPN-Z,2026-01-01,\nG99001-1,VPN-A,2026-02-15,',
      [
        [3, 'valid_from'],
        [4, 'concentrator_code'],
        [5, 'valid_from'],
      ],
    ],
    [
      'concentrators',
      'code,name,rated_mbps,rating_source,rating_date\nVPN-C,C,900,,\nVPN-D,,,,\nVPN-E,E,0,Own,2026-04-01',
      [
        [2, 'rating_source'],
        [2, 'rating_date'],
        [3, 'name'],
        [4, 'rated_mbps'],
      ],
    ],
    ['an unknown column', 'site_code,tag,colour\nG99001-1,dispensing,red', [[1, 'colour']]],
    ['no known kind of file', 'alpha,beta\n1,2', [[1, undefined]]],
  ];

  it.each(badFiles)(
    'lists every fault of %s by line and column, and changes nothing',
    async (_name, text, faults) => {
      const context = await testContext();
      await knownEstate(context);
      const before = await wholeEstate(context);
      const error = await refusal(importText(context, text));
      expect(error.code).toBe('import.rejected');
      expect(error.faults.map((fault) => [fault.line, fault.field])).toEqual(faults);
      expect(error.faults.every((fault) => fault.reason.length > 5)).toBe(true);
      expect((await refusal(importText(context, text, { dryRun: true }))).toJSON()).toEqual(error.toJSON());
      expect(await wholeEstate(context)).toEqual(before);
    },
  );

  it.each([
    ['UTF-8', Buffer.from('Café Surgery'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('Café Surgery'), 'utf-8'],
    ['Windows-1252', Buffer.from('Café Surgery', 'latin1'), 'windows-1252'],
  ])('reads %s', async (name, cell, encoding) => {
    const context = await testContext();
    await knownEstate(context);
    const mark = name.endsWith('mark') ? Buffer.from([0xef, 0xbb, 0xbf]) : Buffer.alloc(0);
    const bytes = Buffer.concat([mark, Buffer.from('site_code,ods_code,name\r\nG99001-1,G99001,'), cell]);
    const report = await importEstate(context, { fileName: 'sites.csv', bytes });
    expect(report.encoding).toBe(encoding);
    expect((await findSite(context.db, 'G99001-1'))?.name).toBe('Café Surgery');
  });

  it('refuses what is not text', async () => {
    const context = await testContext();
    const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00]);
    expect((await refusal(importEstate(context, { fileName: 'sites.xlsx', bytes }))).code).toBe(
      'input.encoding',
    );
  });

  it('is refused to those who may not, before anything is read', async () => {
    const context = await testContext({ actor: { kind: 'person', name: 'Vera Viewer', roles: ['viewer'] } });
    expect((await refusal(importText(context, 'nonsense'))).code).toBe('forbidden');
  });

  it('shows the first 200 of many and counts all', async () => {
    const context = await testContext();
    const lines = Array.from({ length: 300 }, (_, index) => odsLine(`G98${String(index).padStart(3, '0')}`));
    const report = await importText(context, lines.join('\n'));
    expect(report.adds).toBe(300);
    expect(report.preview).toHaveLength(200);
  });

  it('tells the domains to its right which import it was', async () => {
    const context = await testContext();
    await importText(context, odsLine('G99001'));
    const facts = await sql<{
      type: string;
      importId: number;
    }>`select type, (data->>'importId')::bigint as "importId"
      from outbox_event`.execute(context.db);
    const imports = await sql<{ id: number }>`select id from estate_import`.execute(context.db);
    expect(facts.rows).toEqual([{ type: 'estate.changed', importId: imports.rows[0]?.id }]);
  });

  it('waits for another import instead of racing it', async () => {
    const context = await testContext();
    const text = odsLine('G99001');
    const reports = await Promise.all([importText(context, text), importText(context, text)]);
    expect(reports.map((report) => report.unchanged).sort()).toEqual([false, true]);
  });
});
