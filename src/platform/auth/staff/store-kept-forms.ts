import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, rows } from '../../db/index.ts';
import { digestOf } from './store.ts';

const keptSchema = z.strictObject({
  id: z.number(),
  path: z.string(),
  fields: z.record(z.string(), z.array(z.string())),
  keptAt: z.date(),
  expiresAt: z.date(),
});

/** A form that came too late, as its owner finds it again. */
export type KeptForm = z.output<typeof keptSchema>;

/** Keeps it, the latest few of each person; what is too old goes. */
export async function insertKeptForm(
  db: Db,
  form: {
    staffId: number;
    path: string;
    fields: KeptForm['fields'];
    now: Date;
    expiresAt: Date;
    most: number;
  },
): Promise<void> {
  await sql`insert into staff_kept_form (staff_id, path, fields, kept_at, expires_at)
    values (${form.staffId}, ${form.path}, ${JSON.stringify(form.fields)}::jsonb, ${form.now}, ${form.expiresAt})`.execute(
    db,
  );
  await sql`delete from staff_kept_form where expires_at < ${form.now} or (staff_id = ${form.staffId}
    and id not in (select id from staff_kept_form where staff_id = ${form.staffId} order by id desc
      limit ${form.most}))`.execute(db);
}

export const selectKeptForms = (db: Db, staffId: number, now: Date): Promise<KeptForm[]> =>
  rows(
    db,
    keptSchema,
    sql`select id, path, fields, kept_at as "keptAt", expires_at as "expiresAt" from staff_kept_form
      where staff_id = ${staffId} and expires_at > ${now} order by id desc`,
  );

export async function deleteKeptForm(db: Db, staffId: number, id: number): Promise<boolean> {
  const gone = await sql`delete from staff_kept_form where id = ${id} and staff_id = ${staffId}`.execute(db);
  return gone.numAffectedRows === 1n;
}

/** The owner of a session that was whole and began or was used after an instant, whatever became of it. */
export const findEndedSession = async (db: Db, secret: string, since: Date): Promise<number | undefined> =>
  (
    await maybeOne(
      db,
      z.strictObject({ staffId: z.number() }),
      sql`select staff_id as "staffId" from staff_session
        where digest = ${digestOf(secret)} and stage = 'full' and last_seen_at > ${since}`,
    )
  )?.staffId;
