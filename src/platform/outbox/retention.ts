import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, one } from '../db/index.ts';

const counts = z.strictObject({ goes: z.number() });

/** How many facts were handled before. */
export const countHandledFacts = (db: Db, before: Date): Promise<z.output<typeof counts>> =>
  one(db, counts, sql`select count(*)::int8 as goes from outbox_event where done_at < ${before}`);

/** Removes them; facts that wait or are parked stay. Returns how many went. */
export async function deleteHandledFacts(db: Db, before: Date): Promise<number> {
  const gone = await sql`delete from outbox_event where done_at < ${before}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
