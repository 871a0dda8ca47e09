import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { findIncident, reviewStates } from '#incidents';
import { type Actor, localOperator } from '#platform/auth';
import { type ReviewView, reviewOf, reviewVerbs } from '#review';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { factorsOf } from './core/folds.ts';
import { selectEntries, selectEvidence } from './store.ts';
import {
  advance,
  as,
  commission,
  givenResponse,
  givenRestored,
  givenReviewAt,
  hoursLater,
  writtenParts,
} from './test-support.ts';

const show = (context: TestContext): Promise<ReviewView> => as(context, 'lead', 'review.show');
const stateOf = async (context: TestContext) => (await findIncident(context.db, 'firewalls')).states.review;

describe('a review', () => {
  it('is commissioned once from somebody outside', async () => {
    const context = await testContext();
    await givenResponse(context);
    expect(await as(context, 'lead', 'review.show')).toBeNull();
    await commission(context);
    const { id } = await findIncident(context.db, 'firewalls');
    expect(await reviewOf(context.db, id)).toMatchObject({
      state: 'commissioned',
      independentReviewer: 'Rae Quill',
      dueBy: '2026-06-30',
      commissionedAt: context.clock.now(),
    });
    expect(await stateOf(context)).toBe('commissioned');
    await expect(commission(context)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes from commissioned to closed, each step with what it needs', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'published');
    expect(await stateOf(context)).toBe('published');
    await expect(advance(context, 'actions')).rejects.toMatchObject({
      faults: [{ field: 'actions-decided' }],
    });
    await as(context, 'lead', 'action.propose', {
      statement: 'Spread the morning load over two concentrators.',
      factors: ['capacity'],
      type: 'prevent',
      strength: 'design change',
      owner: 'Ola Reed',
      ownerOrganisation: 'The supplier',
      dueOn: '2026-05-20',
      checkOn: '2026-06-01',
      howShown: 'No morning is slow.',
      baseline: 'Every morning is slow.',
    });
    await as(context, 'lead', 'action.accept', { number: 1 });
    await advance(context, 'actions');
    await expect(advance(context, 'effectiveness checked')).rejects.toThrow(/not shown to work/);
    await as(context, 'lead', 'action.done', { number: 1, evidence: 'Spread on 19 May.' });
    hoursLater(context, 24 * 40);
    await as(context, 'director', 'action.judge', {
      number: 1,
      works: true,
      evidence: 'No slow morning in May.',
    });
    await advance(context, 'effectiveness checked');
    await expect(advance(context, 'closed')).rejects.toMatchObject({
      faults: [{ field: 'service-report-sent' }],
    });
    await as(context, 'lead', 'review.service-report-sent', { to: 'NHS England' });
    await advance(context, 'closed');
    expect(await stateOf(context)).toBe('closed');
    await expect(advance(context, 'evidence')).rejects.toMatchObject({ code: 'state.refused' });
    const verified = await as(context, 'lead', 'review.verify');
    expect(verified).toMatchObject({ intact: true });
  });

  it('skips no step, and says what is missing', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'commissioned');
    await expect(advance(context, 'analysis')).rejects.toThrow(/its next step is 'evidence'/);
    expect((await show(context)).missing).toEqual([
      expect.objectContaining({ key: 'interests-declared', text: expect.stringMatching(/not declared/) }),
    ]);
    await as(context, 'reviewer', 'review.declare-interests', { interests: 'None' });
    await advance(context, 'evidence');
    await advance(context, 'analysis');
    const { next, missing } = await show(context);
    expect(next).toBe('accuracy check');
    expect(missing.map(({ key }) => key)).toContain('sections-written');
    await expect(advance(context, 'accuracy check')).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('waits with the accuracy check until the facts no longer move', async () => {
    const context = await testContext();
    await givenResponse(context);
    await commission(context);
    await as(context, 'reviewer', 'review.declare-interests', { interests: 'None' });
    await advance(context, 'evidence');
    await advance(context, 'analysis');
    for (const section of writtenParts)
      await as(context, 'author', 'review.section', { section, text: 'Written.' });
    await expect(advance(context, 'accuracy check')).rejects.toThrow(/The response is 'investigating'/);
    hoursLater(context, 1);
    await givenRestored(context);
    await expect(advance(context, 'accuracy check')).rejects.toThrow(/Gather it again/);
    await as(context, 'author', 'review.gather');
    await advance(context, 'accuracy check');
    expect(await stateOf(context)).toBe('accuracy check');
  });

  it('begins with the factors of the incident, which stay plural', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const { review } = await show(context);
    expect(factorsOf(await selectEntries(context.db, review.id))).toMatchObject([
      { key: 'software', grade: 'supported', evidenceFor: ['Seen.'], seededFrom: 'software', version: 1 },
      { key: 'capacity' },
    ]);
    await as(context, 'author', 'review.factor', {
      key: 'software',
      title: 'Firmware',
      statement: 'The firmware drops tunnels.',
      element: 'tools and technology',
      grade: 'confirmed',
      evidenceFor: ['The maker reproduced it.'],
    });
    await as(context, 'author', 'review.rival', {
      factor: 'software',
      statement: 'Only old hardware fails.',
      settledBy: 'New hardware with the old firmware.',
    });
    expect((await show(context)).factors[0]).toMatchObject({
      version: 2,
      seededFrom: 'software',
      rivals: [{ statement: 'Only old hardware fails.' }],
    });
    await expect(
      as(context, 'author', 'review.factor', {
        key: 'luck',
        title: 'Luck',
        statement: 'It was luck.',
        element: 'people',
        grade: 'supported',
      }),
    ).rejects.toMatchObject({ faults: [{ field: 'evidenceFor' }] });
  });
});

