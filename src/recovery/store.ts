import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, one, rows } from '#platform/db';

// All SQL of the recovery domain.

const reportRow = z.strictObject({
  practiceId: z.number(),
  at: z.date(),
  state: z.enum(['recovering', 'recovered']),
  expectedNormalOn: z.string().nullable(),
  note: z.string().nullable(),
});
export type StoredReport = z.output<typeof reportRow>;

/** The latest report of each practice. */
export const selectLatestReports = (db: Db, incidentId: number): Promise<StoredReport[]> =>
  rows(
    db,
    reportRow,
    sql`select distinct on (practice_id) practice_id as "practiceId", at, state,
        to_char(expected_normal_on, 'YYYY-MM-DD') as "expectedNormalOn", note
      from recovery_report where incident_id = ${incidentId} order by practice_id, at desc, id desc`,
  );

export async function insertReport(tx: Context, incidentId: number, report: StoredReport): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into recovery_report (incident_id, practice_id, at, state, expected_normal_on, note, recorded_by)
      values (${incidentId}, ${report.practiceId}, ${report.at}, ${report.state}, ${report.expectedNormalOn},
        ${report.note}, ${tx.actor.name}) returning id`,
  );
  return row.id;
}
