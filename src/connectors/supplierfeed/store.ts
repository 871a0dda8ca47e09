import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, rows } from '#platform/db';
import { feedFormats, type SupplierFeed } from './model.ts';

const feedRow = z.strictObject({
  key: z.string(),
  name: z.string(),
  format: z.enum(feedFormats),
  url: z.string(),
  pageUrl: z.string().nullable(),
  pollMinutes: z.number(),
  addedBy: z.string(),
  addedAt: z.date(),
  pausedBy: z.string().nullable(),
  pausedAt: z.date().nullable(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  nextPollAt: z.date(),
  lastPolledAt: z.date().nullable(),
  lastReadAt: z.date().nullable(),
  failures: z.number(),
  lastFault: z.string().nullable(),
});

const feedColumns = sql`key, name, format, url, page_url as "pageUrl", poll_minutes as "pollMinutes",
  added_by as "addedBy", added_at as "addedAt", paused_by as "pausedBy", paused_at as "pausedAt", etag,
  last_modified as "lastModified", next_poll_at as "nextPollAt", last_polled_at as "lastPolledAt",
  last_read_at as "lastReadAt", failures, last_fault as "lastFault"`;

export const selectFeeds = (db: Db): Promise<SupplierFeed[]> =>
  rows(db, feedRow, sql`select ${feedColumns} from supplier_feed order by lower(name), key`);

export const lockFeed = (tx: Context, key: string): Promise<SupplierFeed | undefined> =>
  maybeOne(tx.db, feedRow, sql`select ${feedColumns} from supplier_feed where key = ${key} for update`);

/** False when the key is taken. */
export async function insertFeed(
  tx: Context,
  feed: Pick<SupplierFeed, 'key' | 'name' | 'format' | 'url' | 'pollMinutes'>,
): Promise<boolean> {
  const now = tx.clock.now();
  const added = await rows(
    tx.db,
    z.object({ key: z.string() }),
    sql`insert into supplier_feed (key, name, format, url, poll_minutes, added_by, added_at, next_poll_at)
      values (${feed.key}, ${feed.name}, ${feed.format}, ${feed.url}, ${feed.pollMinutes}, ${tx.actor.name}, ${now},
        ${now}) on conflict (key) do nothing returning key`,
  );
  return added.length > 0;
}

/** Writes what may change of a feed. */
export async function saveFeed(tx: Context, feed: SupplierFeed): Promise<void> {
  await sql`update supplier_feed set page_url = ${feed.pageUrl}, paused_by = ${feed.pausedBy},
      paused_at = ${feed.pausedAt}, etag = ${feed.etag}, last_modified = ${feed.lastModified},
      next_poll_at = ${feed.nextPollAt}, last_polled_at = ${feed.lastPolledAt}, last_read_at = ${feed.lastReadAt},
      failures = ${feed.failures}, last_fault = ${feed.lastFault} where key = ${feed.key}`.execute(tx.db);
}

export async function deleteFeed(tx: Context, key: string): Promise<void> {
  await sql`delete from supplier_feed where key = ${key}`.execute(tx.db);
}

/** Takes the feeds that are due, each by one process: until `leaseUntil` nobody else is given them. */
export const takeDueFeeds = (
  tx: Context,
  of: { now: Date; leaseUntil: Date; limit: number },
): Promise<SupplierFeed[]> =>
  rows(
    tx.db,
    feedRow,
    sql`update supplier_feed set next_poll_at = ${of.leaseUntil}, last_polled_at = ${of.now}
      where key in (select key from supplier_feed where paused_at is null and next_poll_at <= ${of.now}
        order by next_poll_at limit ${of.limit} for update skip locked)
      returning ${feedColumns}`,
  );