describe('evidence', () => {
  it('is gathered by itself, each item with its source, time and hash', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'evidence');
    const { review, evidence } = await show(context);
    const kinds = evidence.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['timeline', 'episodes', 'estate change', 'measure', 'data gap']),
    );
    const items = await selectEvidence(context.db, review.id);
    expect(items.map(({ number }) => number)).toEqual(items.map((_, index) => index + 1));
    expect(items.every(({ sha256, source }) => /^[0-9a-f]{64}$/.test(sha256) && source.includes(':'))).toBe(
      true,
    );
    expect(items.find(({ kind }) => kind === 'episodes')?.title).toBe(
      'Outage: 2 periods at 2 sites from Friday 17 April 2026',
    );
    expect(items.find(({ kind }) => kind === 'estate change')?.title).toMatch(/^No change of the estate/);
  });

  it('only grows: gathering again adds what is new and keeps what was', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'evidence');
    hoursLater(context, 1);
    const again = await as<{ added: number }>(context, 'author', 'review.gather');
    const third = await as<{ added: number }>(context, 'author', 'review.gather');
    // The first time the end of the window has not moved, so only what was recorded meanwhile is new.
    expect(again.added).toBeLessThanOrEqual(2);
    expect(third.added).toBe(0);
  });

  it('takes what people say, with their consent and without patients', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'evidence');
    const said = {
      saidBy: 'A practice manager',
      text: 'We had paper copies by chance.',
      kind: 'where we got lucky',
    };
    await expect(as(context, 'desk', 'review.statement', { ...said, consent: false })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await as(context, 'desk', 'review.statement', { ...said, consent: true, public: true });
    await expect(
      as(context, 'desk', 'review.statement', {
        ...said,
        text: 'Patient 943 476 5919 waited.',
        consent: true,
      }),
    ).rejects.toMatchObject({ code: 'privacy.nhs-number' });
    const { report } = await as<{ report: { sections: { key: string; blocks: unknown[] }[] } }>(
      context,
      'lead',
      'review.preview',
    );
    const lucky = report.sections.find(({ key }) => key === 'lucky');
    expect(JSON.stringify(lucky)).toContain('We had paper copies by chance. (A practice manager)');
  });
});

