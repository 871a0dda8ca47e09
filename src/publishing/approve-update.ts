import { z } from 'zod';
import { isOpen, recordEvent } from '#incidents';
import { approverKeys, authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, parseInput } from '#platform/errors';
import { changeUpdate, type UpdateScene } from './change-update.ts';
import { numberedInput, readVersion } from './draft-update.ts';
import { evaluateBody } from './evaluate-tokens.ts';
import type { Update } from './model.ts';
import { mayApprove, mayApproveOrOverride, mayOverride } from './policy.ts';
import { publishingRules } from './rules.ts';
import { replaceClaims } from './store.ts';

export const approveInput = numberedInput.extend({
  version: readVersion,
  override: z
    .string()
    .trim()
    .min(10, 'says in at least 10 characters why nobody else could approve it')
    .max(500)
    .optional()
    .describe(
      'Only in an emergency, when no approver can be reached: why. The audit, the timeline and the update show it',
    ),
});

/**
 * Approves an update that somebody else wrote: its claims are evaluated now and frozen with this as-of time. Approving
 * again freezes them anew. Throws `claim.refused` with each claim that may not be made, and
 * `conflict` when the text is not the version that was read; then nothing is approved. With
 * `override`, the reason, an incident lead or an administrator approves without being an approver, and even their own
 * text; the audit, the timeline and the update itself then say so.
 */
export function approveUpdate(context: Context, input: z.input<typeof approveInput>): Promise<Update> {
  authorise(context.actor, mayApproveOrOverride);
  const { incident, number, version, override } = parseInput(approveInput, input, 'input of update.approve');
  authorise(context.actor, override === undefined ? mayApprove : mayOverride);
  return changeUpdate(
    context,
    {
      verb: 'update.approve',
      incident,
      number,
      version,
      from: ['submitted', 'approved'],
      ...(override === undefined ? {} : { data: { override } }),
    },
    async (scene) => {
      if (override === undefined) assertOtherPerson(scene);
      else await recordOverride(scene, override);
      assertNextUpdateDue(scene);
      await freezeClaims(scene);
      return {
        ...scene.update,
        status: 'approved',
        approvedBy: scene.tx.actor.name,
        approvedAt: scene.now,
        overrideReason: override ?? null,
      };
    },
  );
}

/** Another account or token of an author is the author. */
function assertOtherPerson({ tx, update }: UpdateScene): void {
  const { actor } = tx;
  const isNamed = update.authors.some((author) => author.toLowerCase() === actor.name.toLowerCase());
  const isBehind = approverKeys(actor).some((key) => update.authorPeople.includes(key));
  if (!isNamed && !isBehind) return;
  const who = isNamed ? actor.name : `The person behind ${actor.name}`;
  throw new AllclearError('forbidden', `${who} wrote update ${update.number} and so may not approve it.`, {
    remedy:
      actor.kind === 'token'
        ? 'Somebody else must read it. A token without an owner counts as whoever made it: make it with --owner.'
        : 'Somebody else with the role of approver must read it.',
  });
}

/** For those who run the incident, not for the public: why nobody could be reached is no news for practices. */
async function recordOverride({ tx, incident, update }: UpdateScene, reason: string): Promise<void> {
  const text = `Update ${update.number} approved under emergency override by ${tx.actor.name}, because: ${reason}`;
  tx.log.warn({ by: tx.actor.name, incident: incident.slug, update: update.number }, 'an emergency override');
  await recordEvent(tx, incident.id, {
    type: 'update.approved-under-override',
    text,
    data: { number: update.number, reason, authors: update.authors },
  });
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
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(tx.db);
  const saying = {
    asOf: now,
    now,
    update: { number: update.number, nextUpdateDueAt: update.nextUpdateDueAt },
    words: wordsAt(now),
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
