import type { z } from 'zod';
import { recordEvent, setNextUpdateDue } from '#incidents';
import type { RecipientsOf } from '#messages';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, type Fault, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { assertNextUpdateDue } from './approve-update.ts';
import { changeUpdate, type UpdateScene } from './change-update.ts';
import { checkClaims } from './check-claims.ts';
import { numberedInput, readVersion } from './draft-update.ts';
import { freezePack } from './freeze-pack.ts';
import { publishingParameters, type Update } from './model.ts';
import { mayPublish } from './policy.ts';
import { everybody, queueMessages } from './queue-messages.ts';
import { selectClaims } from './store.ts';

export const publishInput = numberedInput.extend({ version: readVersion });

/**
 * Publishes an approved update with its figures as frozen. They are checked once more: when one no longer holds nothing
 * is published (`claim.refused`, each with what is true now) and the update must be approved again. Also sets when the
 * next update is due, records it in the timeline and writes a message to everybody who is to hear of it, all in one
 * transaction. From then on the update never changes.
 */
export function publishUpdate(
  context: Context,
  input: z.input<typeof publishInput>,
  recipientsOf: RecipientsOf = everybody,
): Promise<Update> {
  authorise(context.actor, mayPublish);
  const { incident, number, version } = parseInput(publishInput, input, 'input of update.publish');
  return changeUpdate(
    context,
    { verb: 'update.publish', incident, number, version, from: ['approved'] },
    async (scene) => {
      assertFresh(scene);
      assertNextUpdateDue(scene);
      await assertClaimsHold(scene);
      await freezePack(scene.tx, scene);
      await announce(scene);
      await queueMessages(scene, recipientsOf);
      return {
        ...scene.update,
        status: 'published',
        publishedBy: scene.tx.actor.name,
        publishedAt: scene.now,
      };
    },
  );
}

function assertFresh({ update, now }: UpdateScene): void {
  const { approvalHours } = publishingParameters;
  const ageMs = now.getTime() - (update.approvedAt?.getTime() ?? 0);
  if (ageMs <= approvalHours * 3_600_000) return;
  throw new AllclearError(
    'state.refused',
    `Update ${update.number} was approved more than ${approvalHours} hours ago. Nothing was published.`,
    {
      remedy: 'Approve it again, so that its figures are of today.',
    },
  );
}

async function assertClaimsHold({ tx, incident, update, now }: UpdateScene): Promise<void> {
  const claims = await selectClaims(tx.db, [update.id]);
  const { number, nextUpdateDueAt } = update;
  const stopped = await checkClaims(
    tx.db,
    { incident, now },
    claims.map((claim) => ({ incidentId: incident.id, number, nextUpdateDueAt, claim })),
  );
  if (stopped.length === 0) return;
  const faults: Fault[] = stopped.map(({ holding: { claim }, nowText }) => ({
    field: claim.key,
    reason: `'${claim.text}' was true at approval. Now: ${nowText}.`,
  }));
  throw new AllclearError(
    'claim.refused',
    `Update ${number} was not published, because it is not true any more: ${faults.map((fault) => fault.reason).join(' ')}`,
    { faults, remedy: 'Approve it again with the figures of now.' },
  );
}

async function announce({ tx, incident, update }: UpdateScene): Promise<void> {
  const { id: updateId, number, title, kind, corrects, nextUpdateDueAt } = update;
  await setNextUpdateDue(tx, incident.id, nextUpdateDueAt);
  const what = kind === 'correction' ? `Correction of update ${corrects}` : `Update ${number}`;
  await recordEvent(tx, incident.id, {
    type: 'update.published',
    public: true,
    text: `${what} published: ${title}`,
    data: { number, kind, corrects, title, approvedBy: update.approvedBy },
  });
  await emit(tx, 'update.published', { incidentId: incident.id, updateId });
}
