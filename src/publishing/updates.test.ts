import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findIncident, timeline } from '#incidents';
import { searchAudit } from '#platform/audit';
import { type Actor, createToken, findTokenActor, personKey } from '#platform/auth';
import { required } from '#platform/errors';
import { approve, approver, author, givenDesk, person, publish } from './test-support.ts';

const show = { number: 1 };
const body = 'So far {{claim practices.affectedEver words=yes}} have been affected.';

describe('an update', () => {
  it('is written, approved by somebody else, and published with its figures frozen', async () => {
    const desk = await givenDesk();
    const number = await publish(desk, body);
    expect(number).toBe(1);
    expect(await desk.as(author, 'update.show', show)).toMatchObject({
      status: 'published',
      authors: ['Ada Author'],
      approvedBy: 'Bo Approver',
      text: 'So far some practices (10 of 40; by 10am on Monday 20 April) have been affected.',
      claims: [{ key: 'practices.affectedEver', value: { affected: 10, total: 40 }, holds: true }],
    });
    const incident = await findIncident(desk.context.db, 'firewalls');
    expect(incident.nextUpdateDueAt).toEqual(new Date('2026-04-21T09:00:00Z'));
    const last = (await timeline(desk.context.db, incident.id)).at(-1);
    expect(last).toMatchObject({ type: 'update.published', public: true, actor: 'Ada Author' });
    const facts = await sql<{ type: string }>`select type from outbox_event order by id`.execute(
      desk.context.db,
    );
    expect(facts.rows.map((row) => row.type)).toContain('update.published');
    const audited = await sql<{
      verb: string;
    }>`select verb from audit where verb like 'update.%' order by id`.execute(desk.context.db);
    expect(audited.rows.map((row) => row.verb)).toEqual([
      'update.draft',
      'update.submit',
      'update.approve',
      'update.publish',
    ]);
  });

  it('lists every token that cannot be read', async () => {
    const desk = await givenDesk();
    const draft = desk.as(author, 'update.draft', {
      title: 'T',
      body: 'A {{claim nothing.known}}.\nB {{claim practices.moved of=clinics x=1}} {{claim availability}} {{oops}}',
    });
    await expect(draft).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [
        { line: 1, field: 'column 3', reason: expect.stringContaining('there is no claim nothing.known') },
        { line: 2, reason: expect.stringContaining('{{oops}} is not a claim') },
        { line: 2, field: 'column 3', reason: expect.stringContaining('of:') },
        { line: 2, field: 'column 3', reason: 'practices.moved takes no parameter x' },
        { line: 2, field: 'column 44', reason: 'availability from: is needed' },
      ],
    });
    expect(await desk.as(author, 'update.list')).toEqual([]);
  });

  it('is approved by an approver who did not write a word of it', async () => {
    const desk = await givenDesk();
    const both = person('Bo Approver', 'approver', 'communications author');
    await desk.as(author, 'update.draft', { title: 'T', body, nextUpdateDue: '2026-04-21T09:00:00Z' });
    await desk.as(both, 'update.edit', { number: 1, title: 'U' });
    await desk.as(author, 'update.submit', show);
    await expect(desk.as(both, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(desk.as(author, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    await desk.as(person('Cy', 'approver'), 'update.approve', show);
    await desk.as(author, 'update.edit', { number: 1, body: 'Changed.' });
    await expect(desk.as(author, 'update.publish', show)).rejects.toMatchObject({ code: 'state.refused' });
    expect(await desk.as(author, 'update.show', show)).toMatchObject({ status: 'draft', approvedBy: null });
  });

  it('goes through its states in order, and each verb has its roles', async () => {
    const desk = await givenDesk();
    const viewer = person('Vi', 'viewer');
    await expect(desk.as(viewer, 'update.draft', { title: 'T', body })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(desk.as(person('F', 'intake'), 'update.list')).rejects.toMatchObject({ code: 'forbidden' });
    await desk.as(author, 'update.draft', { title: 'T', body, nextUpdateDue: '2026-04-21T09:00:00Z' });
    await expect(desk.as(approver, 'update.approve', show)).rejects.toMatchObject({ code: 'state.refused' });
    await expect(desk.as(author, 'update.publish', show)).rejects.toMatchObject({ code: 'state.refused' });
    await expect(desk.as(viewer, 'update.submit', show)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(desk.as(author, 'update.submit', { number: 7 })).rejects.toMatchObject({
      code: 'not-found',
    });
    await desk.as(author, 'update.submit', show);
    await desk.as(approver, 'update.approve', show);
    await expect(desk.as(viewer, 'update.publish', show)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is not approved with a claim that may not be made', async () => {
    const desk = await givenDesk();
    const draft = {
      title: 'T',
      body: 'There have been {{claim calls.quietSince}}. {{claim practices.moved}} moved.',
    };
    await desk.as(author, 'update.draft', { ...draft, nextUpdateDue: '2026-04-21T09:00:00Z' });
    await desk.as(author, 'update.submit', show);
    await expect(desk.as(approver, 'update.approve', show)).rejects.toMatchObject({
      code: 'claim.refused',
      faults: [
        { line: 1, reason: expect.stringContaining('No service desk feed') },
        { line: 1, reason: expect.stringContaining('No migration has been started') },
      ],
    });
    expect(await desk.as(author, 'update.show', show)).toMatchObject({ status: 'submitted', claims: [] });
  });

  it('says when the next one comes while the incident is open', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'update.draft', { title: 'T', body });
    await desk.as(author, 'update.submit', show);
    await expect(desk.as(approver, 'update.approve', show)).rejects.toMatchObject({ code: 'state.refused' });
    const late = approve(desk, body, { nextUpdateDue: '2026-04-20T08:59:00Z' });
    await expect(late).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('is not published when a figure changed since approval, until it is approved again', async () => {
    const desk = await givenDesk();
    await desk.calls([{ id: 'C1', at: '2026-04-20T08:00:00Z', ods: 'G99001' }]);
    await desk.heartbeat();
    const number = await approve(desk, 'The desk logged {{claim calls.linked from=2026-04-20 against=no}}.');
    await desk.calls([{ id: 'C2', at: '2026-04-20T08:30:00Z', ods: 'G99002' }]);
    await expect(desk.as(author, 'update.publish', { number })).rejects.toMatchObject({
      code: 'claim.refused',
      faults: [{ field: 'calls.linked', reason: expect.stringContaining('Now: 2 calls in that time.') }],
    });
    await desk.as(approver, 'update.approve', { number });
    await desk.as(author, 'update.publish', { number });
    expect(await desk.as(author, 'update.show', { number })).toMatchObject({
      text: 'The desk logged 2 calls from Monday 20 April to 10am on Monday 20 April.',
    });
  });

  it('is not published on an old approval', async () => {
    const desk = await givenDesk();
    const number = await approve(desk, body);
    desk.to('2026-04-20T21:30:00Z');
    await expect(desk.as(author, 'update.publish', { number })).rejects.toMatchObject({
      code: 'state.refused',
      remedy: 'Approve it again, so that its figures are of today.',
    });
  });

  it('is corrected by another one, which names it', async () => {
    const desk = await givenDesk();
    const correct = (input: object) =>
      desk.as(author, 'update.draft', { title: 'Correction', body, ...input });
    await expect(correct({ kind: 'correction', corrects: 1 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(correct({ kind: 'correction' })).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(correct({ corrects: 1 })).rejects.toMatchObject({ code: 'input.invalid' });
    await publish(desk, body);
    const number = await publish(desk, 'It was so.', { kind: 'correction', corrects: 1, title: 'Put right' });
    expect(await desk.as(author, 'update.show', { number })).toMatchObject({
      kind: 'correction',
      corrects: 1,
    });
  });

  it('can be previewed, refusals in their place', async () => {
    const desk = await givenDesk();
    const previewed = await desk.as(author, 'update.preview', {
      body: 'A {{claim practices.moved}}. {{claim practices.affectedEver words=yes}} B {{claim update.nextDue}}',
      nextUpdateDue: '2026-04-21T09:00:00Z',
    });
    expect(previewed).toMatchObject({
      text: 'A (refused: No migration has been started.). Some practices (10 of 40; by 10am on Monday 20 April) B 10am on Tuesday 21 April',
      refusals: [{ line: 1, field: 'column 3' }],
    });
    const evaluated = await desk.as(author, 'claim.evaluate', { token: 'practices.affectedEver' });
    expect(evaluated).toMatchObject({ text: '10 of 40 practices (by 10am on Monday 20 April)' });
    expect(await desk.as(author, 'update.list')).toEqual([]);
  });
});

describe('the second pair of eyes', () => {
  const submitted = async (by = author) => {
    const desk = await givenDesk();
    await desk.as(by, 'update.draft', { title: 'T', body, nextUpdateDue: '2026-04-21T09:00:00Z' });
    await desk.as(by, 'update.submit', show);
    return desk;
  };
  const withPeople = (actor: typeof author, ...people: string[]) => ({ ...actor, people });
  const ada = personKey('address', 'Ada.Author+news@example.org');

  it.each([
    ['another account with the same address', withPeople(person('Ada Two', 'approver'), ada)],
    [
      'an account whose address differs only behind a plus',
      withPeople(person('A. A.', 'approver'), personKey('address', 'ada.author+approver@example.org')),
    ],
    [
      'an account with the same identity at the provider',
      withPeople(person('A3', 'approver'), personKey('identity', 'https://idp.example 77')),
    ],
  ])('of an author is closed: %s is refused', async (_what, second) => {
    const desk = await submitted(withPeople(author, ada, personKey('identity', 'https://idp.example 77')));
    await expect(desk.as(second, 'update.approve', show)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('The person behind'),
    });
    await desk.as(approver, 'update.approve', show);
  });

  it('counts everybody who ever edited, whichever account they did it with', async () => {
    const desk = await submitted();
    const editor = withPeople(person('Ed', 'communications author'), ada);
    await desk.as(editor, 'update.edit', { number: 1, title: 'U' });
    await desk.as(author, 'update.submit', show);
    await expect(
      desk.as(withPeople(person('Ed Two', 'approver'), ada), 'update.approve', show),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is not lent by a token: made by the author, or for them, it is refused', async () => {
    const desk = await submitted(withPeople(author, ada));
    const { context } = desk;
    const bound = async (actor: Actor, owner?: string): Promise<Actor> => {
      const secret = await createToken(
        { ...context, actor },
        { name: 'script', roles: ['approver'], ...(owner ? { owner } : {}) },
      );
      return required(await findTokenActor(context, secret), 'token');
    };
    const administrator = person('Ro Admin', 'administrator');
    const own = await bound({ ...author, roles: ['administrator'] });
    const lent = await bound(administrator, 'ada.author@example.org');
    for (const token of [own, lent])
      await expect(desk.as(token, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    await desk.as(await bound(administrator, 'bo@example.org'), 'update.approve', show);
  });

  it('knows two tokens that one administrator made for two people apart, and no others', async () => {
    const desk = await givenDesk();
    const { context } = desk;
    const made = async (role: 'approver' | 'communications author', owner?: string): Promise<Actor> => {
      const actor = person('Ro Admin', 'administrator');
      const secret = await createToken(
        { ...context, actor },
        { name: `${role} script`, roles: [role], ...(owner ? { owner } : {}) },
      );
      return required(await findTokenActor(context, secret), 'token');
    };
    const write = async (by: Actor, number: number) => {
      await desk.as(by, 'update.draft', { title: 'T', body, nextUpdateDue: '2026-04-21T09:00:00Z' });
      await desk.as(by, 'update.submit', { number });
    };
    await write(await made('communications author', 'ada@example.org'), 1);
    const nobodys = await made('approver');
    await expect(desk.as(nobodys, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    await desk.as(await made('approver', 'bo@example.org'), 'update.approve', show);
    await write(await made('communications author'), 2);
    await expect(desk.as(nobodys, 'update.approve', { number: 2 })).rejects.toMatchObject({
      code: 'forbidden',
      remedy: expect.stringContaining('--owner'),
    });
    // Whoever made the token of an author could have written it themselves.
    const maker = person('Ro Admin', 'approver');
    await expect(desk.as(maker, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the emergency override', () => {
  const lead = person('Lee Lead', 'incident lead');
  const why = 'Both approvers are on a train without signal';
  const given = { number: 1, override: why };
  const submitted = async () => {
    const desk = await givenDesk();
    await desk.as(lead, 'update.draft', { title: 'T', body, nextUpdateDue: '2026-04-21T09:00:00Z' });
    await desk.as(lead, 'update.submit', show);
    return desk;
  };

  it('lets an incident lead approve, even their own text, and says so in three places', async () => {
    const desk = await submitted();
    await expect(desk.as(lead, 'update.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await desk.as(lead, 'update.approve', given)).toMatchObject({
      status: 'approved',
      approvedBy: 'Lee Lead',
      overrideReason: why,
    });
    const [entry] = await searchAudit(desk.context.db, { verb: 'update.approve', limit: 1 });
    expect(entry).toMatchObject({ actorName: 'Lee Lead', data: { number: 1, override: why } });
    const shown = (await desk.as(lead, 'incident.show')) as { timeline: { text: string; public: boolean }[] };
    expect(shown.timeline).toContainEqual(
      expect.objectContaining({
        text: `Update 1 approved under emergency override by Lee Lead, because: ${why}`,
        public: false,
      }),
    );
    await desk.as(approver, 'update.publish', show);
    expect(await desk.as(lead, 'update.show', show)).toMatchObject({ overrideReason: why });
  });

  it.each([
    ['an approver', approver],
    ['a communications author', author],
    ['a clinical safety lead', person('Dr Safe', 'clinical safety lead')],
  ])('is refused to %s', async (_who, actor) => {
    const desk = await submitted();
    await expect(desk.as(actor, 'update.approve', given)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await desk.as(author, 'update.show', show)).toMatchObject({ status: 'submitted' });
  });

  it('needs a reason in words', async () => {
    const desk = await submitted();
    for (const override of ['', 'urgent', '          '])
      await expect(desk.as(lead, 'update.approve', { number: 1, override })).rejects.toMatchObject({
        code: 'input.invalid',
        faults: [{ field: 'override' }],
      });
  });

  it('is for one text: an edit takes it away, and so does an approval as it should be', async () => {
    const desk = await submitted();
    const admin = person('Ro Admin', 'administrator');
    await desk.as(admin, 'update.approve', given);
    expect(await desk.as(approver, 'update.approve', show)).toMatchObject({ overrideReason: null });
    await desk.as(admin, 'update.approve', given);
    expect(await desk.as(lead, 'update.edit', { number: 1, title: 'U' })).toMatchObject({
      status: 'draft',
      overrideReason: null,
    });
  });

  it('does not let a false figure through', async () => {
    const desk = await givenDesk();
    await desk.as(lead, 'update.draft', {
      title: 'T',
      body: 'There have been {{claim calls.quietSince}}.',
      nextUpdateDue: '2026-04-21T09:00:00Z',
    });
    await desk.as(lead, 'update.submit', show);
    await expect(desk.as(lead, 'update.approve', given)).rejects.toMatchObject({ code: 'claim.refused' });
  });
});

describe('what is published', () => {
  it('cannot be changed or removed, nor its claims', async () => {
    const desk = await givenDesk();
    await publish(desk, body);
    const { db } = desk.context;
    for (const statement of [
      sql`update incident_update set title = 'x'`,
      sql`delete from incident_update`,
      sql`truncate incident_update cascade`,
      sql`update update_claim set text = 'x'`,
      sql`delete from update_claim`,
      sql`truncate update_claim cascade`,
      sql`insert into update_claim (update_id, position, key, parameters, value, text, evidence, as_of)
        select update_id, 9, key, parameters, value, text, evidence, as_of from update_claim`,
      sql`update update_claim set holds = false, stopped_at = '2026-05-01', now_text = 'x', text = 'x'`,
    ]) {
      await expect(statement.execute(db)).rejects.toThrow(/never changed|only be withdrawn|are kept/);
    }
    await sql`update update_claim set holds = false, stopped_at = '2026-05-01', now_text = 'x'`.execute(db);
    await expect(
      sql`update update_claim set holds = true, stopped_at = null, now_text = null`.execute(db),
    ).rejects.toThrow('only be withdrawn');
  });

  it('is approved by nobody who wrote it, whoever asks', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'update.draft', { title: 'T', body });
    const forged = sql`update incident_update set approved_by = 'Ada Author', approved_at = '2026-05-01'`;
    await expect(forged.execute(desk.context.db)).rejects.toThrow('check constraint');
  });
});

describe('advice', () => {
  const lead = person('Dr Safe', 'clinical safety lead');

  it('is shown once a clinical safety lead approved what somebody else proposed', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    await expect(desk.as(author, 'advice.approve', show)).rejects.toMatchObject({ code: 'forbidden' });
    await desk.as(lead, 'advice.propose', { kind: 'dont', text: 'restart the firewall' });
    await expect(desk.as(lead, 'advice.approve', { number: 2 })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await desk.as(lead, 'advice.approve', show)).toMatchObject({ approvedBy: 'Dr Safe' });
    await expect(desk.as(lead, 'advice.approve', show)).rejects.toMatchObject({ code: 'state.refused' });
    expect(await desk.as(author, 'advice.list')).toMatchObject([
      { number: 1 },
      { number: 2, approvedAt: null },
    ]);
    await expect(desk.as(author, 'advice.withdraw', show)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await desk.as(lead, 'advice.withdraw', show)).toMatchObject({ withdrawnBy: 'Dr Safe' });
  });
});
