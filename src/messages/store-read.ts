import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, rows } from '#platform/db';
import { type ChannelName, channels, messageStates, recipientKinds } from './model.ts';

const noticeRow = z.strictObject({
  notice: z.number(),
  kind: z.string(),
  incident: z.string().nullable(),
  update: z.number().nullable(),
  subject: z.string(),
  exercise: z.boolean(),
  createdAt: z.date(),
  recipients: z.number(),
  queued: z.number(),
  sending: z.number(),
  handedOver: z.number(),
  delivered: z.number(),
  failed: z.number(),
  stopped: z.number(),
  /** How often nobody knew whether something had been handed over. */
  doubts: z.number(),
  oldestDueAt: z.date().nullable(),
  /** Why most of those wait or failed that do. */
  mostOften: z.string().nullable(),
});

/** A notice, and how far its messages are. */
export type NoticeCount = z.output<typeof noticeRow>;

/** The newest notices with their counts; single messages are left out unless they are in trouble. */
export const selectNotices = (
  db: Db,
  of: { limit: number; notice?: number | undefined },
): Promise<NoticeCount[]> =>
  rows(
    db,
    noticeRow,
    sql`with chosen as (
      select n.* from notice n
      where (${of.notice ?? null}::bigint is null or n.id = ${of.notice ?? null})
        and (n.incident_id is not null or ${of.notice ?? null}::bigint is not null or exists (
          select from message m where m.notice_id = n.id and m.state in ('failed', 'queued', 'sending')))
      order by n.id desc limit ${of.limit})
    select n.id as notice, n.kind, i.slug as incident, n.update_number as update, n.subject, n.exercise,
      n.created_at as "createdAt", count(m.id) as recipients,
      count(*) filter (where m.state = 'queued') as queued,
      count(*) filter (where m.state = 'sending') as sending,
      count(*) filter (where m.state = 'handed over') as "handedOver",
      count(*) filter (where m.state = 'delivered') as delivered,
      count(*) filter (where m.state = 'failed') as failed,
      count(*) filter (where m.state = 'stopped') as stopped,
      coalesce(sum(m.doubts), 0) as doubts,
      min(m.due_at) filter (where m.state = 'queued') as "oldestDueAt",
      mode() within group (order by m.reason) filter (where m.state in ('failed', 'queued')) as "mostOften"
    from chosen n left join incident i on i.id = n.incident_id left join message m on m.notice_id = n.id
    group by n.id, n.kind, i.slug, n.update_number, n.subject, n.exercise, n.created_at order by n.id desc`,
  );

const messageRow = z.strictObject({
  message: z.number(),
  channel: z.enum(channels),
  recipientKind: z.enum(recipientKinds),
  practiceId: z.string().nullable(),
  address: z.string().nullable(),
  state: z.enum(messageStates),
  attempts: z.number(),
  doubts: z.number(),
  via: z.string().nullable(),
  reason: z.string().nullable(),
  dueAt: z.date(),
});

/** A message that did not arrive, or not yet. */
export type UndeliveredMessage = z.output<typeof messageRow>;

/** Messages of a notice that failed, were stopped or wait, failures first. */
export const selectUndelivered = (
  db: Db,
  of: { notice: number; limit: number },
): Promise<UndeliveredMessage[]> =>
  rows(
    db,
    messageRow,
    sql`select id as message, channel, recipient_kind as "recipientKind", practice_id as "practiceId", address, state,
      attempts, doubts, via, reason, due_at as "dueAt" from message
    where notice_id = ${of.notice} and state in ('failed', 'stopped', 'queued', 'sending')
    order by array_position(array['failed', 'sending', 'queued', 'stopped'], state), id limit ${of.limit}`,
  );

const one = z.strictObject({
  id: z.number(),
  state: z.enum(messageStates),
  channel: z.enum(channels),
  address: z.string().nullable(),
  addressKey: z.string().nullable(),
  recipientId: z.string().nullable(),
});

/** The message, locked until the transaction ends. */
export const lockMessage = (tx: Context, id: number): Promise<z.output<typeof one> | undefined> =>
  maybeOne(
    tx.db,
    one,
    sql`select id, state, channel, address, address_key as "addressKey", recipient_id as "recipientId" from message
      where id = ${id} for update`,
  );

const changed = z.strictObject({ id: z.number() });

