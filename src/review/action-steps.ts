import { z } from 'zod';
import { slugText, text } from '#incidents';
import { listAccounts } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { emit } from '#platform/outbox';
import { sayClaim } from '#publishing';
import { changeReview, type Scene } from './change.ts';
import { actionsOf, isOpen, mayFollow } from './core/actions.ts';
import { entry, type NewEntry } from './core/entries.ts';
import { isSamePerson } from './core/identity.ts';
import type { ActionStatus, ReviewAction } from './model.ts';
import { mayDecide, mayDo, mayJudge } from './policy.ts';

const numbered = { incident: slugText, number: z.coerce.number().int().min(1) };

/** One step of one action. `to` is the status it leads to; null when it stays. */
async function stepAction(
  scene: Scene,
  number: number,
  to: ActionStatus | null,
  make: (action: ReviewAction) => Promise<NewEntry> | NewEntry,
): Promise<{ entries: NewEntry[]; result: { number: number; status: ActionStatus } }> {
  const action = actionOf(scene, number);
  if (to !== null && !mayFollow(action.status, to))
    throw new AllclearError(
      'state.refused',
      `Action ${number} is '${action.status}' and does not become '${to}'. Nothing was changed.`,
    );
  const made = await make(action);
  await emit(scene.tx, 'action.changed', { incidentId: scene.incident.id, number });
  return { entries: [made], result: { number, status: to ?? action.status } };
}

export function actionOf({ entries, review, incident }: Scene, number: number): ReviewAction {
  const home = { reviewId: review.id, incidentId: incident.id, reference: incident.reference };
  const found = actionsOf(entries, home).find((action) => action.number === number);
  if (!found) throw notFound('action', number);
  return found;
}

export const acceptActionInput = z.strictObject({ ...numbered, note: text(1000).default('Accepted.') });

/** Accepts a proposed action: from now on its owner answers for it. */
export const acceptAction = (context: Context, input: z.input<typeof acceptActionInput>) =>
  changeReview(
    context,
    { verb: 'action.accept', rule: mayDecide },
    acceptActionInput,
    input,
    (scene, { number, note }) =>
      stepAction(scene, number, 'accepted', () => entry('action.accepted', { note }, String(number))),
  );

export const rejectActionInput = z.strictObject({ ...numbered, reason: text(2000) });

/** Rejects an action that is not done, with the reason, which stays in the tracker. */
export const rejectAction = (context: Context, input: z.input<typeof rejectActionInput>) =>
  changeReview(
    context,
    { verb: 'action.reject', rule: mayDecide },
    rejectActionInput,
    input,
    (scene, { number, reason }) =>
      stepAction(scene, number, 'rejected', () => entry('action.rejected', { reason }, String(number))),
  );

export const startActionInput = z.strictObject({ ...numbered, note: text(2000) });

/** Says that work on an action has begun, or begins again after a check that failed. */
export const startAction = (context: Context, input: z.input<typeof startActionInput>) =>
  changeReview(
    context,
    { verb: 'action.start', rule: mayDo },
    startActionInput,
    input,
    (scene, { number, note }) =>
      stepAction(scene, number, 'in progress', () => entry('action.started', { note }, String(number))),
  );

export const replanActionInput = z.strictObject({
  ...numbered,
  dueOn: z.iso.date(),
  checkOn: z.iso.date(),
  reason: text(1000),
});

/** Moves the dates of an open action, with the reason. The original due date stays beside the new one. */
export const replanAction = (context: Context, input: z.input<typeof replanActionInput>) =>
  changeReview(
    context,
    { verb: 'action.replan', rule: mayDecide },
    replanActionInput,
    input,
    (scene, { number, dueOn, checkOn, reason }) =>
      stepAction(scene, number, null, (action) => {
        assertDates(scene, action, { dueOn, checkOn });
        return entry('action.replanned', { dueOn, checkOn, reason }, String(number));
      }),
  );

function assertDates({ now }: Scene, action: ReviewAction, of: { dueOn: string; checkOn: string }): void {
  const today = londonDate(now);
  const faults = [
    ...(of.dueOn < today ? [{ field: 'dueOn', reason: 'is in the past: a due date is not moved back' }] : []),
    ...(of.checkOn < of.dueOn ? [{ field: 'checkOn', reason: 'is before it is due' }] : []),
  ];
  if (faults.length > 0)
    throw new AllclearError('input.invalid', 'The dates cannot be set like this. Nothing was changed.', {
      faults,
    });
  if (!isOpen(action) && action.status !== 'proposed')
    throw new AllclearError(
      'state.refused',
      `Action ${action.number} is '${action.status}'. Nothing was changed.`,
    );
}

export const finishActionInput = z.strictObject({
  ...numbered,
  evidence: text(2000).describe('What shows that it was done'),
});

/** Says that an action is done. That is not yet that it works: its check follows. A claim of its measure is said now. */
export const finishAction = (context: Context, input: z.input<typeof finishActionInput>) =>
  changeReview(
    context,
    { verb: 'action.done', rule: mayDo },
    finishActionInput,
    input,
    (scene, { number, evidence }) =>
      stepAction(scene, number, 'done', async ({ measure }) => {
        const { tx, incident, now } = scene;
        const said =
          measure.kind === 'claim' ? await sayClaim(tx.db, { incident, now }, measure.token) : null;
        return entry('action.done', { evidence, said }, String(number));
      }),
  );

export const judgeActionInput = z.strictObject({
  ...numbered,
  works: z.boolean().default(false).describe('It is shown to work'),
  evidence: text(4000).describe('What shows it'),
});

/** Judges an action that no figure measures, once its check date has come. Its owner does not judge it. */
export const judgeAction = (context: Context, input: z.input<typeof judgeActionInput>) =>
  changeReview(
    context,
    { verb: 'action.judge', rule: mayJudge },
    judgeActionInput,
    input,
    async (scene, { number, works, evidence }) => {
      const outcome = works ? 'shown to work' : 'not effective';
      return stepAction(scene, number, outcome, async (action) => {
        await assertMayJudge(scene, action);
        return entry('action.checked', { outcome, text: evidence, value: null }, String(number));
      });
    },
  );

async function assertMayJudge({ tx, now }: Scene, action: ReviewAction): Promise<void> {
  if (action.measure.kind !== 'judgement')
    throw new AllclearError(
      'state.refused',
      `Action ${action.number} is measured by the product itself on ${action.checkOn}. Nothing was changed.`,
    );
  if (action.checkOn > londonDate(now))
    throw new AllclearError(
      'state.refused',
      `Action ${action.number} is checked from ${action.checkOn} on. Nothing was changed.`,
    );
  const accounts = await listAccounts(tx.db);
  if (!isSamePerson({ name: tx.actor.name }, { name: action.owner }, accounts)) return;
  throw new AllclearError(
    'forbidden',
    `${action.owner} owns action ${action.number} and so does not judge it.`,
  );
}
