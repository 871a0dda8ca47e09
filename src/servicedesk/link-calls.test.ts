import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findPractice, setSiteAttribute } from '#estate';
import { AllclearError } from '#platform/errors';
import { type TestContext, testContext } from '../../test/support/database.ts';
import {
  confirmLink,
  decideLinks,
  findCall,
  importCalls,
  type LinkSubject,
  linkCalls,
  linkedCalls,
  linksOf,
  matchCall,
  recentDecisions,
  rejectLink,
  rematchCalls,
  revertDecision,
  undoLink,
  untriagedCalls,
} from './index.ts';
import { aCall, givenPractices } from './test-support.ts';

const at = new Date('2026-04-20T09:00:00Z');
const day = { incidentId: 1, from: new Date('2026-04-20T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };
const printer = { shortDescription: 'Printer jam' };

async function incident(
  more: Partial<LinkSubject> = {},
): Promise<{ context: TestContext; subject: LinkSubject }> {
  const context = await testContext({ at });
  await givenPractices(context);
  const affected = await findPractice(context.db, 'G99001');
  const subject: LinkSubject = {
    incidentId: 1,
    startedAt: new Date('2026-04-16T06:30:00Z'),
    endedAt: null,
    symptomWords: ['internet'],
    affectedPracticeIds: new Set([affected?.id ?? 0]),
    sharedComponents: [{ key: 'firmware', value: '18.211' }],
    failingNear: () => false,
    ...more,
  };
  return { context, subject };
}

const send = (context: TestContext, calls: unknown[]) => importCalls(context, { source: 'desk', calls });
const one = (externalId: string, reason = 'Looked at it') => ({
  incidentId: 1,
  callSource: 'desk',
  externalId,
  reason,
});
const statuses = async (context: TestContext): Promise<Record<string, string>> => {
  const found = await sql<{
    id: string;
    status: string;
    method: string;
  }>`select external_id as id, l.status, l.method
    from call_link l join call on call.id = l.call_id order by 1`.execute(context.db);
  return Object.fromEntries(found.rows.map((row) => [row.id, `${row.status} by ${row.method}`]));
};
const facts = async (context: TestContext): Promise<number> =>
  (await sql`select from outbox_event where type = 'calls.linked'`.execute(context.db)).rows.length;
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof AllclearError ? error.code : 'unexpected'),
  );

describe('linking calls', () => {
  it('puts each call in its band, with score and reasons, once', async () => {
    const { context, subject } = await incident();
    await send(context, [
      aCall('1'),
      aCall('2', { odsCode: 'G99002' }),
      aCall('3', printer),
      aCall('4', { odsCode: null }),
    ]);
    expect(await linkCalls(context, subject)).toMatchObject({ linked: 1, suggested: 2, left: 1, decided: 0 });
    expect(await statuses(context)).toEqual({
      1: 'linked by auto',
      2: 'suggested by auto',
      3: 'left by auto',
      4: 'suggested by auto',
    });
    const linked = await linkedCalls(context.db, { incidentId: 1 });
    expect(linked).toMatchObject([{ call: { externalId: '1' }, linkedAt: at, method: 'auto', score: 75 }]);
    const [link] = await linksOf(context.db, { incidentId: 1 });
    expect(link?.reasons.map((reason) => reason.reason)).toEqual(['words', 'affected-practice']);
    expect(await facts(context)).toBe(1);
    expect((await linkCalls(context, subject)).changedCallIds).toEqual([]);
    expect(await facts(context)).toBe(1);
  });

  it('uses what the site had when the call was opened, not what it has now', async () => {
    const { context, subject } = await incident({ symptomWords: ['internet', 'dropping'] });
    const set = (value: string, from: string) =>
      setSiteAttribute(context, { siteCode: 'G99002-1', key: 'firmware', value, from });
    await set('18.211', '2026-04-01T00:00:00Z');
    await set('18.300', '2026-04-20T08:00:00Z');
    await send(context, [
      aCall('1', { odsCode: 'G99002' }),
      aCall('2', { odsCode: 'G99002', openedAt: '2026-04-20T08:30:00Z', updatedAt: null }),
    ]);
    await linkCalls(context, subject);
    expect(await statuses(context)).toMatchObject({ 1: 'linked by auto', 2: 'suggested by auto' });
  });

  it('gives the same links call by call as all at once', async () => {
    const { context, subject } = await incident();
    const calls = [
      aCall('3', { openedAt: '2026-04-20T07:30:00Z' }),
      aCall('1'),
      aCall('2', { ...printer, openedAt: '2026-04-20T07:20:00Z' }),
    ];
    for (const call of calls) {
      await send(context, [call]);
      const stored = await findCall(context.db, { source: 'desk', externalId: String(call.externalId) });
      await linkCalls(context, subject, [stored?.id ?? 0]);
    }
    const stepwise = (await linksOf(context.db, { incidentId: 1 })).map(({ at: _, ...link }) => link);
    await sql`delete from call_link`.execute(context.db);
    await linkCalls(context, subject);
    expect((await linksOf(context.db, { incidentId: 1 })).map(({ at: _, ...link }) => link)).toEqual(
      stepwise,
    );
    expect(stepwise.map((link) => link.score)).toEqual([80, 75, 25]);
  });

  it('follows the data: a suggestion becomes a link when the practice turns out to be affected', async () => {
    const { context, subject } = await incident();
    await send(context, [aCall('1', { odsCode: 'G99002' })]);
    await linkCalls(context, subject);
    const other = await findPractice(context.db, 'G99002');
    const wider = {
      ...subject,
      affectedPracticeIds: new Set([...subject.affectedPracticeIds, other?.id ?? 0]),
    };
    expect((await linkCalls(context, wider)).changedCallIds).toHaveLength(1);
    expect(await statuses(context)).toEqual({ 1: 'linked by auto' });
  });

  it('links nothing to a subject that names nothing', async () => {
    const { context, subject } = await incident({
      symptomWords: [],
      affectedPracticeIds: new Set(),
      sharedComponents: [],
    });
    await send(context, [aCall('1'), aCall('2', { odsCode: null })]);
    expect(await linkCalls(context, subject)).toMatchObject({
      linked: 0,
      suggested: 0,
      left: 2,
      changedCallIds: [],
    });
  });
});

