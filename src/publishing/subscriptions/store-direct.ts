import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';

// Messages to chosen sites. What was said, when and by whom is in the contact log of the incident.

const messageRow = z.strictObject({
  id: z.number(),
  number: z.number(),
  sentAt: z.date(),
  sentBy: z.string(),
  subject: z.string(),
  text: z.string(),
});
export type StoredMessage = z.output<typeof messageRow>;

const messageColumns = sql`id, number, sent_at as "sentAt", sent_by as "sentBy", subject, text`;

/** Takes the next number of the incident; the caller holds its lock. */
export const insertMessage = (
  tx: Context,
  { incidentId, subject, text }: { incidentId: number; subject: string; text: string },
): Promise<StoredMessage> =>
  one(
    tx.db,
    messageRow,
    sql`insert into direct_message (incident_id, number, sent_at, sent_by, subject, text)
      select ${incidentId}, coalesce(max(number), 0) + 1, ${tx.clock.now()}, ${tx.actor.name}, ${subject}, ${text}
      from direct_message where incident_id = ${incidentId} returning ${messageColumns}`,
  );

export async function insertMessageSites(
  tx: Context,
  messageId: number,
  sites: readonly { siteId: number; addresses: number }[],
): Promise<void> {
  await sql`insert into direct_message_site (message_id, site_id, addresses)
    select ${messageId}, * from unnest(${sites.map(({ siteId }) => siteId)}::bigint[],
      ${sites.map(({ addresses }) => addresses)}::integer[])`.execute(tx.db);
}

export async function insertEntry(
  tx: Context,
  entry: { messageId: number; siteId: number; contactId: number },
): Promise<void> {
  await sql`insert into direct_message_entry (message_id, site_id, contact_log_id)
    values (${entry.messageId}, ${entry.siteId}, ${entry.contactId})`.execute(tx.db);
}

/** Newest first. */
export const selectMessages = (db: Db, incidentId: number): Promise<StoredMessage[]> =>
  rows(
    db,
    messageRow,
    sql`select ${messageColumns} from direct_message where incident_id = ${incidentId} order by number desc`,
  );

export const findMessage = (
  db: Db,
  { incidentId, number }: { incidentId: number; number: number },
): Promise<StoredMessage | undefined> =>
  maybeOne(
    db,
    messageRow,
    sql`select ${messageColumns} from direct_message where incident_id = ${incidentId} and number = ${number}`,
  );

const siteRow = z.strictObject({
  messageId: z.number(),
  siteId: z.number(),
  addresses: z.number(),
  contactIds: z.array(z.coerce.number()),
});
export type MessageSite = z.output<typeof siteRow>;

/** The sites of these messages, each with the entries of the contact log that belong to it, oldest first. */
export const selectMessageSites = (db: Db, messageIds: readonly number[]): Promise<MessageSite[]> =>
  rows(
    db,
    siteRow,
    sql`select s.message_id as "messageId", s.site_id as "siteId", s.addresses,
        array(select e.contact_log_id from direct_message_entry e
          where e.message_id = s.message_id and e.site_id = s.site_id order by e.contact_log_id) as "contactIds"
      from direct_message_site s where s.message_id = any(${[...messageIds]}::bigint[])
      order by s.message_id, s.site_id`,
  );
