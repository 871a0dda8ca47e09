import { z } from 'zod';
import { findIncident, findIncidentById, type Incident, slugText } from '#incidents';
import { authorise, systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { lockUpdates } from './change-update.ts';
import { correctionBody } from './core/correction.ts';
import { draftUpdate, editUpdate, updateNumber } from './draft-update.ts';
import type { Update } from './model.ts';
import { mayWrite } from './policy.ts';
import { selectClaims, selectUpdates } from './store.ts';

export const correctInput = z.strictObject({ incident: slugText, number: updateNumber });

/**
 * Drafts the correction of a published update from its sentences that stopped being true, or brings the draft up to date
 * that Allclear wrote and nobody has touched. Somebody else approves it, like every update. Throws `state.refused` when
 * every sentence still holds or somebody is already writing a correction.
 */
export function correctUpdate(context: Context, input: z.input<typeof correctInput>): Promise<Update> {
  authorise(context.actor, mayWrite);
  const { incident: slug, number } = parseInput(correctInput, input, 'input of update.correct');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    await lockUpdates(tx, incident.id);
    const updates = await selectUpdates(tx.db, [incident.id]);
    const update = updates.find((each) => each.number === number && each.status === 'published');
    if (!update) throw notFound(`published update of ${slug}`, number);
    const written = await writeCorrection(tx, incident, update, updates);
    if (typeof written === 'string')
      throw new AllclearError('state.refused', `${written} Nothing was changed.`);
    return written;
  });
}

/** Drafts the correction by itself once a sentence of the latest update was withdrawn; of older ones only people ask for it. */
export async function draftCorrection(context: Context, incidentId: number, updateId: number): Promise<void> {
  await inTransaction({ ...context, actor: systemActor }, async (tx) => {
    const incident = await findIncidentById(tx.db, incidentId);
    await lockUpdates(tx, incident.id);
    const updates = await selectUpdates(tx.db, [incident.id]);
    const latest = updates.find(({ status }) => status === 'published');
    if (latest?.id === updateId) await writeCorrection(tx, incident, latest, updates);
  });
}

/** The draft, or why there is none. */
async function writeCorrection(
  tx: Context,
  incident: Incident,
  update: Update,
  updates: readonly Update[],
): Promise<Update | string> {
  const stopped = (await selectClaims(tx.db, [update.id])).filter(({ holds }) => !holds);
  if (stopped.length === 0) return `Every sentence of update ${update.number} still holds.`;
  const body = correctionBody(update, stopped);
  const open = updates.find(({ corrects, status }) => corrects === update.number && status !== 'published');
  if (!open) return draft(tx, incident, update, body);
  // What a person has begun to write is theirs.
  const untouched = open.status === 'draft' && open.authors.every((author) => author === systemActor.name);
  if (!untouched)
    return `Update ${open.number} corrects update ${update.number} already, and is being written.`;
  return editUpdate({ ...tx, actor: systemActor }, { incident: incident.slug, number: open.number, body });
}

function draft(tx: Context, incident: Incident, update: Update, body: string): Promise<Update> {
  const due = incident.nextUpdateDueAt;
  return draftUpdate(tx, {
    incident: incident.slug,
    title: `Correction of update ${update.number}`,
    body,
    kind: 'correction',
    corrects: update.number,
    ...(due && due > tx.clock.now() ? { nextUpdateDue: due.toISOString() } : {}),
  });
}