describe("a person's decision", () => {
  it('is never overwritten by the rule, and takes effect on it', async () => {
    const { context, subject } = await incident();
    await send(context, [
      aCall('1'),
      aCall('2', { odsCode: 'G99002' }),
      aCall('3', { odsCode: 'G99003' }),
      aCall('4', printer),
    ]);
    await linkCalls(context, subject);
    await undoLink(context, one('1', 'A power cut'));
    await confirmLink(context, one('2'));
    await rejectLink(context, one('3'));
    await confirmLink(context, one('4'));
    const decided = {
      1: 'undone by person',
      2: 'linked by person',
      3: 'rejected by person',
      4: 'linked by person',
    };
    expect(await statuses(context)).toEqual(decided);
    expect(await linkCalls(context, subject)).toMatchObject({ decided: 4, changedCallIds: [] });
    expect(await statuses(context)).toEqual(decided);
    const [undone] = await linksOf(context.db, { incidentId: 1 });
    expect(undone).toMatchObject({ decidedBy: 'Test Operator', note: 'A power cut', score: 75 });
  });

  it('keeps the time from which a confirmed call was linked, and is idempotent', async () => {
    const { context, subject } = await incident();
    await send(context, [aCall('1')]);
    await linkCalls(context, subject);
    context.clock.advanceTo(new Date('2026-04-20T10:00:00Z'));
    expect((await confirmLink(context, one('1'))).at).toEqual(at);
    const before = await facts(context);
    await confirmLink(context, one('1'));
    expect(await facts(context)).toBe(before);
  });

  it('fits the state of the link, or is refused', async () => {
    const { context, subject } = await incident();
    await send(context, [aCall('1'), aCall('2', printer)]);
    await linkCalls(context, subject);
    expect(await codeOf(rejectLink(context, one('1')))).toBe('state.refused');
    expect(await codeOf(undoLink(context, one('2')))).toBe('state.refused');
    expect(await codeOf(confirmLink(context, one('9')))).toBe('not-found');
    expect(await codeOf(confirmLink(context, one('1', 'Patient 943 476 5919')))).toBe('input.invalid');
  });

  it('on many calls is all or nothing', async () => {
    const { context } = await incident();
    await send(context, [aCall('1'), aCall('2')]);
    const calls = (ids: string[]) => ids.map((externalId) => ({ source: 'desk', externalId }));
    const decide = (ids: string[]) =>
      decideLinks(context, { incidentId: 1, decision: 'confirm', calls: calls(ids), reason: 'Seen' });
    expect(await codeOf(decide(['1', '9']))).toBe('not-found');
    expect(await statuses(context)).toEqual({});
    expect((await decide(['1', '2'])).links).toHaveLength(2);
    expect(await facts(context)).toBe(1);
  });

  it('is taken back with one press: every link as it was before, of those nobody decided anew', async () => {
    const { context, subject } = await incident();
    await send(context, [aCall('1'), aCall('2', { odsCode: 'G99002' }), aCall('3'), aCall('4', printer)]);
    await linkCalls(context, subject, [1, 2, 3]);
    const before = await statuses(context);
    const calls = ['1', '2', '3', '4'].map((externalId) => ({ source: 'desk', externalId }));
    const input = { incidentId: 1, decision: 'confirm', calls, reason: 'Seen' } as const;
    const { decision } = await decideLinks(context, input);
    expect(await recentDecisions(context.db, { incidentId: 1, limit: 5 })).toMatchObject([
      { id: decision, calls: 4, decidedBy: 'Test Operator', revertedAt: null },
    ]);
    context.clock.advanceTo(new Date('2026-04-20T10:00:00Z'));
    await undoLink(context, one('3', 'A power cut'));
    const revert = () => revertDecision(context, { incidentId: 1, decision: decision ?? 0 });
    expect(await revert()).toMatchObject({ reverted: ['1', '2', '4'], kept: ['3'] });
    expect(await statuses(context)).toEqual({ ...before, 3: 'undone by person' });
    expect(await codeOf(revert())).toBe('conflict');
    expect(await codeOf(revertDecision(context, { incidentId: 2, decision: decision ?? 0 }))).toBe(
      'not-found',
    );
    const again = await decideLinks(context, { ...input, calls: calls.slice(0, 1) });
    expect((await decideLinks(context, { ...input, calls: calls.slice(0, 1) })).decision).toBe(null);
    expect(again.decision).not.toBe(decision);
    const viewer = { ...context, actor: { kind: 'person', name: 'Vi', roles: ['viewer'] } } as const;
    expect(await codeOf(revertDecision(viewer, { incidentId: 1, decision: 1 }))).toBe('forbidden');
  });
});

