import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';
import type { UpdateTemplate } from './core/templates.ts';

// Texts to begin an update with, as people have changed them.

const templateRow = z.strictObject({
  key: z.string(),
  name: z.string(),
  title: z.string(),
  body: z.string(),
  nextUpdateMinutes: z.number(),
});

export const selectTemplates = (db: Db): Promise<UpdateTemplate[]> =>
  rows(
    db,
    templateRow,
    sql`select key, name, title, body, next_update_minutes as "nextUpdateMinutes" from update_template order by name, key`,
  );

export async function upsertTemplate(tx: Context, template: UpdateTemplate): Promise<void> {
  await sql`insert into update_template (key, name, title, body, next_update_minutes, changed_by, changed_at)
    values (${template.key}, ${template.name}, ${template.title}, ${template.body}, ${template.nextUpdateMinutes},
      ${tx.actor.name}, ${tx.clock.now()})
    on conflict (key) do update set name = excluded.name, title = excluded.title, body = excluded.body,
      next_update_minutes = excluded.next_update_minutes, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at`.execute(tx.db);
}

/** False when there was none. */
export async function deleteTemplate(tx: Context, key: string): Promise<boolean> {
  const gone = await rows(
    tx.db,
    z.object({ key: z.string() }),
    sql`delete from update_template where key = ${key} returning key`,
  );
  return gone.length > 0;
}
