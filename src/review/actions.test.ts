import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemActor } from '#platform/auth';
import { inTransaction } from '#platform/db';
import {
  actionRow,
  actionsStillOpen,
  actionWebhook,
  allActions,
  overdueActions,
  reviewActions,
  tellWebhooks,
} from '#review';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenStates } from '../../test/support/telemetry.ts';
import { stageOf } from './check-actions.ts';
import { as, givenReviewAt } from './test-support.ts';

const proposal = {
  statement: 'Spread the morning load over two concentrators.',
  factors: ['capacity'],
  type: 'prevent',
  strength: 'design change',
  owner: 'Ola Reed',
  ownerOrganisation: 'The supplier',
  dueOn: '2026-05-08',
  checkOn: '2026-05-15',
  howShown: 'No site is down at 9am.',
  metric: { metric: 'sites.downNow', comparator: 'at most', target: 0 },
};

async function givenAction(more: Record<string, unknown> = {}): Promise<TestContext> {
  const context = await testContext();
  await givenReviewAt(context, 'analysis');
  await as(context, 'lead', 'action.propose', { ...proposal, ...more });
  await as(context, 'lead', 'action.accept', { number: 1 });
  return context;
}

const at = (context: TestContext, iso: string): void => context.clock.advanceTo(new Date(iso));
const tick = (context: TestContext) => reviewActions({ ...context, actor: systemActor });
/** Every site is up from an instant on, the first one in a state. */
async function givenMorning(context: TestContext, from: string, first: 'up' | 'down'): Promise<void> {
  for (let site = 1; site <= 6; site += 1)
    await givenStates(context, `G9900${site}-1`, [[from, null, site === 1 ? first : 'up']]);
}

const action = async (context: TestContext) => (await allActions(context.db))[0];

describe('proposing an action', () => {
  it.each([
    ['no verb', { statement: 'The load is spread.' }, 'statement'],
    ['a factor that is not there', { factors: ['moon'] }, 'factors'],
    ['a due date in the past', { dueOn: '2026-04-01' }, 'dueOn'],
    ['a check before it is due', { checkOn: '2026-05-01' }, 'checkOn'],
    ['two measures', { claim: '{{claim exitCriteria.met}}' }, 'claim'],
    ['no measure and no baseline', { metric: undefined }, 'baseline'],
  ])('refuses %s', async (_, more, field) => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const { metric, ...rest } = { ...proposal, ...more };
    const input = metric === undefined ? rest : { ...rest, metric };
    await expect(as(context, 'lead', 'action.propose', input)).rejects.toMatchObject({ faults: [{ field }] });
    expect(await allActions(context.db)).toEqual([]);
  });
});

