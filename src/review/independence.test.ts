import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findIncident } from '#incidents';
import { type Actor, localOperator, systemActor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { advance, as, commission, givenResponse, givenReviewAt, hoursLater, people } from './test-support.ts';

// Attempts to break a review's independence. Each is refused, and changes nothing.

/** An account as sign-in keeps it. */
const givenAccount = (context: TestContext, name: string, email: string): Promise<unknown> =>
  sql`insert into staff (name, email, roles, created_at)
    values (${name}, ${email}, '{reviewer}', ${context.clock.now()})`.execute(context.db);

const refused = { code: 'state.refused' } as const;
const entries = async (context: TestContext): Promise<number> => {
  const found = await sql<{ count: number }>`select count(*)::int as count from review_entry`.execute(
    context.db,
  );
  return found.rows[0]?.count ?? 0;
};

describe('a reviewer who is not independent', () => {
  it.each([
    ['held a role', 'command.assign', { group: 'technical', role: 'member', person: 'rae quill' }],
    ['owned an action', 'command.action', { group: 'technical', text: 'Look', owner: 'Dr Rae  Quill' }],
  ])('is refused when they %s', async (_, verb, input) => {
    const context = await testContext();
    await givenResponse(context);
    await as(context, 'lead', verb, input);
    await expect(commission(context)).rejects.toMatchObject({
      ...refused,
      faults: [{ field: 'independentReviewer' }],
    });
    expect(await as(context, 'lead', 'review.show')).toBeNull();
  });

  it('is refused when they held a role once, or wrote in the timeline', async () => {
    const context = await testContext();
    await givenResponse(context);
    const role = { group: 'technical', role: 'lead', person: 'Rae Quill' };
    await as(context, 'lead', 'command.assign', role);
    await as(context, 'lead', 'command.release', role);
    await expect(commission(context)).rejects.toMatchObject(refused);
    await expect(commission(context, { independentReviewer: people.lead[0] })).rejects.toMatchObject(refused);
  });

  it('is refused under another account with the same address', async () => {
    const context = await testContext();
    await givenResponse(context);
    await givenAccount(context, 'R. Quill (on call)', 'R.Quill+oncall@example.org');
    await as(context, 'lead', 'command.assign', {
      group: 'technical',
      role: 'member',
      person: 'R. Quill (on call)',
    });
    // By name alone nobody would see it.
    await expect(commission(context, { reviewerAddress: 'r.quill@example.org' })).rejects.toThrow(
      "Rae Quill, who is also R. Quill (on call), held the role 'member' in technical.",
    );
    // The reviewer's own account has the address, and they gave none.
    await givenAccount(context, 'Rae Quill', 'r.quill@example.org');
    await expect(commission(context)).rejects.toMatchObject(refused);
  });

  it('is refused when they wrote, approved or published an update', async () => {
    const context = await testContext();
    await givenResponse(context);
    const person: Actor = { kind: 'person', name: 'Rae Quill', roles: ['communications author'] };
    await runVerb(publishingVerbs, { ...context, actor: person }, 'update.draft', {
      incident: 'firewalls',
      title: 'News',
      body: 'Some.',
      nextUpdateDue: '2026-04-21T10:00:00Z',
    });
    await expect(commission(context)).rejects.toThrow('Rae Quill wrote update 1.');
  });

  it('is refused when they report to somebody who had a part', async () => {
    const context = await testContext();
    await givenResponse(context);
    await expect(commission(context, { reportsTo: ['Lena Marsh'] })).rejects.toThrow(
      /Rae Quill reports to Lena Marsh, who recorded/,
    );
    await commission(context);
    const declared = await as<{ ties: string[] }>(context, 'reviewer', 'review.declare-interests', {
      interests: 'I work for Lena.',
      reportsTo: ['Lena Marsh'],
    });
    expect(declared.ties).toHaveLength(1);
    await expect(advance(context, 'evidence')).rejects.toMatchObject(refused);
  });

  it('is found at every later step, and can be replaced', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    // By an account that nobody compared when the role was given.
    await givenAccount(context, 'Quill on call', 'rae@example.org');
    await as(context, 'lead', 'command.assign', {
      group: 'technical',
      role: 'member',
      person: 'Quill on call',
    });
    await as(context, 'reviewer', 'review.comment', { about: 'Timeline', text: 'Before it was known.' });
    await givenAccount(context, 'Rae Quill', 'rae+home@example.org');
    for (const act of [
      () => as(context, 'reviewer', 'review.comment', { about: 'Timeline', text: 'And now?' }),
      () => as(context, 'author', 'review.section', { section: 'summary', text: 'Text.' }),
      () => advance(context, 'accuracy check'),
    ])
      await expect(act()).rejects.toThrow(/The reviewer is not independent/);
    await as(context, 'lead', 'review.appoint', {
      independentReviewer: 'Nia Holt',
      reviewerOrganisation: 'A third board',
      reason: 'The first reviewer was on call.',
    });
    const nia: Actor = { kind: 'person', name: 'Nia Holt', roles: ['reviewer'] };
    await expect(
      as(context, 'reviewer', 'review.comment', { about: 'Timeline', text: 'Still me?' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await as(context, nia, 'review.comment', { about: 'Timeline', text: 'A fresh look.' });
    const view = await as<{ comments: { by: string }[]; missing: { key: string }[] }>(
      context,
      'lead',
      'review.show',
    );
    expect(view.comments.map(({ by }) => by)).toEqual(['Rae Quill', 'Nia Holt']);
  });

  it('gets no role afterwards', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'commissioned');
    const role = { group: 'technical', role: 'member', person: 'Rae Quill' };
    await expect(as(context, 'lead', 'command.assign', role)).rejects.toMatchObject(refused);
  });
});

describe('the words of the reviewer', () => {
  it('are theirs alone: no colleague, program or look-alike speaks for them', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const before = await entries(context);
    const said = { about: 'Summary', text: 'All is well.' };
    for (const actor of [
      localOperator('Somebody Else'),
      { kind: 'person', name: 'Mrs Rae Quill', roles: ['reviewer'] },
      { kind: 'token', name: 'Rae Quill', roles: ['reviewer'] },
      systemActor,
    ] as Actor[]) {
      await expect(as(context, actor, 'review.comment', said), actor.name).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect(await entries(context)).toBe(before);
  });

  it('cannot be changed over the API: there is no action for it', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    await as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Too kind.' });
    for (const verb of ['review.comment-edit', 'review.comment.delete', 'review.edit-comment'])
      await expect(as(context, 'reviewer', verb, { comment: 1, text: 'Kind.' })).rejects.toMatchObject({
        code: 'not-found',
      });
    await expect(
      as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Kind.', number: 1 }),
    ).rejects.toMatchObject({ code: 'input.invalid' });
    await as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Kinder than I said.' });
    const { comments } = await as<{ comments: { text: string }[] }>(context, 'lead', 'review.show');
    expect(comments.map(({ text }) => text)).toEqual(['Too kind.', 'Kinder than I said.']);
  });

  it('cannot be changed by SQL as the role of the program, and a change past it shows', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    await as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Too kind.' });
    for (const statement of [
      sql`update review_entry set data = '{}' where kind = 'comment.made'`,
      sql`delete from review_entry where kind = 'comment.made'`,
      sql`truncate review_entry`,
    ])
      await expect(statement.execute(context.db)).rejects.toThrow(/append-only/);
    // What screens keep does not hide it.
    expect(await as(context, 'lead', 'review.verify')).toMatchObject({ intact: true });
    await as(context, 'lead', 'review.show');
    // Whoever owns the tables can take the guards away. The chain tells.
    await sql`alter table review_entry disable trigger all`.execute(context.db);
    await sql`update review_entry set data = replace(data, 'Too kind', 'Perfect') where kind = 'comment.made'`.execute(
      context.db,
    );
    await sql`alter table review_entry enable trigger all`.execute(context.db);
    expect(await as(context, 'lead', 'review.verify')).toMatchObject({
      intact: false,
      brokenEntries: [expect.any(Number)],
    });
  });

  it('are not answered by the reviewer, nor left out by the authors', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    await as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Lena Marsh hid the load.' });
    const reviewerAsAuthor: Actor = { kind: 'person', name: 'Rae Quill', roles: ['engineer'] };
    await expect(
      as(context, reviewerAsAuthor, 'review.answer', { comment: 1, disposition: 'accepted', text: 'Yes.' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      as(context, 'lead', 'review.redact', { what: 'comment', target: '1', reason: 'unkind' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await as(context, 'lead', 'review.redact', { what: 'phrase', target: 'hid the load', reason: 'unkind' });
    const { report } = await as<{ report: unknown }>(context, 'lead', 'review.preview');
    expect(JSON.stringify(report)).toContain('Lena Marsh hid the load.');
  });
});

describe('accepting', () => {
  it('is nobody’s who had to do with it', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'independent review');
    await as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'One question.' });
    await as(context, 'reviewer', 'review.reviewer-statement', { text: 'Mine.' });
    const accept = { organisation: 'The Board', note: 'Yes.' };
    await expect(as(context, 'reviewer', 'review.accept', accept)).rejects.toThrow(
      /nobody accepts their own review/,
    );
    const withRole = (name: string): Actor => ({ kind: 'person', name, roles: ['approver'] });
    await expect(as(context, withRole(people.author[0]), 'review.accept', accept)).rejects.toThrow(
      /wrote in the review/,
    );
    await expect(as(context, withRole(people.lead[0]), 'review.accept', accept)).rejects.toThrow(/recorded/);
    await expect(as(context, systemActor, 'review.accept', accept)).rejects.toThrow(/is no person/);
    await expect(as(context, 'director', 'review.accept', accept)).rejects.toThrow(
      'Comment 1 has no answer yet.',
    );
    await as(context, 'author', 'review.answer', { comment: 1, disposition: 'accepted', text: 'Mended.' });
    await as(context, 'director', 'review.accept', accept);
    expect((await findIncident(context.db, 'firewalls')).states.review).toBe('accepted');
  });

  it('has no way round its own action', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'independent review');
    await expect(advance(context, 'accepted')).rejects.toThrow(/by review.accept/);
    await expect(advance(context, 'accepted', 'reviewer')).rejects.toMatchObject(refused);
  });
});

