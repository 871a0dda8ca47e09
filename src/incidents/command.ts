import { z } from 'zod';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { changeIncident, type Scene } from './change.ts';
import { eventsOf } from './core/events.ts';
import { actionsOf, commandOf } from './core/folds.ts';
import { type CommandGroup, instant, slugText, text } from './model.ts';
import { mayAct, mayLead } from './policy.ts';

export const groupInput = z.strictObject({
  incident: slugText,
  group: text(80).describe("Its name: 'technical', 'communications'"),
  purpose: text(500),
  at: instant.optional(),
});

/** Sets up a subgroup of the incident's command, or restates its purpose. */
export const setGroup = (context: Context, input: z.input<typeof groupInput>) =>
  changeIncident(
    context,
    { verb: 'command.group', rule: mayLead },
    groupInput,
    input,
    (_, { group, purpose }) => [
      { type: 'command.group', text: `Subgroup ${group}: ${purpose}`, data: { group, purpose } },
    ],
  );

export const assignInput = z.strictObject({
  incident: slugText,
  group: text(80),
  role: text(80).describe("'lead', 'member', 'incident lead', 'communications lead', 'clinical safety lead'"),
  person: text(120),
  organisation: text(120).optional(),
  at: instant.optional(),
});

/**
 * Gives a person a role in a subgroup. A role that ends in 'lead' is held by one person: the new one takes over. The
 * independent reviewer of the incident is refused.
 */
export const assignRole = (context: Context, input: z.input<typeof assignInput>) =>
  changeIncident(context, { verb: 'command.assign', rule: mayLead }, assignInput, input, (scene, parsed) => {
    const { group, role, person, organisation } = parsed;
    groupOf(scene, group);
    assertNotReviewer(scene, person);
    const from = organisation === undefined ? '' : ` (${organisation})`;
    return [
      {
        type: 'command.assigned',
        text: `${person}${from} is ${role} of ${group}`,
        data: { group, role, person, organisation: organisation ?? null },
      },
    ];
  });

export const releaseInput = assignInput.omit({ organisation: true });

/** Ends a person's role in a subgroup. */
export const releaseRole = (context: Context, input: z.input<typeof releaseInput>) =>
  changeIncident(
    context,
    { verb: 'command.release', rule: mayLead },
    releaseInput,
    input,
    (scene, parsed) => {
      const { group, role, person } = parsed;
      const held = groupOf(scene, group).members.some(
        (member) => member.role === role && member.person === person,
      );
      if (!held) throw notFound(`${role} of ${group} called`, person);
      return [
        {
          type: 'command.released',
          text: `${person} is no longer ${role} of ${group}`,
          data: { group, role, person },
        },
      ];
    },
  );

export const actionInput = z.strictObject({
  incident: slugText,
  group: text(80),
  text: text(1000),
  owner: text(120),
  due: instant.optional(),
  at: instant.optional(),
});

/** Gives a subgroup an action with an owner. Actions of an incident are numbered from 1. */
export const addAction = (context: Context, input: z.input<typeof actionInput>) =>
  changeIncident(context, { verb: 'command.action', rule: mayAct }, actionInput, input, (scene, parsed) => {
    groupOf(scene, parsed.group);
    const number = actionsOf(scene.events).length + 1;
    const { group, text: told, owner, due } = parsed;
    return [
      {
        type: 'command.action',
        text: `Action ${number} for ${owner} (${group}): ${told}`,
        data: { group, number, text: told, owner, due: due ?? null },
      },
    ];
  });

export const finishActionInput = z.strictObject({
  incident: slugText,
  number: z.coerce.number().int().min(1),
  note: text(1000).optional(),
  at: instant.optional(),
});

/** Marks an action as done. */
export const finishAction = (context: Context, input: z.input<typeof finishActionInput>) =>
  changeIncident(
    context,
    { verb: 'command.action-done', rule: mayAct },
    finishActionInput,
    input,
    (scene, parsed) => {
      const action = actionsOf(scene.events).find(({ number }) => number === parsed.number);
      if (!action) throw notFound('action', parsed.number);
      if (action.doneAt)
        throw new AllclearError('conflict', `Action ${parsed.number} is done already. Nothing was changed.`);
      const note = parsed.note === undefined ? '' : `. ${parsed.note}`;
      return [
        {
          type: 'command.action-done',
          text: `Action ${parsed.number} done: ${action.text}${note}`,
          data: { number: parsed.number, note: parsed.note ?? null },
        },
      ];
    },
  );

function groupOf(scene: Scene, name: string): CommandGroup {
  const found = commandOf(scene.events).find(({ group }) => group === name);
  if (!found) throw notFound('subgroup', name);
  return found;
}

function assertNotReviewer(scene: Scene, person: string): void {
  const reviewer = eventsOf(scene.events, 'review.commissioned').at(-1)?.data.independentReviewer;
  if (reviewer?.toLowerCase() !== person.toLowerCase()) return;
  throw new AllclearError(
    'state.refused',
    `${person} reviews this incident independently and so holds no role in it. Nothing was changed.`,
  );
}
