import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, rows } from '../db/index.ts';

const changeRow = z.strictObject({
  key: z.string(),
  version: z.number(),
  before: z.unknown(),
  /** Null: the standard again. */
  after: z.unknown(),
  changedBy: z.string(),
  changedAt: z.date(),
  note: z.string().nullable(),
});

/** One change of a setting: who, when, before and after. */
export type SettingChange = z.output<typeof changeRow>;

const columns = sql`key, version, before, after, changed_by as "changedBy", changed_at as "changedAt", note`;

export const selectLastChange = (db: Db, key: string): Promise<SettingChange | undefined> =>
  maybeOne(
    db,
    changeRow,
    sql`select ${columns} from setting_change where key = ${key} order by version desc limit 1`,
  );

/** Every change of one setting, or the latest of all, newest first. */
export const selectChanges = (db: Db, key: string | undefined, limit: number): Promise<SettingChange[]> =>
  rows(
    db,
    changeRow,
    sql`select ${columns} from setting_change where (${key ?? null}::text is null or key = ${key ?? null})
      order by id desc limit ${limit}`,
  );

export const selectLastChanges = (db: Db): Promise<SettingChange[]> =>
  rows(
    db,
    changeRow,
    sql`select distinct on (key) ${columns} from setting_change order by key, version desc`,
  );

export async function insertChange(db: Db, change: SettingChange): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  await sql`insert into setting_change (key, version, before, after, changed_by, changed_at, note)
    values (${change.key}, ${change.version}, ${json(change.before)}::jsonb, ${json(change.after)}::jsonb,
      ${change.changedBy}, ${change.changedAt}, ${change.note})`.execute(db);
}
