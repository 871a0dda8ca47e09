import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, one } from '#platform/db';

/** Times of which nothing may be removed. */
export interface HeldTime {
  from: Date;
  to: Date;
}

const counts = z.strictObject({ goes: z.number(), held: z.number() });

const heldDays = (held: readonly HeldTime[]) => sql`exists (
  select from unnest(${held.map(({ from }) => from)}::timestamptz[], ${held.map(({ to }) => to)}::timestamptz[]) as h (from_at, to_at)
  where d.day + 1 > (h.from_at at time zone 'UTC')::date and d.day <= (h.to_at at time zone 'UTC')::date)`;

const heldInstants = (held: readonly HeldTime[]) => sql`exists (
  select from unnest(${held.map(({ from }) => from)}::timestamptz[], ${held.map(({ to }) => to)}::timestamptz[]) as h (from_at, to_at)
  where r.at >= h.from_at and r.at <= h.to_at)`;

/** How many site-days and readings of concentrators are older, and how many of those are held. */
export const countOldReadings = (
  db: Db,
  before: Date,
  held: readonly HeldTime[],
): Promise<z.output<typeof counts>> =>
  one(
    db,
    counts,
    sql`select (count(*) filter (where not is_held))::int8 as goes, (count(*) filter (where is_held))::int8 as held from (
        select ${heldDays(held)} as is_held from reading_day d where d.day < (${before}::timestamptz at time zone 'UTC')::date
        union all
        select ${heldInstants(held)} from concentrator_reading r where r.at < ${before}
      ) old`,
  );

/** Removes them; hourly figures and the history of states stay. Returns how many went. */
export async function deleteOldReadings(db: Db, before: Date, held: readonly HeldTime[]): Promise<number> {
  const days = await sql`delete from reading_day d
    where d.day < (${before}::timestamptz at time zone 'UTC')::date and not ${heldDays(held)}`.execute(db);
  const readings = await sql`delete from concentrator_reading r
    where r.at < ${before} and not ${heldInstants(held)}`.execute(db);
  return Number(days.numAffectedRows ?? 0) + Number(readings.numAffectedRows ?? 0);
}
