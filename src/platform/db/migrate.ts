import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AllclearError } from '../errors/index.ts';
import type { Db } from './connect.ts';

const directory = join(import.meta.dirname, '../../../db/migrations');

/**
 * Applies the numbered migrations that this database lacks, in order, each in a transaction, under an advisory lock
 * so that processes starting together do not race. Returns the names applied. Refuses a database that is newer than
 * this program: it would be read wrongly.
 */
export async function migrate(db: Db): Promise<string[]> {
  const files = (await readdir(directory)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(hashtextextended('allclear.migrate', 0))`.execute(connection);
    try {
      await sql`create table if not exists migration (name text primary key, applied_at timestamptz not null default now())`.execute(
        connection,
      );
      const done = await sql<{ name: string }>`select name from migration`.execute(connection);
      const applied = new Set(done.rows.map((row) => row.name));
      const unknown = [...applied].filter((name) => !files.includes(name));
      if (unknown.length > 0) {
        throw new AllclearError(
          'database.unavailable',
          `The database is newer than this program: it has ${unknown.join(', ')}.`,
          {
            remedy: 'Start the newer version of Allclear.',
          },
        );
      }
      const missing = files.filter((name) => !applied.has(name));
      for (const name of missing) {
        const text = await readFile(join(directory, name), 'utf8');
        await connection.transaction().execute(async (tx) => {
          await sql.raw(text).execute(tx);
          await sql`insert into migration (name) values (${name})`.execute(tx);
        });
      }
      return missing;
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended('allclear.migrate', 0))`.execute(connection);
    }
  });
}
