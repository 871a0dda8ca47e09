import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, rows } from '#platform/db';
import { type SupplierStatus, supplierIndicators } from './core/supplier.ts';

// What suppliers said last. Written by the connector that reads their feeds.

const statusRow = z.strictObject({
  key: z.string(),
  name: z.string(),
  url: z.string(),
  indicator: z.enum(supplierIndicators),
  statement: z.string().nullable(),
  saidAt: z.date().nullable(),
  items: z.array(
    z.strictObject({
      title: z.string(),
      at: z.string().nullable(),
      url: z.string().nullable(),
      state: z.string().nullable(),
    }),
  ),
  readAt: z.date(),
  changedAt: z.date(),
  staleAfterMinutes: z.number(),
});

const statusColumns = sql`key, name, url, indicator, statement, said_at as "saidAt", items, read_at as "readAt",
  changed_at as "changedAt", stale_after_minutes as "staleAfterMinutes"`;

/** What every supplier said last, by name. */
export const selectSuppliers = (db: Db): Promise<SupplierStatus[]> =>
  rows(db, statusRow, sql`select ${statusColumns} from supplier_status order by lower(name), key`);

export const lockSupplier = (tx: Context, key: string): Promise<SupplierStatus | undefined> =>
  maybeOne(tx.db, statusRow, sql`select ${statusColumns} from supplier_status where key = ${key} for update`);

export async function saveSupplier(tx: Context, status: SupplierStatus): Promise<void> {
  await sql`insert into supplier_status (key, name, url, indicator, statement, said_at, items, read_at, changed_at,
      stale_after_minutes)
    values (${status.key}, ${status.name}, ${status.url}, ${status.indicator}, ${status.statement}, ${status.saidAt},
      ${JSON.stringify(status.items)}::jsonb, ${status.readAt}, ${status.changedAt}, ${status.staleAfterMinutes})
    on conflict (key) do update set name = excluded.name, url = excluded.url, indicator = excluded.indicator,
      statement = excluded.statement, said_at = excluded.said_at, items = excluded.items, read_at = excluded.read_at,
      changed_at = excluded.changed_at, stale_after_minutes = excluded.stale_after_minutes`.execute(tx.db);
}

/** True when there was one. */
export async function deleteSupplier(tx: Context, key: string): Promise<boolean> {
  const gone = await rows(
    tx.db,
    z.object({ key: z.string() }),
    sql`delete from supplier_status where key = ${key} returning key`,
  );
  return gone.length > 0;
}
