import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import type { Db } from './connect.ts';

const databases = new WeakMap<Db, Db>();

/** The database that a transaction of `inTransaction` is in; itself when it is none. */
export const databaseOf = (db: Db): Db => databases.get(db) ?? db;

/** Runs `work` in a transaction; inside another one it joins it, so verbs compose. */
export function inTransaction<T, C extends Pick<Context, 'db'>>(
  context: C,
  work: (tx: C) => Promise<T>,
): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return context.db.transaction().execute((db) => {
    databases.set(db, context.db);
    return work({ ...context, db });
  });
}

/** Holds a named lock until the transaction ends; two holders of one name never overlap. */
export async function lockForTransaction(tx: Pick<Context, 'db'>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db);
}
