import { beforeAll, describe, expect, it } from 'vitest';
import { findIncident, incidentVerbs, reviewStates } from '#incidents';
import { type Actor, localOperator } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { reviewOf, reviewVerbs } from '#review';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenIncident } from '../../test/support/incidents.ts';

const commission = (context: TestContext, reviewer = 'Rae Quill'): Promise<unknown> =>
  runVerb(reviewVerbs, context, 'review.commission', {
    incident: 'firewalls',
    independentReviewer: reviewer,
    reviewerOrganisation: 'Another Board',
    dueBy: '2026-06-30',
    termsOfReference: 'How it came about, how it was handled, what to change.',
  });

const advance = (context: TestContext, to: string, name = 'Test Operator'): Promise<unknown> =>
  runVerb(reviewVerbs, { ...context, actor: localOperator(name) }, 'review.advance', {
    incident: 'firewalls',
    to,
    note: 'Done',
  });

const lead = (context: TestContext, name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(incidentVerbs, context, name, { incident: 'firewalls', ...input });

async function givenDeclared() {
  const context = await testContext();
  const { id } = await givenIncident(context);
  await lead(context, 'command.group', { group: 'technical', purpose: 'Find and fix' });
  const state = async () => (await findIncident(context.db, 'firewalls')).states.review;
  return { context, id, state };
}

describe('a review', () => {
  it('is commissioned once from somebody outside', async () => {
    const { context, id, state } = await givenDeclared();
    expect(await reviewOf(context.db, id)).toBeNull();
    await commission(context);
    expect(await reviewOf(context.db, id)).toMatchObject({
      state: 'commissioned',
      independentReviewer: 'Rae Quill',
      dueBy: '2026-06-30',
      commissionedAt: context.clock.now(),
    });
    expect(await state()).toBe('commissioned');
    await expect(commission(context)).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    ['holds a role', 'command.assign', { group: 'technical', role: 'member', person: 'rae quill' }],
    ['owns an action', 'command.action', { group: 'technical', text: 'Look', owner: 'Rae Quill' }],
  ])('refuses a reviewer who %s', async (_, verb, input) => {
    const { context, id } = await givenDeclared();
    await lead(context, verb, input);
    await expect(commission(context)).rejects.toMatchObject({
      code: 'state.refused',
      faults: [{ field: 'independentReviewer' }],
    });
    expect(await reviewOf(context.db, id)).toBeNull();
  });

  it('refuses a reviewer who held a role once, or wrote in the timeline', async () => {
    const { context } = await givenDeclared();
    const role = { group: 'technical', role: 'lead', person: 'Rae Quill' };
    await lead(context, 'command.assign', role);
    await lead(context, 'command.release', role);
    await expect(commission(context)).rejects.toMatchObject({ code: 'state.refused' });
    await expect(commission(context, 'Test Operator')).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('keeps the reviewer out of the incident afterwards', async () => {
    const { context } = await givenDeclared();
    await commission(context);
    const role = { group: 'technical', role: 'member', person: 'Rae Quill' };
    await expect(lead(context, 'command.assign', role)).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('goes step by step, and only the reviewer accepts it', async () => {
    const { context, state } = await givenDeclared();
    await commission(context);
    await expect(advance(context, 'analysis')).rejects.toMatchObject({ code: 'state.refused' });
    for (const to of ['evidence', 'analysis', 'accuracy check', 'independent review'])
      await advance(context, to);
    await expect(advance(context, 'accepted')).rejects.toMatchObject({ code: 'forbidden' });
    await advance(context, 'accepted', 'Rae Quill');
    for (const to of reviewStates.slice(reviewStates.indexOf('published'))) await advance(context, to);
    expect(await state()).toBe('closed');
    await expect(advance(context, 'evidence')).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('does not exist before it is commissioned', async () => {
    const { context } = await givenDeclared();
    await expect(advance(context, 'evidence')).rejects.toMatchObject({ code: 'not-found' });
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
});
