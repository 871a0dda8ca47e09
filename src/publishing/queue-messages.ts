import { type Queued, queueNotice, type RecipientsOf } from '#messages';
import type { UpdateScene } from './change-update.ts';
import { updateNotice } from './core/update-notice.ts';
import { selectClaims } from './store.ts';
import { concernedPractices, recipientsOf } from './subscriptions/recipients.ts';

/** Subscribers and contact addresses. Their links begin at the root: whoever sends puts the site's own address before them. */
export const everybody: RecipientsOf = recipientsOf('');

/** Writes one message to each recipient of an update that is being published. A correction also goes to those told before. */
export async function queueMessages(
  { tx, incident, update, now }: UpdateScene,
  toldBy: RecipientsOf,
): Promise<Queued> {
  const claims = await selectClaims(tx.db, [update.id]);
  const affected = await concernedPractices(tx.db, incident.id, now);
  const recipients = toldBy(tx.db, {
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
  return queueNotice(
    tx,
    { ...notice, incidentId: incident.id, updateNumber: update.number },
    recipients,
    update.corrects ?? undefined,
  );
}
