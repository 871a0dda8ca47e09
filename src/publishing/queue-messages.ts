import { type Queued, queueUpdate, type RecipientsOf } from '#messages';
import type { UpdateScene } from './change-update.ts';
import { updateNotice } from './core/update-notice.ts';
import { selectClaims } from './store.ts';
import { concernedPractices } from './subscriptions/recipients.ts';

/** Until something is wired in that knows who wants to hear of updates. */
export const nobody: RecipientsOf = async function* () {};

/** Writes one message to each recipient of an update that is being published. A correction also goes to those told before. */
export async function queueMessages(
  { tx, incident, update, now }: UpdateScene,
  recipientsOf: RecipientsOf,
): Promise<Queued> {
  const claims = await selectClaims(tx.db, [update.id]);
  const affected = await concernedPractices(tx.db, incident.id, now);
  const recipients = recipientsOf(tx.db, {
    kind: 'update',
    incidentId: incident.id,
    updateNumber: update.number,
    practiceIds: affected.map(String),
    severity: incident.itSeverity,
    at: now,
  });
  const notice = updateNotice(
    incident,
    update,
    claims.map((claim) => claim.text),
  );
  return queueUpdate(
    tx,
    { ...notice, incidentId: incident.id, updateNumber: update.number },
    recipients,
    update.corrects ?? undefined,
  );
}
