import { describe, expect, it } from 'vitest';
import { AllclearError } from '#platform/errors';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { feedStates, importCallsCsv } from './index.ts';
import { allCallsOpened } from './store.ts';
import { givenPractices } from './test-support.ts';

const at = new Date('2026-04-20T09:00:00Z');
const week = { from: new Date('2026-04-16T00:00:00Z'), to: new Date('2026-04-23T00:00:00Z') };
const header =
  'source,external_id,opened_at,updated_at,closed_at,ods_code,site_text,short_description,description,impact';

async function desk(): Promise<TestContext> {
  const context = await testContext({ at });
  await givenPractices(context);
  return context;
}

const load = (
  context: TestContext,
  bytes: Uint8Array | string,
  more: { source?: string; onFault?: 'skip'; dryRun?: boolean } = {},
) => importCallsCsv(context, { bytes: Buffer.from(bytes), fileName: 'calls.csv', ...more });

const refusalOf = async (work: Promise<unknown>): Promise<AllclearError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AllclearError) return error;
  throw new Error('It was not refused.');
};

describe('intake of calls as CSV', () => {
  it('reads London dates of both kinds, and stores once what comes twice', async () => {
    const context = await desk();
    const file = `${header}\ndesk,1,20/04/2026 08:10,,,G99001,,Slow,,2 - High\ndesk,2,2026-04-20T08:20,,,,"Bramble Med Ctr, Dover",Slow,"a\nb",\n`;
    expect(await load(context, file)).toMatchObject({ added: 2, matched: 2, refused: 0 });
    expect(await load(context, `\ufeff${file}`)).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    const stored = await allCallsOpened(context.db, week);
    expect(stored.map((call) => [call.openedAt.toISOString(), call.matchMethod, call.impact])).toEqual([
      ['2026-04-20T07:10:00.000Z', 'ods', 2],
      ['2026-04-20T07:20:00.000Z', 'name', null],
    ]);
  });

  it('reads Windows-1252', async () => {
    const context = await desk();
    await load(
      context,
      Buffer.from(`${header}\ndesk,1,20/04/2026 08:10,,,G99001,,Caf\u00e9 \u00a35,,\n`, 'latin1'),
    );
    expect((await allCallsOpened(context.db, week))[0]?.shortDescription).toBe('Café £5');
  });

  it('lists faults of shape and of cells with line and column, and stores nothing', async () => {
    const context = await desk();
    const file = `${header}\ndesk,1,31/02/2026,,,,,,,\ndesk,,20/04/2026,,,,,,,7\ndesk,3\n,4,20/04/2026,,,,,,,\n`;
    const error = await refusalOf(load(context, file));
    expect(error.code).toBe('import.rejected');
    expect(error.faults.map((fault) => [fault.line, fault.field])).toEqual([
      [2, 'opened_at'],
      [3, 'external_id'],
      [3, 'impact'],
      [4, undefined],
      [5, 'source'],
    ]);
    expect(await allCallsOpened(context.db, week)).toEqual([]);
  });

  it('takes the source from the option where the file has none', async () => {
    const context = await desk();
    await load(context, 'external_id,opened_at\n1,20/04/2026 08:00\n', { source: 'vendor' });
    expect((await allCallsOpened(context.db, week))[0]?.source).toBe('vendor');
  });

  it('refuses an NHS number by row, and never shows one of a file without a header', async () => {
    const context = await desk();
    const row = 'desk,1,20/04/2026 08:10,,,G99001,,Slow,Patient 943 476 5919,';
    const error = await refusalOf(load(context, `${header}\n${row}\n`));
    expect(error).toMatchObject({ code: 'privacy.nhs-number', faults: [{ line: 2, field: 'description' }] });
    const headless = await refusalOf(load(context, `${row.replace('Patient ', '')}\n`, { onFault: 'skip' }));
    expect(headless.code).toBe('import.rejected');
    expect(JSON.stringify([error, headless])).not.toMatch(/943\D?476|5919/);
  });

  it('proves the feed alive only up to the latest instant in the file', async () => {
    const context = await desk();
    await load(context, `${header}\ndesk,1,16/04/2026 08:00,17/04/2026 09:00,,,,,,\n`);
    expect(await feedStates(context.db)).toEqual([
      {
        source: 'desk',
        lastSyncAt: new Date('2026-04-17T08:00:00Z'),
        lastCallAt: new Date('2026-04-16T07:00:00Z'),
      },
    ]);
  });

  it('reports the same in a dry run and writes nothing', async () => {
    const context = await desk();
    const file = `${header}\ndesk,1,20/04/2026 08:10,,,G99001,,Slow,,\n`;
    const dry = await load(context, file, { dryRun: true });
    expect(await feedStates(context.db)).toEqual([]);
    expect(await load(context, file)).toEqual({ ...dry, dryRun: false });
  });
});