describe('the report', () => {
  it('freezes its figures, is published once, and is corrected as a next version', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    await as(context, 'author', 'review.section', {
      section: 'summary',
      text: 'In all {{claim practices.affectedEver}} lost their connection.',
    });
    const preview = await as<{ report: unknown }>(context, 'lead', 'review.preview');
    expect(JSON.stringify(preview.report)).toContain('2 of 6 practices');
    await expect(
      as(context, 'author', 'review.section', { section: 'summary', text: '{{claim nothing.known}}' }),
    ).rejects.toMatchObject({ code: 'input.invalid' });
  });

  it('says in every version what changed, and two people answer for it', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'published');
    await as(context, 'author', 'review.section', { section: 'unknown', text: 'One thing less.' });
    const changes = ['One open question was answered.'];
    await expect(as(context, 'author', 'review.correct', { changes })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await as(context, 'publisher', 'review.correct', { changes })).toEqual({ version: 2 });
    expect((await show(context)).versions.map(({ version, changes: told }) => [version, told])).toEqual([
      [2, changes],
      [1, []],
    ]);
    await expect(
      sql`update review_report set content = '{}' where version = 1`.execute(context.db),
    ).rejects.toThrow(/append-only/);
  });

  it('refuses a figure that may not be said', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'accuracy check');
    await as(context, 'author', 'review.section', {
      section: 'summary',
      text: 'There are {{claim calls.quietSince}}.',
    });
    await as(context, 'lead', 'review.accuracy-open', {});
    hoursLater(context, 24 * 12);
    await advance(context, 'independent review');
    await as(context, 'reviewer', 'review.reviewer-statement', { text: 'Mine.' });
    await as(context, 'director', 'review.accept', { organisation: 'Board', note: 'Yes.' });
    await expect(as(context, 'publisher', 'review.publish')).rejects.toMatchObject({ code: 'claim.refused' });
    expect(await stateOf(context)).toBe('accepted');
  });

  it('shows what is left out, and why, in every form', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    await as(context, 'author', 'review.section', {
      section: 'summary',
      text: 'Jo  Blythe of Carrier Nine pulled the wrong cable. JO BLYTHE said so.',
    });
    await as(context, 'lead', 'review.redact', {
      what: 'phrase',
      target: 'Jo Blythe',
      reason: 'names a person who has not agreed',
    });
    const { report } = await as<{ report: unknown }>(context, 'lead', 'review.preview');
    const text = JSON.stringify(report);
    expect(text).not.toMatch(/blythe/i);
    expect(text).toContain('[Redacted: names a person who has not agreed] of Carrier Nine');
    expect(text).toContain('1 redaction: names a person who has not agreed');
    await expect(
      as(context, 'lead', 'review.redact', { what: 'evidence', target: '9999', reason: 'x' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows at once what changed, whoever changed it, although what it rests on is kept', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const screens = async () => ({
      view: await as<ReviewView>(context, 'lead', 'review.show'),
      report: JSON.stringify((await as<{ report: unknown }>(context, 'lead', 'review.preview')).report),
    });
    const before = await screens();
    expect(await screens()).toEqual(before);
    await as(context, 'author', 'review.section', { section: 'summary', text: 'A new summary.' });
    expect((await screens()).report).toContain('A new summary.');
    await sql`insert into staff (name, email, roles, created_at) values ('R. Quill (on call)', 'somebody@example.org',
      '{engineer}', ${context.clock.now()}), ('Rae Quill', 'r.quill@example.org', '{reviewer}', ${context.clock.now()})`.execute(
      context.db,
    );
    const assigned = { group: 'technical', role: 'member', person: 'R. Quill (on call)' };
    await as(context, 'lead', 'command.assign', assigned);
    expect((await screens()).view.ties).toEqual([]);
    // Past this process: the two accounts turn out to be one person's.
    await sql`update staff set email = 'r.quill+oncall@example.org' where name = 'R. Quill (on call)'`.execute(
      context.db,
    );
    expect((await screens()).view.ties).toHaveLength(1);
    await sql`insert into call (source, external_id, opened_at, status, ods_code, practice_id, match_method, match_score, raw,
        digest, received_at, changed_at)
      select 'desk', 'C1', ${context.clock.now()}, 'closed', ods_code, id, 'ods', 1, '{}', '\\x00', ${context.clock.now()},
        ${context.clock.now()} from practice limit 1`.execute(context.db);
    await sql`insert into call_link (incident_id, call_id, status, method, score, reasons, at)
      select i.id, c.id, 'linked', 'auto', 90, '[]', c.opened_at from call c, incident i`.execute(context.db);
    const board = async () => JSON.stringify(await as(context, 'lead', 'review.board-summary'));
    expect(await board()).toContain('1 call');
  });

  it('keeps the parts that no report may leave out', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'evidence');
    await expect(
      as(context, 'author', 'review.sections', { sections: ['summary', 'timeline'] }),
    ).rejects.toThrow(/does not go without Contributing factors/);
    await as(context, 'author', 'review.sections', {
      sections: ['summary', 'factors', 'unknown', 'reviewer', 'accuracy', 'method'],
    });
    expect((await show(context)).sections.order).toHaveLength(6);
  });
});

