import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { StoredParcel } from './core/present.ts';
import { type ChannelName, channels, type NoticeText, type recipientKinds } from './model.ts';

const idRow = z.strictObject({ id: z.number() });

/** Says for what this database is used from now on. */
export async function saveMode(db: Db, exercise: boolean): Promise<void> {
  await sql`update message_mode set exercise = ${exercise} where exercise <> ${exercise}`.execute(db);
}

export async function readMode(db: Db): Promise<boolean> {
  const { exercise } = await one(
    db,
    z.strictObject({ exercise: z.boolean() }),
    sql`select exercise from message_mode`,
  );
  return exercise;
}

/** The new notice's id; undefined when this update has one already. */
export async function insertNotice(
  tx: Context,
  notice: NoticeText & { incidentId?: number; updateNumber?: number | undefined },
): Promise<number | undefined> {
  const added = await maybeOne(
    tx.db,
    idRow,
    sql`insert into notice (kind, incident_id, update_number, thread, subject, body, html, short, path, exercise, created_at)
      select ${notice.kind}, ${notice.incidentId ?? null}, ${notice.updateNumber ?? null}, ${notice.thread ?? null},
        ${notice.subject}, ${notice.body}, ${notice.html ?? null}, ${notice.short ?? null}, ${notice.path ?? null},
        exercise, ${tx.clock.now()} from message_mode
      on conflict (incident_id, update_number) do nothing returning id`,
  );
  return added?.id;
}

/** A row of a message as it is written. */
export interface NewMessage {
  recipientId: string | null;
  kind: (typeof recipientKinds)[number];
  channel: ChannelName;
  address: string;
  key: string;
  practiceId: string | null;
  unsubscribeUrl: string | null;
  oneClickUrl: string | null;
  dueAt: string;
}

const count = z.strictObject({ count: z.number() });

/** Writes messages in one statement; whoever has the notice already, or is stopped, is passed over. Returns how many. */
export async function insertMessages(
  tx: Context,
  noticeId: number,
  messages: readonly NewMessage[],
  urgent: boolean,
): Promise<number> {
  const written = await one(
    tx.db,
    count,
    sql`with written as (
      insert into message (notice_id, recipient_id, recipient_kind, channel, address, address_key, practice_id,
        unsubscribe_url, one_click_url, urgent, state, due_at, created_at)
      select ${noticeId}, r."recipientId", r.kind, r.channel, r.address, r.key, r."practiceId", r."unsubscribeUrl",
        r."oneClickUrl", ${urgent}, 'queued', r."dueAt", ${tx.clock.now()}
      from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as r("recipientId" uuid, kind text, channel text,
        address text, key text, "practiceId" text, "unsubscribeUrl" text, "oneClickUrl" text, "dueAt" timestamptz)
      where not exists (select from message_stop s where s.recipient_id = r."recipientId" and s.address_key = r.key)
      on conflict do nothing returning 1)
      select count(*) as count from written`,
  );
  return written.count;
}

/** Writes a message for everybody who was told of an update of this incident and is not stopped. Returns how many. */
export async function insertForThoseTold(
  tx: Context,
  noticeId: number,
  of: { incidentId: number; updateNumber: number },
): Promise<number> {
  const now = tx.clock.now();
  const written = await one(
    tx.db,
    count,
    sql`with written as (
      insert into message (notice_id, recipient_id, recipient_kind, channel, address, address_key, practice_id,
        unsubscribe_url, one_click_url, urgent, state, due_at, created_at)
      select ${noticeId}, m.recipient_id, m.recipient_kind, m.channel, m.address, m.address_key, m.practice_id,
        m.unsubscribe_url, m.one_click_url, false, 'queued', greatest(${now}, m.due_at), ${now}
      from message m join notice n on n.id = m.notice_id
      where n.incident_id = ${of.incidentId} and n.update_number = ${of.updateNumber} and m.address is not null
        and m.state in ('queued', 'sending', 'handed over', 'delivered')
        and not exists (select from message_stop s
          where s.recipient_id = m.recipient_id and s.address_key = m.address_key)
      on conflict do nothing returning 1)
      select count(*) as count from written`,
  );
  return written.count;
}

export const nextCourierNumber = async (db: Db): Promise<number> =>
  (await one(db, idRow, sql`select nextval('message_courier') as id`)).id;

const parcelRow = z.strictObject({
  id: z.number(),
  noticeId: z.number(),
  kind: z.string(),
  incident: z.string().nullable(),
  updateNumber: z.number().nullable(),
  thread: z.string().nullable(),
  subject: z.string(),
  body: z.string(),
  html: z.string().nullable(),
  short: z.string().nullable(),
  path: z.string().nullable(),
  recipientId: z.string().nullable(),
  channel: z.enum(channels),
  address: z.string(),
  unsubscribeUrl: z.string().nullable(),
  oneClickUrl: z.string().nullable(),
  exercise: z.boolean(),
  attempts: z.number(),
  inDoubt: z.boolean(),
  createdAt: z.date(),
}) satisfies z.ZodType<StoredParcel>;

/** Takes what is due on a channel, each by one courier. Only what was written in the mode that counts now. */
export const takeDue = (
  context: Context,
  of: { courier: number; channel: ChannelName; limit: number; exercise: boolean },
): Promise<StoredParcel[]> =>
  rows(
    context.db,
    parcelRow,
    sql`with due as (
      select m.id from message m join notice n on n.id = m.notice_id
      where m.state = 'queued' and m.channel = ${of.channel} and m.due_at <= ${context.clock.now()}
        and n.exercise = ${of.exercise}
      order by m.urgent desc, m.due_at, m.id limit ${of.limit} for update of m skip locked),
    taken as (
      update message m set state = 'sending', courier = ${of.courier}, attempts = attempts + 1
      from due where m.id = due.id returning m.*)
    select t.id, t.notice_id as "noticeId", n.kind, i.slug as incident, n.update_number as "updateNumber",
      n.thread, n.subject, n.body, n.html, n.short, n.path, t.recipient_id as "recipientId", t.channel, t.address,
      t.unsubscribe_url as "unsubscribeUrl", t.one_click_url as "oneClickUrl", n.exercise, t.attempts,
      t.handing_at is not null as "inDoubt", t.created_at as "createdAt"
    from taken t join notice n on n.id = t.notice_id left join incident i on i.id = n.incident_id
    order by t.urgent desc, t.due_at, t.id`,
  );

