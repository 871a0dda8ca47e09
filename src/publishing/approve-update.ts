import type { z } from 'zod';
import { isOpen } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, parseInput } from '#platform/errors';
import { changeUpdate, type UpdateScene } from './change-update.ts';
import { numberedInput } from './draft-update.ts';
import { evaluateBody } from './evaluate-tokens.ts';
import { publishingParameters, type Update } from './model.ts';
import { mayApprove } from './policy.ts';
import { replaceClaims } from './store.ts';

/**
 * Approves an update that somebody else wrote: its claims are evaluated now and frozen with this as-of time. Approving
 * again freezes them anew. Throws `claim.refused` with each claim that may not be made; then nothing is approved.
 */
export function approveUpdate(context: Context, input: z.input<typeof numberedInput>): Promise<Update> {
  authorise(context.actor, mayApprove);
  const { incident, number } = parseInput(numberedInput, input, 'input of update.approve');
  return changeUpdate(
    context,
    { verb: 'update.approve', incident, number, from: ['submitted', 'approved'] },
    async (scene) => {
      assertOtherPerson(scene);
      assertNextUpdateDue(scene);
      await freezeClaims(scene);
      return {
        ...scene.update,
        status: 'approved',
        approvedBy: scene.tx.actor.name,
        approvedAt: scene.now,
      };
    },
  );
}

function assertOtherPerson({ tx, update }: UpdateScene): void {
  const same = update.authors.some((author) => author.toLowerCase() === tx.actor.name.toLowerCase());
  if (!same) return;
  throw new AllclearError(
    'forbidden',
    `${tx.actor.name} wrote update ${update.number} and so may not approve it.`,
    {
      remedy: 'Somebody else with the role of approver must read it.',
    },
  );
}

/** While an incident is open, every update says when the next one comes. */
export function assertNextUpdateDue({ incident, update, now }: UpdateScene): void {
  if (!isOpen(incident.states.response)) return;
  if (update.nextUpdateDueAt !== null && update.nextUpdateDueAt.getTime() > now.getTime()) return;
  throw new AllclearError(
    'state.refused',
    `Update ${update.number} does not say when the next one will come, or that time has passed. Nothing was changed.`,
    {
      remedy: 'Edit it and set nextUpdateDue.',
    },
  );
}

async function freezeClaims({ tx, incident, update, now }: UpdateScene): Promise<void> {
  const { callFeedStaleMinutes } = publishingParameters;
  const saying = {
    asOf: now,
    now,
    update: { number: update.number, nextUpdateDueAt: update.nextUpdateDueAt },
  };
  const { claims, refusals } = await evaluateBody(
    tx.db,
    { incident, callFeedStaleMinutes },
    update.body,
    saying,
  );
  if (refusals.length > 0) {
    throw new AllclearError(
      'claim.refused',
      `Update ${update.number} was not approved: ${refusals.map((refusal) => refusal.reason).join(' ')}`,
      { faults: refusals, remedy: 'Edit the update, or mend what its figures rest on, and approve it then.' },
    );
  }
  await replaceClaims(tx, update.id, claims);
}