describe('publishing', () => {
  it('is refused before the accuracy check has ended, at every step', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'accuracy check');
    await expect(as(context, 'publisher', 'review.publish')).rejects.toThrow(
      /No practice has been asked to check the facts/,
    );
    await as(context, 'lead', 'review.accuracy-open', {});
    hoursLater(context, 24);
    await expect(as(context, 'publisher', 'review.publish')).rejects.toThrow(
      /0 of 2 practices have answered/,
    );
    await expect(advance(context, 'independent review')).rejects.toThrow(/they have until/);
    expect(await sql`select from review_report`.execute(context.db)).toMatchObject({ rows: [] });
  });

  it('is refused once the check has ended and nobody has accepted it', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'independent review');
    await expect(as(context, 'publisher', 'review.publish')).rejects.toThrow(/published once it is accepted/);
  });
});

describe('evidence and time', () => {
  it('cannot be deleted, changed or emptied', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'independent review');
    for (const statement of [
      sql`delete from review_evidence`,
      sql`update review_evidence set title = 'x'`,
      sql`truncate review_evidence`,
      sql`delete from accuracy_check`,
      sql`delete from review where true`,
    ])
      await expect(statement.execute(context.db)).rejects.toThrow(/append-only|violates|refused/);
    await sql`alter table review_evidence disable trigger all`.execute(context.db);
    await sql`update review_evidence set content = '{"changed":true}' where number = 3`.execute(context.db);
    await sql`alter table review_evidence enable trigger all`.execute(context.db);
    expect(await as(context, 'lead', 'review.verify')).toMatchObject({ intact: false, alteredEvidence: [3] });
  });

  it('are not dated back, by the API or by SQL', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const earlier = '2026-04-01T00:00:00Z';
    await expect(
      as(context, 'reviewer', 'review.comment', { about: 'Summary', text: 'Then.', at: earlier }),
    ).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(
      sql`insert into review_evidence (review_id, number, kind, title, source, at, content, sha256, public, recorded_at,
          recorded_by)
        select review_id, 9999, kind, title, source, at, content, repeat('0', 64), public, ${earlier}, recorded_by
        from review_evidence limit 1`.execute(context.db),
    ).rejects.toThrow(/dated .* is refused/);
    await expect(
      sql`insert into review_entry (review_id, number, kind, subject, data, actor, recorded_at, previous_sha256, sha256)
        select review_id, number + 1, kind, subject, data, actor, ${earlier}, sha256, repeat('0', 64)
        from review_entry order by number desc limit 1`.execute(context.db),
    ).rejects.toThrow(/dated .* is refused/);
    await expect(
      sql`insert into review_entry (review_id, number, kind, subject, data, actor, recorded_at, previous_sha256, sha256)
        select review_id, number + 2, kind, subject, data, actor, recorded_at, sha256, repeat('0', 64)
        from review_entry order by number desc limit 1`.execute(context.db),
    ).rejects.toThrow(/does not continue its chain/);
  });
});
