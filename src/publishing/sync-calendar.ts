import { createHash } from 'node:crypto';
import { findIncidentById, type Incident, isOpen, openIncidents } from '#incidents';
import type { RecipientsOf } from '#messages';
import { migrationProgress } from '#planning';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { changesTo, type StoredEvent, type WantedEvent, wavesOf } from './core/calendar.ts';
import { mayDerive } from './policy.ts';
import { everybody } from './queue-messages.ts';
import { incidentsAhead, insertEvent, saveEvent, selectEventsOf } from './store-calendar.ts';
import { tellPlannedWork } from './tell-planned-work.ts';

/**
 * Brings the entries that calendars subscribe to in line with what is planned: new work is added, changed work counts its
 * sequence up, and work that is called off, or whose incident has ended, is cancelled. Those who are to hear of a change are
 * told once the plan stands still. Returns how many entries changed; doing it again changes nothing.
 */
export function syncCalendar(context: Context, toldBy: RecipientsOf = everybody): Promise<number> {
  authorise(context.actor, mayDerive);
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'publishing.calendar');
    let changed = 0;
    for (const incident of await incidentsToSync(tx)) {
      const stored = await selectEventsOf(tx.db, incident.id);
      const changes = await syncIncident(tx, incident, stored);
      const events = changes === 0 ? stored : await selectEventsOf(tx.db, incident.id);
      await tellPlannedWork(tx, incident, events, toldBy);
      changed += changes;
    }
    if (changed > 0) await emit(tx, 'calendar.changed', { entries: changed });
    return changed;
  });
}

async function incidentsToSync(tx: Context): Promise<Incident[]> {
  const open = await openIncidents(tx.db);
  const known = new Set(open.map((incident) => incident.id));
  const ended = (await incidentsAhead(tx.db, tx.clock.now())).filter((id) => !known.has(id));
  return [...open, ...(await Promise.all(ended.map((id) => findIncidentById(tx.db, id))))];
}

async function syncIncident(
  tx: Context,
  incident: Incident,
  stored: readonly StoredEvent[],
): Promise<number> {
  const now = tx.clock.now();
  const progress = isOpen(incident.states.response) ? await migrationProgress(tx.db, incident.id, now) : null;
  const wanted = progress ? wavesOf(progress) : [];
  const { add, change } = changesTo(stored, wanted, now);
  for (const event of add) {
    const uid = uidOf(incident, event, now);
    await insertEvent(tx, { ...event, incidentId: incident.id, uid, at: now });
  }
  for (const event of change) await saveEvent(tx, event, now);
  return add.length + change.length;
}

/** Unlike any other for ever (RFC 7986, 5.3), and without the host's name: the site may move to another. */
function uidOf(incident: Incident, event: WantedEvent, now: Date): string {
  const source = [
    incident.reference,
    incident.slug,
    event.series,
    event.startsAt.toISOString(),
    now.toISOString(),
  ];
  return `${createHash('sha256').update(source.join('\n')).digest('hex').slice(0, 32)}@allclear`;
}
