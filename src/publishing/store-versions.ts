import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne } from '#platform/db';
import type { Update, UpdateVersion } from './model.ts';

// Every version of an update that anybody saved.

const versionRow = z.strictObject({
  version: z.number(),
  title: z.string(),
  body: z.string(),
  nextUpdateDueAt: z.date().nullable(),
  savedBy: z.string(),
  savedAt: z.date(),
});

/** Keeps an update as it was saved just now. */
export async function insertVersion(tx: Context, update: Update): Promise<void> {
  await sql`insert into incident_update_version (update_id, version, title, body, next_update_due_at, saved_by, saved_at)
    values (${update.id}, ${update.version}, ${update.title}, ${update.body}, ${update.nextUpdateDueAt},
      ${tx.actor.name}, ${tx.clock.now()})`.execute(tx.db);
}

export const findVersion = (db: Db, updateId: number, version: number): Promise<UpdateVersion | undefined> =>
  maybeOne(
    db,
    versionRow,
    sql`select version, title, body, next_update_due_at as "nextUpdateDueAt", saved_by as "savedBy",
        saved_at as "savedAt"
      from incident_update_version where update_id = ${updateId} and version = ${version}`,
  );