describe('calls that nobody has looked at', () => {
  it('are those suggested and those without a practice, until a person decides', async () => {
    const { context, subject } = await incident();
    await send(context, [
      aCall('1'),
      aCall('2', { odsCode: 'G99002' }),
      aCall('3', { ...printer, odsCode: null }),
      aCall('4', printer),
    ]);
    await linkCalls(context, subject);
    const waiting = async () =>
      (await untriagedCalls(context.db, day)).map((call) => [call.externalId, call.untriagedBecause]);
    expect(await waiting()).toEqual([
      ['2', 'suggested'],
      ['3', 'unmatched'],
    ]);
    await rejectLink(context, one('2'));
    await rejectLink(context, one('3'));
    expect(await waiting()).toEqual([]);
  });

  it('are unmatched for every incident, scored for it or not', async () => {
    const { context } = await incident();
    await send(context, [aCall('1', { odsCode: null })]);
    expect(await untriagedCalls(context.db, { ...day, incidentId: 77 })).toHaveLength(1);
  });
});

describe('the practice of an unmatched call', () => {
  it('is found again when the estate has grown', async () => {
    const context = await testContext({ at });
    await send(context, [aCall('1')]);
    expect(await rematchCalls(context)).toEqual([]);
    await givenPractices(context);
    expect(await rematchCalls(context)).toHaveLength(1);
    expect(await findCall(context.db, { source: 'desk', externalId: '1' })).toMatchObject({
      matchMethod: 'ods',
    });
  });

  it('is settled by a person, and stays so when the source sends the call again', async () => {
    const { context } = await incident();
    await send(context, [aCall('1', { odsCode: null })]);
    const key = { source: 'desk', externalId: '1' };
    expect(await matchCall(context, { ...key, practice: 'g99006-2' })).toMatchObject({
      matchMethod: 'person',
    });
    const settled = await findCall(context.db, key);
    await send(context, [aCall('1', { odsCode: 'G99001', updatedAt: at })]);
    expect(await findCall(context.db, key)).toMatchObject({
      odsCode: 'G99001',
      practiceId: settled?.practiceId,
      siteId: settled?.siteId,
      matchMethod: 'person',
    });
    expect(await codeOf(matchCall(context, { ...key, practice: 'NOWHERE' }))).toBe('not-found');
  });
});
