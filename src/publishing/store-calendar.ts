import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';
import type { StoredEvent, WantedEvent } from './core/calendar.ts';
import type { SiteWork } from './core/planned-work.ts';

// Planned work as calendars were told of it, and as people were.

const eventRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  uid: z.string(),
  series: z.string(),
  sequence: z.number(),
  status: z.enum(['confirmed', 'cancelled']),
  title: z.string(),
  text: z.string(),
  startsAt: z.date(),
  endsAt: z.date().nullable(),
  siteIds: z.array(z.coerce.number()),
  firstPublishedAt: z.date(),
  changedAt: z.date(),
});

const eventColumns = sql`id, incident_id as "incidentId", uid, series, sequence, status, title, text,
  starts_at as "startsAt", ends_at as "endsAt", site_ids as "siteIds", first_published_at as "firstPublishedAt",
  changed_at as "changedAt"`;

/** Entries that begin, or began, after `since`, or changed since then; in order of their start. */
export const selectPlannedEvents = (db: Db, since: Date): Promise<StoredEvent[]> =>
  rows(
    db,
    eventRow,
    sql`select ${eventColumns} from planned_event where starts_at >= ${since} or changed_at >= ${since}
      order by starts_at, id`,
  );

/** Every entry of an incident. The caller holds the lock of the calendar. */
export const selectEventsOf = (db: Db, incidentId: number): Promise<StoredEvent[]> =>
  rows(
    db,
    eventRow,
    sql`select ${eventColumns} from planned_event where incident_id = ${incidentId} order by starts_at, id`,
  );

/** Incidents with an entry that still lies ahead and is not cancelled, or of which people were told. */
export async function incidentsAhead(db: Db, now: Date): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ id: z.number() }),
    sql`select incident_id as id from planned_event where status = 'confirmed' and starts_at > ${now}
      union select incident_id from planned_told where starts_at > ${now} order by id`,
  );
  return found.map(({ id }) => id);
}

export async function insertEvent(
  tx: Context,
  event: WantedEvent & { incidentId: number; uid: string; at: Date },
): Promise<void> {
  await sql`insert into planned_event (incident_id, uid, series, status, title, text, starts_at, ends_at, site_ids,
      first_published_at, changed_at)
    values (${event.incidentId}, ${event.uid}, ${event.series}, 'confirmed', ${event.title}, ${event.text},
      ${event.startsAt}, ${event.endsAt}, ${event.siteIds}::bigint[], ${event.at}, ${event.at})`.execute(
    tx.db,
  );
}

export async function saveEvent(tx: Context, event: StoredEvent, at: Date): Promise<void> {
  await sql`update planned_event set sequence = ${event.sequence}, status = ${event.status}, title = ${event.title},
      text = ${event.text}, starts_at = ${event.startsAt}, ends_at = ${event.endsAt},
      site_ids = ${event.siteIds}::bigint[], changed_at = ${at} where id = ${event.id}`.execute(tx.db);
}

const toldRow = z.strictObject({
  siteId: z.number(),
  series: z.string(),
  title: z.string(),
  startsAt: z.date(),
  endsAt: z.date().nullable(),
});

/** What was last told of each site of an incident. The caller holds the lock of the calendar. */
export async function selectTold(db: Db, incidentId: number): Promise<Map<number, SiteWork>> {
  const told = await rows(
    db,
    toldRow,
    sql`select site_id as "siteId", series, title, starts_at as "startsAt", ends_at as "endsAt"
      from planned_told where incident_id = ${incidentId}`,
  );
  return new Map(told.map((work) => [work.siteId, work]));
}

/** Notes what has been told, in place of what was before. */
export async function saveTold(tx: Context, incidentId: number, told: readonly SiteWork[]): Promise<void> {
  await sql`delete from planned_told where incident_id = ${incidentId}`.execute(tx.db);
  await sql`insert into planned_told (incident_id, site_id, series, title, starts_at, ends_at)
    select ${incidentId}::bigint, "siteId", series, title, "startsAt", "endsAt"
    from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t("siteId" bigint, series text, title text,
      "startsAt" timestamptz, "endsAt" timestamptz)`.execute(tx.db);
}