describe('reports for others', () => {
  it('puts the board on one page, and says what nobody recorded', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'analysis');
    const before = await as<{ sections: { title: string; blocks: { text?: string }[] }[] }>(
      context,
      'lead',
      'review.board-summary',
    );
    expect(before.sections.map(({ title }) => title)).toEqual([
      'What happened',
      'For whom',
      'How long',
      'Harm',
      'Cost in staff hours',
      'What changes',
      'What we still do not know',
    ]);
    expect(before.sections[3]?.blocks[0]?.text).toMatch(/^Not known/);
    await expect(as(context, 'lead', 'review.consequences', { staffHours: 12 })).rejects.toMatchObject({
      faults: [{ field: 'staffHoursSource' }],
    });
    await as(context, 'lead', 'review.consequences', {
      staffHours: 1240,
      staffHoursSource: 'Told by 4 of 6 practices.',
      harm: 'None is known.',
    });
    const after = await as<typeof before>(context, 'lead', 'review.board-summary');
    expect(after.sections[4]?.blocks[0]?.text).toBe('1,240 hours. Told by 4 of 6 practices.');
  });

  it('knows when the service incident report is due, and that it is late', async () => {
    const context = await testContext();
    await givenReviewAt(context, 'commissioned');
    const report = () =>
      as<{ due: string; overdue: boolean; report: { sections: unknown[] } }>(
        context,
        'lead',
        'review.service-report',
      );
    expect(await report()).toMatchObject({ due: '2026-04-30', overdue: false });
    expect((await report()).report.sections).toHaveLength(6);
    hoursLater(context, 24 * 11);
    expect(await report()).toMatchObject({ overdue: true });
    await expect(
      as(context, 'lead', 'review.service-report-sent', { to: 'NHS England', on: '2026-04-01' }),
    ).rejects.toMatchObject({ code: 'input.invalid' });
    await as(context, 'lead', 'review.service-report-sent', { to: 'NHS England' });
    expect(await report()).toMatchObject({ overdue: false });
  });
});

describe('who may', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await testContext();
  });

  it.each(reviewVerbs.map((verb) => [verb.name, verb] as const))(
    '%s refuses an actor without a role',
    async (_, verb) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const call = async () => verb.run({ ...context, actor: nobody }, { incident: 'firewalls' } as never);
      await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  it('says so when there is no review', async () => {
    await givenResponse(context);
    await expect(advance(context, 'evidence')).rejects.toMatchObject({ code: 'not-found' });
    await expect(as(context, localOperator('Op'), 'review.preview')).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(reviewStates).toContain('closed');
  });
});
