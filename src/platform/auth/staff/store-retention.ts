import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, one } from '../../db/index.ts';

const counts = z.strictObject({ goes: z.number() });

const sessions = (before: Date) => sql`from staff_session where coalesce(ended_at, expires_at) < ${before}`;
const links = (before: Date) => sql`from staff_link where coalesce(used_at, expires_at) < ${before}`;
const attempts = (before: Date) => sql`from staff_attempt where at < ${before}`;
const forms = (before: Date) => sql`from staff_kept_form where expires_at < ${before}`;

/** How many sessions, links, failed attempts and kept forms ended before. */
export const countOldSignIns = (db: Db, before: Date): Promise<z.output<typeof counts>> =>
  one(
    db,
    counts,
    sql`select ((select count(*) ${sessions(before)}) + (select count(*) ${links(before)})
      + (select count(*) ${attempts(before)}) + (select count(*) ${forms(before)}))::int8 as goes`,
  );

/** Removes them. Returns how many went. */
export async function deleteOldSignIns(db: Db, before: Date): Promise<number> {
  let gone = 0;
  for (const old of [sessions, links, attempts, forms]) {
    const result = await sql`delete ${old(before)}`.execute(db);
    gone += Number(result.numAffectedRows ?? 0);
  }
  return gone;
}