/** Writes what was heard of a message afterwards. */
export async function saveReceipt(
  tx: Context,
  id: number,
  heard: { state: 'delivered' | 'failed'; reason: string | null },
): Promise<void> {
  const now = tx.clock.now();
  await sql`update message set state = ${heard.state}, courier = null, handing_at = null, reason = ${heard.reason},
      handed_over_at = coalesce(handed_over_at, ${now}),
      delivered_at = case when ${heard.state} = 'delivered' then ${now}::timestamptz end
    where id = ${id}`.execute(tx.db);
}

/** Queues again what failed: one message, or all of a notice but those whose address is gone. Returns how many. */
export async function requeue(
  tx: Context,
  of: { notice: number; message?: number | undefined },
): Promise<number> {
  const done = await rows(
    tx.db,
    changed,
    sql`update message m set state = 'queued', attempts = 0, due_at = ${tx.clock.now()}, reason = 'Tried again by hand.'
      where m.notice_id = ${of.notice} and m.state = 'failed' and m.address is not null
        and (m.id = ${of.message ?? null} or (${of.message ?? null}::bigint is null and not exists (
          select from message_stop s where s.recipient_id = m.recipient_id and s.address_key = m.address_key)))
      returning m.id`,
  );
  return done.length;
}

/** What still waits of a notice is not sent. Returns how many. */
export async function stopNotice(tx: Context, notice: number, reason: string): Promise<number> {
  const done = await rows(
    tx.db,
    changed,
    sql`update message set state = 'stopped', reason = ${reason} where notice_id = ${notice} and state = 'queued'
      returning id`,
  );
  return done.length;
}

/** Nothing more is sent to this address of this recipient; what waits is stopped. */
export async function insertStop(
  tx: Context,
  stop: { recipientId: string; addressKey: string; reason: string },
): Promise<void> {
  await sql`insert into message_stop (recipient_id, address_key, reason, at)
    values (${stop.recipientId}, ${stop.addressKey}, ${stop.reason}, ${tx.clock.now()})
    on conflict do nothing`.execute(tx.db);
  await sql`update message set state = 'stopped', reason = ${stop.reason}
    where recipient_id = ${stop.recipientId} and address_key = ${stop.addressKey} and state = 'queued'`.execute(
    tx.db,
  );
}

export async function deleteStops(tx: Context, recipientId: string): Promise<void> {
  await sql`delete from message_stop where recipient_id = ${recipientId}`.execute(tx.db);
}

/**
 * Takes addresses, and what was said by the other side, out of messages; what waits is stopped. What was written for one
 * recipient alone goes too: its text may hold links that work. The counts stay. Returns how many messages.
 */
export async function erase(tx: Context, which: RawBuilder<unknown>, because: string): Promise<number> {
  const erased = await rows(
    tx.db,
    z.strictObject({ notice: z.number() }),
    sql`update message m set state = case when state in ('queued', 'sending') then 'stopped' else state end,
      reason = case when state in ('queued', 'sending') then ${because}::text
        when state in ('failed', 'stopped') then 'The address was deleted.' end,
      courier = null, address = null, address_key = null, unsubscribe_url = null, one_click_url = null, reference = null
    where ${which} returning notice_id as notice`,
  );
  await sql`update notice set body = 'This text was deleted.', html = null, short = null, path = null, webhook = null
    where id = any(${erased.map(({ notice }) => notice)}::bigint[]) and incident_id is null`.execute(tx.db);
  return erased.length;
}

const askedFor = 'The recipient asked to be forgotten.';

/** Takes the addresses of a recipient out of everything that was ever written to them. */
export async function eraseRecipient(tx: Context, recipientId: string): Promise<void> {
  await erase(tx, sql`recipient_id = ${recipientId}`, askedFor);
  await deleteStops(tx, recipientId);
}

/** The same by the address. What was written to a contact by its id stays: it is on record apart from its wishes as a reader. */
export async function eraseByAddress(
  tx: Context,
  { channel, addressKey }: { channel: ChannelName; addressKey: string },
): Promise<void> {
  await sql`delete from message_stop s where s.address_key = ${addressKey} and not exists (
    select from message m where m.recipient_id = s.recipient_id and m.recipient_kind <> 'subscriber')`.execute(
    tx.db,
  );
  await erase(
    tx,
    sql`channel = ${channel} and address_key = ${addressKey}
      and (recipient_id is null or recipient_kind = 'subscriber')`,
    askedFor,
  );
}