/**
 * Notes that these are about to be handed over. Not waited for to reach the disk: it is for the case that this process
 * ends, and when the machine itself goes these are sent again all the same, only without being told as in doubt. Returns
 * those that are still this courier's: the rest must not be handed over.
 */
export const markHanding = (
  context: Context,
  courier: number,
  ids: readonly number[],
): Promise<z.output<typeof idRow>[]> =>
  rows(
    context.db,
    idRow,
    sql`with quick as (select set_config('synchronous_commit', 'off', true))
    update message set handing_at = ${context.clock.now()} from quick
    where id = any(${[...ids]}::bigint[]) and courier = ${courier} and state = 'sending' returning id`,
  );

/** What is written of an attempt. */
export interface Settled {
  id: number;
  state: 'queued' | 'handed over' | 'delivered' | 'failed';
  dueAt: string | null;
  /** Nobody knows whether it was handed over. */
  doubt: boolean;
  /** The attempt counts. */
  counts: boolean;
  via: string;
  reference: string | null;
  reason: string | null;
  /** Nothing will ever reach its address. */
  addressGone: boolean;
}

/**
 * Writes what became of attempts, all in one statement. What is not this courier's any more is left alone. Returns those
 * that were written.
 */
export const saveSettled = (
  tx: Context,
  courier: number,
  settled: readonly Settled[],
): Promise<z.output<typeof idRow>[]> =>
  rows(
    tx.db,
    idRow,
    sql`update message m set state = s.state, courier = null,
      due_at = coalesce(s."dueAt", m.due_at),
      handing_at = case when s.doubt then m.handing_at end,
      doubts = m.doubts + s.doubt::integer,
      attempts = m.attempts - (not s.counts)::integer,
      handed_over_at = case when s.state in ('handed over', 'delivered') then ${tx.clock.now()} else m.handed_over_at end,
      delivered_at = case when s.state = 'delivered' then ${tx.clock.now()} else m.delivered_at end,
      via = s.via, reference = coalesce(s.reference, m.reference), reason = s.reason
    from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) as s(id bigint, state text, "dueAt" timestamptz,
      doubt boolean, counts boolean, via text, reference text, reason text)
    where m.id = s.id and m.courier = ${courier} and m.state = 'sending'
    returning m.id`,
  );

/** Couriers other than this one that hold messages. */
export const otherCouriers = (db: Db, own: number): Promise<{ courier: number }[]> =>
  rows(
    db,
    z.strictObject({ courier: z.number() }),
    sql`select distinct courier from message where state = 'sending' and courier <> ${own}`,
  );

const reclaimedRow = z.strictObject({ count: z.number(), doubted: z.number() });

/**
 * Puts back what a courier held that lives no more. What it was about to hand over is in doubt, and says so; for that
 * the number counts one doubt.
 */
export const releaseOf = (
  tx: Context,
  courier: number,
  lockClass: number,
): Promise<z.output<typeof reclaimedRow>> =>
  one(
    tx.db,
    reclaimedRow,
    sql`with dead as (select pg_try_advisory_xact_lock(${lockClass}::integer, ${courier}::integer) as dead),
    released as (
      update message set state = 'queued', courier = null, doubts = doubts + (handing_at is not null)::integer,
        attempts = attempts - (handing_at is null)::integer
      where state = 'sending' and courier = ${courier} and (select dead from dead)
      returning handing_at is not null as doubted)
    select count(*) as count, count(*) filter (where doubted) as doubted from released`,
  );

/** When the next message is due that is not yet; null when none waits. */
export async function nextDue(db: Db, exercise: boolean): Promise<Date | null> {
  const { at } = await one(
    db,
    z.strictObject({ at: z.date().nullable() }),
    sql`select min(m.due_at) as at from message m join notice n on n.id = m.notice_id
      where m.state = 'queued' and n.exercise = ${exercise}`,
  );
  return at;
}

/** Messages of a rehearsal that is over are never sent. Returns how many there were. */
export async function stopExercises(tx: Context, reason: string): Promise<number> {
  const { count: stopped } = await one(
    tx.db,
    count,
    sql`with stopped as (
      update message m set state = 'stopped', reason = ${reason} from notice n
      where n.id = m.notice_id and n.exercise and m.state = 'queued' returning 1)
      select count(*) as count from stopped`,
  );
  return stopped;
}

/** The body for webhooks of a notice as it was first sent. */
export async function keptWebhook(db: Db, noticeId: number): Promise<unknown> {
  const kept = await maybeOne(
    db,
    z.strictObject({ webhook: z.unknown() }),
    sql`select webhook from notice where id = ${noticeId}`,
  );
  return kept?.webhook ?? null;
}

/** Keeps the body for webhooks; the first that is kept counts, and is returned. */
export async function keepWebhook(db: Db, noticeId: number, body: object): Promise<unknown> {
  const kept = await one(
    db,
    z.strictObject({ webhook: z.unknown() }),
    sql`update notice set webhook = coalesce(webhook, ${JSON.stringify(body)}::jsonb) where id = ${noticeId}
      returning webhook`,
  );
  return kept.webhook;
}
