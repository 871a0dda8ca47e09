import { z } from 'zod';
import { formatDateTime } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { changeIncident } from './change.ts';
import { nextStepsOf } from './core/folds.ts';
import { instant, slugText, text } from './model.ts';
import { mayLead, mayNote } from './policy.ts';
import { recordEvent } from './record.ts';

export const noteInput = z.strictObject({
  incident: slugText,
  text: text(),
  public: z.boolean().default(false).describe('Whether the public timeline shows it'),
  evidence: text(1000).optional().describe('Where it can be seen: a ticket, a graph, a log'),
  at: instant.optional(),
});

/** Adds a note to the timeline, of what happened at `at`. */
export const noteIncident = (context: Context, input: z.input<typeof noteInput>) =>
  changeIncident(
    context,
    { verb: 'incident.note', rule: mayNote, openOnly: false },
    noteInput,
    input,
    (_, parsed) => [
      { type: 'note', text: parsed.text, public: parsed.public, evidence: parsed.evidence ?? null },
    ],
  );

export const addNextStepInput = z.strictObject({
  incident: slugText,
  text: text(1000),
  due: instant.optional(),
  at: instant.optional(),
});

/** Adds a next step, which the public page shows until it is done. Steps are numbered from 1. */
export const addNextStep = (context: Context, input: z.input<typeof addNextStepInput>) =>
  changeIncident(
    context,
    { verb: 'nextstep.add', rule: mayLead },
    addNextStepInput,
    input,
    ({ events }, parsed) => [
      {
        type: 'nextstep.added',
        text: `Next step: ${parsed.text}`,
        data: { number: nextStepsOf(events).length + 1, text: parsed.text, due: parsed.due ?? null },
      },
    ],
  );

export const finishNextStepInput = z.strictObject({
  incident: slugText,
  number: z.coerce.number().int().min(1),
  at: instant.optional(),
});

/** Marks a next step as done. */
export const finishNextStep = (context: Context, input: z.input<typeof finishNextStepInput>) =>
  changeIncident(
    context,
    { verb: 'nextstep.done', rule: mayLead },
    finishNextStepInput,
    input,
    ({ events }, { number }) => {
      const step = nextStepsOf(events).find((one) => one.number === number);
      if (!step) throw notFound('next step', number);
      if (step.doneAt)
        throw new AllclearError('conflict', `Next step ${number} is done already. Nothing was changed.`);
      return [{ type: 'nextstep.done', text: `Done: ${step.text}`, data: { number } }];
    },
  );

/**
 * Sets when the next public update is due; null when none is. For the domain that publishes: it has authorised its
 * actor.
 */
export function setNextUpdateDue(context: Context, incidentId: number, dueAt: Date | null): Promise<void> {
  return inTransaction(context, async (tx) => {
    const told =
      dueAt === null ? 'No further update is due.' : `Next update due at ${formatDateTime(dueAt)}.`;
    await recordEvent(tx, incidentId, { type: 'update.due', text: told, data: { dueAt } });
  });
}
