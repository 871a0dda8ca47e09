import { sql } from 'kysely';
import type { Context } from '../context/index.ts';

/** Runs `work` in a transaction; inside another one it joins it, so verbs compose. */
export function inTransaction<T, C extends Pick<Context, 'db'>>(
  context: C,
  work: (tx: C) => Promise<T>,
): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return context.db.transaction().execute((db) => work({ ...context, db }));
}

/** Holds a named lock until the transaction ends; two holders of one name never overlap. */
export async function lockForTransaction(tx: Pick<Context, 'db'>, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db);
}
