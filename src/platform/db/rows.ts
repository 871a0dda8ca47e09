import { type QueryResult, type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { required } from '../errors/index.ts';
import type { Db } from './connect.ts';

/** Runs a query and parses every row as it leaves the store. */
export async function rows<S extends z.ZodType>(
  db: Db,
  schema: S,
  query: RawBuilder<unknown>,
): Promise<z.output<S>[]> {
  const result: QueryResult<unknown> = await query.execute(db);
  return result.rows.map((row) => schema.parse(row));
}

/** The first row, parsed, or undefined. */
export async function maybeOne<S extends z.ZodType>(
  db: Db,
  schema: S,
  query: RawBuilder<unknown>,
): Promise<z.output<S> | undefined> {
  return (await rows(db, schema, query))[0];
}

/** The first row, parsed; a missing row is a bug. */
export async function one<S extends z.ZodType>(
  db: Db,
  schema: S,
  query: RawBuilder<unknown>,
): Promise<z.output<S>> {
  return required(await maybeOne(db, schema, query), 'row');
}

/** Whether a query finds any row. */
export async function finds(db: Db, query: RawBuilder<unknown>): Promise<boolean> {
  const result = await sql<{ any: boolean }>`select exists (${query}) as any`.execute(db);
  return required(result.rows[0], 'row').any;
}
