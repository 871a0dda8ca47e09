import { sql } from 'kysely';
import { countHeldApart, type Db, type HeldApart } from '#platform/db';

const isOld = (before: Date) => sql`u.status in ('draft', 'submitted') and u.created_at < ${before}
  and not exists (select from incident_update_version v where v.update_id = u.id and v.saved_at >= ${before})`;

const isHeld = (incidentIds: readonly number[]) => sql`u.incident_id = any(${[...incidentIds]}::bigint[])`;

/** How many drafts nobody has touched since, and how many of those belong to incidents that are held. */
export const countOldDrafts = (db: Db, before: Date, heldIncidents: readonly number[]): Promise<HeldApart> =>
  countHeldApart(db, sql`from incident_update u where ${isOld(before)}`, isHeld(heldIncidents));

/** Removes them with their versions. What was approved or published is refused by the database. Returns how many went. */
export async function deleteOldDrafts(
  db: Db,
  before: Date,
  heldIncidents: readonly number[],
): Promise<number> {
  await sql`select set_config('allclear.retention', 'drafts', true)`.execute(db);
  const old = sql`select u.id from incident_update u where ${isOld(before)} and not ${isHeld(heldIncidents)}`;
  await sql`delete from update_claim where update_id in (${old})`.execute(db);
  // One statement: without its versions a draft would look older than it is.
  const gone = await sql`with old as materialized (${old}),
      versions as (delete from incident_update_version where update_id in (select id from old))
    delete from incident_update where id in (select id from old)`.execute(db);
  await sql`select set_config('allclear.retention', '', true)`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
