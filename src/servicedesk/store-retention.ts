import { sql } from 'kysely';
import { countHeldApart, type Db, type HeldApart } from '#platform/db';

/** An incident whose calls are evidence: what belongs to it, or came in its time, stays whole. */
export interface HeldIncident {
  incidentId: number;
  from: Date;
  to: Date;
}

const isOld = (before: Date) =>
  sql`c.words_removed_at is null and coalesce(c.closed_at, c.updated_at, c.opened_at) < ${before}`;

const isHeld = (held: readonly HeldIncident[]) => sql`(exists (select from call_link l where l.call_id = c.id
    and l.incident_id = any(${held.map(({ incidentId }) => incidentId)}::bigint[]) and l.status in ('linked', 'suggested'))
  or exists (
    select from unnest(${held.map(({ from }) => from)}::timestamptz[], ${held.map(({ to }) => to)}::timestamptz[]) as h (from_at, to_at)
    where c.opened_at >= h.from_at and c.opened_at <= h.to_at))`;

/** How many calls are older and still hold their caller's words, and how many of those are held. */
export const countOldWords = (db: Db, before: Date, held: readonly HeldIncident[]): Promise<HeldApart> =>
  countHeldApart(db, sql`from call c where ${isOld(before)}`, isHeld(held));

/** Removes who called and what they said. The call stays with its time, practice and links. Returns how many lost their words. */
export async function removeOldWords(
  db: Db,
  before: Date,
  held: readonly HeldIncident[],
  now: Date,
): Promise<number> {
  const changed = await sql`update call c set caller_name = null, caller_email = null, caller_phone = null,
      short_description = null, description = null, raw = '{}'::jsonb, words_removed_at = ${now}
    where ${isOld(before)} and not ${isHeld(held)}`.execute(db);
  return Number(changed.numAffectedRows ?? 0);
}
