import { displayName, listSites, type Site } from '#estate';
import { type Incident, recordEvent } from '#incidents';
import { queueNotice, type RecipientsOf } from '#messages';
import type { Context } from '#platform/context';
import type { StoredEvent } from './core/calendar.ts';
import { isAhead, isDue, workBySite, workChanges, workNotices } from './core/planned-work.ts';
import { quantity } from './core/words.ts';
import { saveTold, selectTold } from './store-calendar.ts';

/**
 * Tells subscribers of planned work, and the practices whose sites it touches, what changed since they were told last: one
 * message to each for each piece of work, written in the transaction that notes it as told. While the plan is still being
 * changed it waits. The caller holds the lock of the calendar. Returns how many messages were written.
 */
export async function tellPlannedWork(
  tx: Context,
  incident: Incident,
  events: readonly StoredEvent[],
  toldBy: RecipientsOf,
): Promise<number> {
  const now = tx.clock.now();
  if (events.length === 0) return 0;
  const planned = workBySite(events);
  const changes = workChanges(await selectTold(tx.db, incident.id), planned);
  const ahead = changes.filter((change) => isAhead(change, now));
  const lastChangedAt = new Date(Math.max(...events.map(({ changedAt }) => changedAt.getTime())));
  if (changes.length === 0 || (ahead.length > 0 && !isDue(ahead, lastChangedAt, now))) return 0;
  await saveTold(tx, incident.id, [...planned.values()]);
  if (ahead.length === 0) return 0;
  const sites = await listSites(tx.db);
  const practiceOf = new Map(sites.map(({ id, practiceId }) => [id, practiceId]));
  let written = 0;
  for (const { siteIds, text } of workNotices(incident, ahead, namesOf(sites))) {
    const practiceIds = new Set(siteIds.flatMap((id) => practiceOf.get(id) ?? []));
    const recipients = toldBy(tx.db, {
      kind: 'planned-work',
      incidentId: incident.id,
      practiceIds: [...practiceIds].map(String),
      severity: incident.itSeverity,
      at: now,
    });
    const { queued } = await queueNotice(tx, { ...text, incidentId: incident.id }, recipients);
    if (queued > 0)
      await recordEvent(tx, incident.id, {
        type: 'planned-work.told',
        text: `Told ${quantity(queued, 'address', 'addresses')}: ${text.subject}`,
      });
    written += queued;
  }
  return written;
}

/** A practice by its name and town; one with several sites by the name of the site. */
function namesOf(sites: readonly Site[]): Map<number, string> {
  const open = Map.groupBy(
    sites.filter(({ closedOn }) => closedOn === null),
    ({ practiceId }) => practiceId,
  );
  return new Map(
    sites.map(({ id, practiceId, name, practiceName, town }) => {
      const isOne = (open.get(practiceId)?.length ?? 0) <= 1;
      return [id, [displayName(isOne ? practiceName : name), displayName(town)].filter(Boolean).join(', ')];
    }),
  );
}
