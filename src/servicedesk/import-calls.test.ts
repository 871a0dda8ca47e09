import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { AllclearError } from '#platform/errors';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { feedStates, findCall, importCalls, unmatchedCalls } from './index.ts';
import { allCallsOpened } from './store.ts';
import { aCall, givenPractices } from './test-support.ts';

const at = new Date('2026-04-20T09:00:00Z');
const week = { from: new Date('2026-04-16T00:00:00Z'), to: new Date('2026-04-23T00:00:00Z') };

async function desk(): Promise<TestContext> {
  const context = await testContext({ at });
  await givenPractices(context);
  return context;
}

const send = (context: TestContext, calls: unknown[], more: Record<string, unknown> = {}) =>
  importCalls(context, { source: 'desk', calls, ...more });

const refusalOf = async (work: Promise<unknown>): Promise<AllclearError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AllclearError) return error;
  throw new Error('It was not refused.');
};

const emitted = async (context: TestContext): Promise<unknown[]> =>
  (
    await sql<{
      data: unknown;
    }>`select data from outbox_event where type = 'calls.changed' order by id`.execute(context.db)
  ).rows.map((row) => row.data);

describe('intake of calls as JSON', () => {
  it('stores a call with its practice and site, what it looked like, and a fact', async () => {
    const context = await desk();
    const report = await send(context, [
      aCall('1', { impact: '2 - High', urgency: 1, closedAt: null, callerName: 'Sam' }),
    ]);
    expect(report).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
      matched: 1,
      unmatched: 0,
      refused: 0,
      faults: [],
      privacyFaultCount: 0,
      dryRun: false,
    });
    const call = await findCall(context.db, { source: 'desk', externalId: '1' });
    expect(call).toMatchObject({
      odsCode: 'G99001',
      matchMethod: 'ods',
      matchScore: 1,
      impact: 2,
      priority: null,
      receivedAt: at,
    });
    expect(call?.siteId).not.toBeNull();
    const raw = await sql<{ raw: Record<string, unknown> }>`select raw from call`.execute(context.db);
    expect(raw.rows[0]?.raw).toMatchObject({ externalId: '1', impact: '2 - High', callerName: 'Sam' });
    expect(await emitted(context)).toEqual([{ callIds: [call?.id] }]);
  });

  it('changes nothing when the same batch comes twice, and says so', async () => {
    const context = await desk();
    const batch = [aCall('1'), aCall('2', { odsCode: null, siteText: 'nowhere' })];
    await send(context, batch);
    const before = await sql`select * from call order by id`.execute(context.db);
    context.clock.advanceTo(new Date('2026-04-20T09:30:00Z'));
    expect(await send(context, batch)).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 2,
      matched: 1,
      unmatched: 1,
    });
    expect((await sql`select * from call order by id`.execute(context.db)).rows).toEqual(before.rows);
    expect(await emitted(context)).toHaveLength(1);
  });

  it('takes a change of status, and keeps it when an older row comes late', async () => {
    const context = await desk();
    const older = aCall('1');
    const newer = aCall('1', {
      status: 'closed',
      updatedAt: '2026-04-20T08:00:00Z',
      closedAt: '2026-04-20T08:00:00Z',
    });
    await send(context, [older]);
    expect(await send(context, [newer])).toMatchObject({ added: 0, changed: 1 });
    expect(await send(context, [older])).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await findCall(context.db, { source: 'desk', externalId: '1' })).toMatchObject({
      status: 'closed',
    });
  });

  it('ends the same whatever the order, repetition and batching of rows', async () => {
    const versions = ['1', '2', '3'].flatMap((id) =>
      [0, 1, 2].map((version) =>
        aCall(id, {
          status: `version ${version}`,
          updatedAt: new Date(at.getTime() - (10 - version) * 60_000),
        }),
      ),
    );
    const context = await desk();
    const deliveries = fc.tuple(
      fc.shuffledSubarray(versions, { minLength: versions.length }),
      fc.array(fc.constantFrom(...versions), { maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ([once, again, size]) => {
        await sql`delete from call`.execute(context.db);
        const rows = [...once, ...again];
        for (let start = 0; start < rows.length; start += size)
          await send(context, rows.slice(start, start + size));
        const stored = await allCallsOpened(context.db, week);
        expect(stored.map((call) => [call.externalId, call.status]).sort()).toEqual(
          ['1', '2', '3'].map((id) => [id, 'version 2']),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('is stored once when two batches bring it at the same moment', async () => {
    const context = await desk();
    const reports = await Promise.all([send(context, [aCall('1')]), send(context, [aCall('1')])]);
    expect(reports.map((report) => report.added).sort()).toEqual([0, 1]);
    expect(await allCallsOpened(context.db, week)).toHaveLength(1);
  });

  it('refuses the whole batch and lists every fault with its path', async () => {
    const context = await desk();
    const error = await refusalOf(
      send(context, [
        aCall('1'),
        aCall('', {}),
        aCall('3', { openedAt: 'yesterday', impact: 9, colour: 'red' }),
        aCall('4', { openedAt: '2026-04-20T12:00:00Z' }),
        aCall('5', { closedAt: '2026-04-20T07:00:00Z', description: 'a\u0000b' }),
        { shortDescription: 'no key, no time' },
      ]),
    );
    expect(error.code).toBe('import.rejected');
    expect(error.faults.map((fault) => fault.field)).toEqual([
      'calls.1.externalId',
      'calls.2.openedAt',
      'calls.2.impact',
      'calls.2',
      'calls.3.openedAt',
      'calls.4.description',
      'calls.5.externalId',
      'calls.5.openedAt',
    ]);
    expect(await allCallsOpened(context.db, week)).toEqual([]);
    expect(await feedStates(context.db)).toEqual([]);
  });

  it('stores the good rows and reports the bad ones when asked to skip', async () => {
    const context = await desk();
    const report = await send(context, [aCall('1'), aCall('2', { openedAt: null })], { onFault: 'skip' });
    expect(report).toMatchObject({
      added: 1,
      refused: 1,
      faults: [{ field: 'calls.1.openedAt', reason: 'is missing' }],
    });
  });

  it('says in a dry run what would happen, and does nothing', async () => {
    const context = await desk();
    const report = await send(context, [aCall('1')], { dryRun: true });
    expect(report).toMatchObject({ added: 1, matched: 1, dryRun: true });
    expect(await allCallsOpened(context.db, week)).toEqual([]);
    expect(await emitted(context)).toEqual([]);
  });

  it('works out a missing priority only by the table the source names', async () => {
    const context = await desk();
    await send(
      context,
      [aCall('1', { impact: 2, urgency: 2 }), aCall('2', { impact: 2, urgency: 2, priority: 'P1' })],
      {
        priorityScheme: 'servicenow',
      },
    );
    const stored = await allCallsOpened(context.db, week);
    expect(stored.map((call) => call.priority)).toEqual([3, 1]);
  });

  it('keeps texts that PostgreSQL cannot hold out of raw', async () => {
    const context = await desk();
    await send(context, [
      aCall('1', {
        raw: { note: 'a\u0000b \ud800', list: [1, { dob: '1950-01-01', ok: true }], patient_name: 'X' },
      }),
    ]);
    const found = await sql<{ raw: unknown }>`select raw from call`.execute(context.db);
    expect(found.rows[0]?.raw).toEqual({ note: 'ab \ufffd', list: [1, { ok: true }] });
  });

  it('counts calls that no practice was found for, and lists them', async () => {
    const context = await desk();
    const report = await send(context, [
      aCall('1'),
      aCall('2', { odsCode: 'X00000' }),
      aCall('3', { odsCode: null }),
    ]);
    expect(report).toMatchObject({ added: 3, matched: 1, unmatched: 2 });
    expect((await unmatchedCalls(context.db, week)).map((call) => call.externalId)).toEqual(['2', '3']);
  });
});

describe('an NHS number', () => {
  const number = '943 476 5919';
  const everything = async (context: TestContext): Promise<string> => {
    const tables = await sql<{ all: string }>`select coalesce(string_agg(t, ' '), '') as all from (
      select call::text as t from call union all select audit::text from audit union all
      select outbox_event::text from outbox_event union all select call_feed::text from call_feed) x`.execute(
      context.db,
    );
    return tables.rows[0]?.all ?? '';
  };

  it.each([
    ['description', { description: `Patient ${number} cannot be seen` }],
    ['shortDescription', { shortDescription: number }],
    ['callerPhone', { callerPhone: 9434765919 }],
    ['siteText', { siteText: '943-476-5919' }],
    ['raw.work.0.note', { raw: { work: [{ note: number }] } }],
  ])('in %s is refused, and nowhere repeated', async (field, fields) => {
    const context = await desk();
    const error = await refusalOf(send(context, [aCall('1', fields)]));
    expect(error.code).toBe('privacy.nhs-number');
    expect(error.faults.map((fault) => fault.field)).toEqual([`calls.0.${field}`]);
    expect(`${JSON.stringify(error)}${error.message}${error.stack}`).not.toMatch(/943\D?476|5919/);
    expect(await everything(context)).not.toMatch(/943\D?476/);
  });

  it('is one fault among others: the batch is rejected for both', async () => {
    const context = await desk();
    const error = await refusalOf(
      send(context, [aCall('1', { description: number }), aCall('2', { impact: 7 })]),
    );
    expect(error.code).toBe('import.rejected');
    expect(error.faults).toHaveLength(2);
  });

  it('is left out, and only its row, when asked to skip', async () => {
    const context = await desk();
    const report = await send(
      context,
      [aCall('1', { description: number, colour: number, [number]: 1 }), aCall('2')],
      { onFault: 'skip' },
    );
    expect(report).toMatchObject({ added: 1, refused: 1 });
    expect(JSON.stringify(report)).not.toMatch(/943\D?476/);
    expect(await everything(context)).not.toMatch(/943\D?476/);
  });

  it('as a bare number in raw is left out of raw without refusing the call', async () => {
    const context = await desk();
    await send(context, [aCall('1', { raw: { a: 9434765919, created: 1776672001 } })]);
    const found = await sql<{ raw: unknown }>`select raw from call`.execute(context.db);
    expect(found.rows[0]?.raw).toEqual({ created: 1776672001 });
  });
});

describe('the state of a feed', () => {
  it('is advanced by an empty batch, and never goes back', async () => {
    const context = await desk();
    await send(context, [aCall('1')], { syncedAt: '2026-04-20T08:00:00Z' });
    const later = new Date('2026-04-20T08:55:00Z');
    expect(await send(context, [], { syncedAt: later })).toMatchObject({ added: 0, unchanged: 0 });
    await send(context, [], { syncedAt: '2026-04-20T08:30:00Z' });
    expect(await feedStates(context.db)).toEqual([
      { source: 'desk', lastSyncAt: later, lastCallAt: new Date('2026-04-20T07:10:00Z') },
    ]);
  });

  it('knows no call of a source that never sent one', async () => {
    const context = await desk();
    await send(context, [], { source: 'monitor' });
    expect(await feedStates(context.db)).toEqual([{ source: 'monitor', lastSyncAt: at, lastCallAt: null }]);
  });

  it('cannot lie in the future', async () => {
    const context = await desk();
    const error = await refusalOf(send(context, [], { syncedAt: '2026-04-20T10:00:00Z' }));
    expect(error.code).toBe('input.invalid');
  });
});