describe('an action', () => {
  it('fails its check, opens again, and is later shown to work, with all of it on record', async () => {
    const context = await givenAction();
    at(context, '2026-05-07T10:00:00Z');
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'Spread on 6 May.' });
    expect(await tick(context)).toMatchObject({ checked: 0 });
    at(context, '2026-05-15T09:00:00Z');
    await givenMorning(context, '2026-05-15T06:00:00Z', 'down');
    expect(await tick(context)).toMatchObject({ checked: 1 });
    expect(await tick(context)).toMatchObject({ checked: 0 });
    expect(await action(context)).toMatchObject({
      status: 'not effective',
      checks: [{ outcome: 'not effective', value: 1, by: 'Allclear' }],
    });
    await expect(
      as(context, 'lead', 'action.judge', { number: 1, works: true, evidence: 'I say so.' }),
    ).rejects.toMatchObject({
      code: 'state.refused',
    });
    await as(context, 'lead', 'action.start', { number: 1, note: 'The rule missed two sites.' });
    await as(context, 'lead', 'action.replan', {
      number: 1,
      dueOn: '2026-05-29',
      checkOn: '2026-06-05',
      reason: 'The check failed.',
    });
    at(context, '2026-05-28T10:00:00Z');
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'All sites, on 28 May.' });
    at(context, '2026-06-05T08:30:00Z');
    await givenMorning(context, '2026-06-05T06:00:00Z', 'up');
    await tick(context);
    const shown = await action(context);
    expect(shown).toMatchObject({
      status: 'shown to work',
      dueOn: '2026-05-29',
      originalDueOn: '2026-05-08',
    });
    expect(shown?.checks.map(({ outcome }) => outcome)).toEqual(['not effective', 'shown to work']);
    expect(shown?.history.map(({ text }) => text.split(/[.:]/)[0])).toEqual([
      'Proposed',
      'Accepted',
      'Done',
      'Checked',
      'Started',
      'Due 29 May 2026 instead of 8 May 2026, to be checked on 5 June 2026',
      'Done',
      'Checked',
    ]);
    await expect(as(context, 'lead', 'action.reject', { number: 1, reason: 'No.' })).rejects.toMatchObject({
      code: 'state.refused',
    });
  });

  it('whose figure cannot be measured is not shown to work: it waits, and says so', async () => {
    const context = await givenAction({
      metric: {
        metric: 'concentrator.peakUtilisation',
        parameters: { concentrator: 'VPN-A' },
        comparator: 'below',
        target: 80,
      },
    });
    at(context, '2026-05-07T10:00:00Z');
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'Done.' });
    at(context, '2026-05-16T09:00:00Z');
    await tick(context);
    await tick(context);
    expect(await action(context)).toMatchObject({
      status: 'done',
      checks: [{ outcome: 'cannot be measured' }],
    });
    expect(await overdueActions(context.db, context.clock.now())).toMatchObject([{ why: 'check due' }]);
  });

  it('that is measured by a claim fails when what was said stops being true', async () => {
    const context = await givenAction({ metric: undefined, claim: '{{claim practices.affectedEver}}' });
    at(context, '2026-05-07T10:00:00Z');
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'Done.' });
    expect((await action(context))?.said?.text).toContain('2 of 6 practices');
    at(context, '2026-05-15T09:00:00Z');
    await tick(context);
    expect(await action(context)).toMatchObject({ status: 'shown to work' });
  });

  it('that a person judges is not judged by its owner, nor early', async () => {
    const context = await givenAction({
      metric: undefined,
      baseline: 'Every morning is slow.',
      owner: 'Dora Finch',
    });
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'Done.' });
    const judgement = { number: 1, works: true, evidence: 'Looked.' };
    await expect(as(context, 'lead', 'action.judge', judgement)).rejects.toThrow(/checked from 2026-05-15/);
    at(context, '2026-05-15T09:00:00Z');
    expect(await tick(context)).toMatchObject({ checked: 0 });
    await expect(as(context, 'director', 'action.judge', judgement)).rejects.toThrow(/owns action 1/);
    await as(context, 'reviewer', 'action.judge', judgement);
    expect(await action(context)).toMatchObject({ status: 'shown to work' });
  });

  it('keeps its original due date, and no date is moved into the past', async () => {
    const context = await givenAction();
    at(context, '2026-05-10T10:00:00Z');
    const replan = { number: 1, dueOn: '2026-05-09', checkOn: '2026-05-20', reason: 'To look better.' };
    await expect(as(context, 'lead', 'action.replan', replan)).rejects.toMatchObject({
      faults: [{ field: 'dueOn' }],
    });
    expect(await overdueActions(context.db, context.clock.now())).toMatchObject([
      { why: 'overdue', action: { dueOn: '2026-05-08' } },
    ]);
  });

  it('reminds once at each stage, and anew when its date moves', async () => {
    const open = { status: 'in progress', dueOn: '2026-05-08' } as const;
    expect(
      ['2026-04-30', '2026-05-01', '2026-05-08', '2026-05-09', '2026-05-15', '2026-05-16'].map((day) =>
        stageOf(open, day),
      ),
    ).toEqual([
      null,
      'due soon 2026-05-08',
      'due soon 2026-05-08',
      'overdue 2026-05-08',
      'overdue 2026-05-08',
      'escalated 2026-05-08',
    ]);
    expect(stageOf({ ...open, status: 'done' }, '2026-06-01')).toBeNull();
    const context = await givenAction();
    at(context, '2026-05-01T09:00:00Z');
    expect(await tick(context)).toMatchObject({ reminded: 1 });
    expect(await tick(context)).toMatchObject({ reminded: 0 });
    at(context, '2026-05-20T09:00:00Z');
    expect(await tick(context)).toMatchObject({ reminded: 1 });
    expect((await action(context))?.remindedFor).toEqual(['due soon 2026-05-08', 'escalated 2026-05-08']);
  });
});

