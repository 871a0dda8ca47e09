import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';

const holidayRow = z.strictObject({ from: z.string(), to: z.string(), name: z.string(), source: z.string() });
export type StoredSchoolHoliday = z.output<typeof holidayRow>;

/** Every school holiday on record, oldest first. */
export const selectSchoolHolidays = (db: Db): Promise<StoredSchoolHoliday[]> =>
  rows(
    db,
    holidayRow,
    sql`select from_day::text as "from", to_day::text as "to", name, source from school_holiday order by from_day`,
  );

/** Records a holiday over whatever was recorded from the same first day. */
export async function upsertSchoolHoliday(tx: Context, holiday: StoredSchoolHoliday): Promise<void> {
  await sql`insert into school_holiday (from_day, to_day, name, source)
    values (${holiday.from}, ${holiday.to}, ${holiday.name}, ${holiday.source})
    on conflict (from_day) do update set to_day = excluded.to_day, name = excluded.name, source = excluded.source`.execute(
    tx.db,
  );
}

/** Whether there was one to remove. */
export async function deleteSchoolHoliday(tx: Context, from: string): Promise<boolean> {
  const result = await sql`delete from school_holiday where from_day = ${from}`.execute(tx.db);
  return Number(result.numAffectedRows ?? 0) > 0;
}
