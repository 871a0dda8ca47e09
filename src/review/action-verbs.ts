import { z } from 'zod';
import { authorise } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import {
  acceptAction,
  acceptActionInput,
  finishAction,
  finishActionInput,
  judgeAction,
  judgeActionInput,
  rejectAction,
  rejectActionInput,
  replanAction,
  replanActionInput,
  startAction,
  startActionInput,
} from './action-steps.ts';
import { reviewActions } from './check-actions.ts';
import { actionRow, actionsCsv } from './core/action-exports.ts';
import { mayDerive, mayRead } from './policy.ts';
import { proposeAction, proposeInput } from './propose-action.ts';
import { actionsStillOpen, allActions } from './read-actions.ts';

const none = z.strictObject({});
const component = z.strictObject({ key: z.string().min(1).max(80), value: z.string().min(1).max(200) });
const stillOpenInput = z.strictObject({
  components: z
    .array(component)
    .min(1)
    .max(50)
    .describe('What the new incident is about: concentrator=VPN-A'),
});

async function listActions(context: Context) {
  authorise(context.actor, mayRead);
  return allActions(context.db);
}

async function exportActions(context: Context): Promise<{ csv: string }> {
  authorise(context.actor, mayRead);
  const today = londonDate(context.clock.now());
  return { csv: actionsCsv((await allActions(context.db)).map((action) => actionRow(action, today))) };
}

async function listStillOpen(context: Context, input: z.input<typeof stillOpenInput>) {
  authorise(context.actor, mayRead);
  const { components } = parseInput(stillOpenInput, input, 'input of action.still-open');
  return actionsStillOpen(context.db, components);
}

function reviewActionsNow(context: Context) {
  authorise(context.actor, mayDerive);
  return reviewActions(context);
}

/** Everything that can be done with actions. */
export const actionVerbs: Verb[] = [
  defineVerb({
    name: 'action.propose',
    summary: 'Propose an action with its owner, due date and measure',
    input: proposeInput,
    run: proposeAction,
  }),
  defineVerb({
    name: 'action.accept',
    summary: 'Accept a proposed action',
    input: acceptActionInput,
    run: acceptAction,
  }),
  defineVerb({
    name: 'action.reject',
    summary: 'Reject an action, with the reason',
    input: rejectActionInput,
    run: rejectAction,
  }),
  defineVerb({
    name: 'action.start',
    summary: 'Say that work on an action has begun, or begins again',
    input: startActionInput,
    run: startAction,
  }),
  defineVerb({
    name: 'action.replan',
    summary: 'Move the dates of an action, with the reason; the original due date stays',
    input: replanActionInput,
    run: replanAction,
  }),
  defineVerb({
    name: 'action.done',
    summary: 'Say that an action is done; its check follows',
    input: finishActionInput,
    run: finishAction,
  }),
  defineVerb({
    name: 'action.judge',
    summary: 'Judge whether an action works that no figure measures',
    input: judgeActionInput,
    run: judgeAction,
  }),
  defineVerb({
    name: 'action.check',
    summary: 'Measure the actions whose check date has come, and remind of those that are due',
    input: none,
    run: reviewActionsNow,
  }),
  defineVerb({
    name: 'action.list',
    summary: 'List every action of every review',
    changes: false,
    input: none,
    run: listActions,
  }),
  defineVerb({
    name: 'action.export',
    summary: 'Give every action as CSV',
    changes: false,
    input: none,
    run: exportActions,
  }),
  defineVerb({
    name: 'action.still-open',
    summary: 'List actions of earlier incidents about the same components that are not shown to work',
    changes: false,
    input: stillOpenInput,
    run: listStillOpen,
  }),
];