describe('telling of an action', () => {
  const told = async (context: TestContext, channel: string) =>
    (
      await sql<{
        address: string;
        subject: string;
        body: string;
        webhook: unknown;
      }>`select m.address, n.subject, n.body, n.webhook
        from message m join notice n on n.id = m.notice_id where m.channel = ${channel} order by m.id`.execute(
        context.db,
      )
    ).rows;

  it('mails its owner when it is due, and those above when it is a week late', async () => {
    const context = await givenAction();
    await sql`insert into staff (name, email, roles, created_at, disabled_at) values
      ('ola reed', 'ola@example.org', '{engineer}', ${context.clock.now()}, null),
      ('Lena Marsh', 'lena@example.org', '{incident lead}', ${context.clock.now()}, null),
      ('Dora Finch', 'dora@example.org', '{approver}', ${context.clock.now()}, null),
      ('Gone Lead', 'gone@example.org', '{incident lead}', ${context.clock.now()}, ${context.clock.now()})`.execute(
      context.db,
    );
    at(context, '2026-05-01T09:00:00Z');
    await tick(context);
    await tick(context);
    expect(await told(context, 'email')).toMatchObject([
      { address: 'ola@example.org', subject: 'Action INC-2026-001/1 is due soon' },
    ]);
    at(context, '2026-05-20T09:00:00Z');
    await tick(context);
    const late = (await told(context, 'email')).slice(1);
    expect(late.map(({ address }) => address)).toEqual([
      'ola@example.org',
      'lena@example.org',
      'dora@example.org',
    ]);
    expect(late[0]?.body).toContain('Due on Friday 8 May 2026.');
    const audited = await sql<{
      n: number;
    }>`select count(*)::int as n from audit where verb = 'action.reminded'`.execute(context.db);
    expect(audited.rows).toEqual([{ n: 2 }]);
  });

  it('mails those who lead at once when no account has the name of its owner', async () => {
    const context = await givenAction();
    await sql`insert into staff (name, email, roles, created_at)
      values ('Lena Marsh', 'lena@example.org', '{incident lead}', ${context.clock.now()})`.execute(
      context.db,
    );
    at(context, '2026-05-01T09:00:00Z');
    await tick(context);
    expect((await told(context, 'email')).map(({ address }) => address)).toEqual(['lena@example.org']);
  });

  it('tells webhooks what everybody may see, once the report is published and it is accepted', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'published');
    const now = context.clock.now();
    for (const [id, channel, address, scope, key] of [
      [1, 'webhook', 'https://hooks.example/all', 'everything', ''],
      [2, 'webhook', 'https://hooks.example/other', 'incident', 'another'],
      [3, 'email', 'jo@example.org', 'everything', ''],
    ] as const) {
      const uuid = `00000000-0000-4000-8000-00000000000${id}`;
      await sql`insert into subscription (id, channel, address, state, state_at, updates, planned_work, least_severity, source,
          made_by, made_at, changed_at)
        values (${uuid}, ${channel}, ${address}, 'active', ${now}, true, false, 5, 'form', 'test', ${now}, ${now})`.execute(
        context.db,
      );
      await sql`insert into subscription_scope values (${uuid}, ${scope}, ${key})`.execute(context.db);
    }
    const due = { dueOn: '2026-07-08', checkOn: '2026-07-15' };
    await as(context, 'lead', 'action.propose', { ...proposal, ...due });
    const { incidentId, number } = (await action(context)) ?? expect.fail();
    const tell = () =>
      inTransaction({ ...context, actor: systemActor }, (tx) =>
        tellWebhooks(tx, { incidentId, number }, 'action.changed'),
      );
    expect(await tell()).toBe(0);
    await as(context, 'lead', 'action.accept', { number: 1 });
    await as(context, 'lead', 'review.redact', {
      ...{ what: 'phrase', target: 'Ola Reed', reason: 'names a person who has not agreed' },
    });
    expect(await tell()).toBe(1);
    expect(await told(context, 'webhook')).toMatchObject([
      {
        address: 'https://hooks.example/all',
        webhook: {
          type: 'action.changed',
          reason: 'accepted',
          action: { status: 'accepted', dueOn: '2026-07-08' },
        },
      },
    ]);
    expect(JSON.stringify(await told(context, 'webhook'))).not.toContain('Ola');
    // Before its report is published an action is nobody's business outside.
    const early = await givenAction();
    const { incidentId: other } = (await action(early)) ?? expect.fail();
    const tooEarly = inTransaction({ ...early, actor: systemActor }, (tx) =>
      tellWebhooks(tx, { incidentId: other, number: 1 }, 'action.changed'),
    );
    expect(await tooEarly).toBe(0);
  });
});

describe('for the next incident', () => {
  it('tells which actions of incidents about the same components are not shown to work', async () => {
    const context = await givenAction();
    const same = await actionsStillOpen(context.db, [{ key: 'concentrator', value: 'VPN-A' }]);
    expect(same).toMatchObject([
      {
        incident: { slug: 'firewalls' },
        shared: [{ value: 'VPN-A' }],
        actions: [{ number: 1, status: 'accepted' }],
      },
    ]);
    expect(await actionsStillOpen(context.db, [{ key: 'concentrator', value: 'VPN-B' }])).toEqual([]);
    await as(context, 'lead', 'action.reject', { number: 1, reason: 'The concentrator is gone.' });
    expect(
      await as(context, 'lead', 'action.still-open', {
        components: [{ key: 'concentrator', value: 'VPN-A' }],
      }),
    ).toEqual([]);
  });

  it('leaves as CSV and as the body of a webhook', async () => {
    const context = await givenAction();
    const { csv } = await as<{ csv: string }>(context, 'lead', 'action.export');
    const [head, line] = csv.split('\r\n');
    expect(head).toBe(
      'reference,incident,action,factors,type,strength,owner,organisation,status,overdue,due_on,original_due_on,check_on,measure,baseline,last_check',
    );
    expect(line).toContain('INC-2026-001/1,firewalls,Spread the morning load');
    const [found] = await allActions(context.db);
    if (!found) throw new Error('There is no action.');
    const body = actionWebhook('action.changed', {
      at: context.clock.now(),
      reason: 'accepted',
      action: actionRow(found, '2026-05-09'),
    });
    expect(body).toMatchObject({
      type: 'action.changed',
      action: { overdue: true, originalDueOn: '2026-05-08' },
    });
  });
});
