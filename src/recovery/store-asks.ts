import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, finds, maybeOne, rows } from '#platform/db';

// SQL of who is asked, over which links, and how they are reached. A link's secret is never kept, only its digest.

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const recoveryRow = z.strictObject({
  incidentId: z.number(),
  openedAt: z.date(),
  closesAt: z.date(),
  closedBy: z.string().nullable(),
});
export type OpenRecovery = z.output<typeof recoveryRow>;

/** Since when practices are asked, and until when; undefined before anybody is. */
export const selectRecovery = (db: Db, incidentId: number): Promise<OpenRecovery | undefined> =>
  maybeOne(
    db,
    recoveryRow,
    sql`select incident_id as "incidentId", opened_at as "openedAt", closes_at as "closesAt", closed_by as "closedBy"
      from recovery where incident_id = ${incidentId}`,
  );

export async function insertRecovery(tx: Context, incidentId: number, closesAt: Date): Promise<void> {
  await sql`insert into recovery (incident_id, opened_at, closes_at) values (${incidentId}, ${tx.clock.now()}, ${closesAt})`.execute(
    tx.db,
  );
}

/** Ends the asking now: links stop working and nobody is reminded. */
export async function closeRecovery(tx: Context, incidentId: number): Promise<void> {
  const now = tx.clock.now();
  await sql`update recovery set closes_at = greatest(opened_at, ${now}::timestamptz), closed_by = ${tx.actor.name}
    where incident_id = ${incidentId}`.execute(tx.db);
  await sql`update recovery_ask set next_reminder_at = null where incident_id = ${incidentId}`.execute(tx.db);
}

const askRow = z.strictObject({
  id: z.number(),
  practiceId: z.number(),
  odsCode: z.string(),
  practiceName: z.string(),
  askedAt: z.date(),
  reminders: z.number(),
  nextReminderAt: z.date().nullable(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
});
export type Ask = z.output<typeof askRow>;

const askColumns = sql`a.id, a.practice_id as "practiceId", p.ods_code as "odsCode", p.name as "practiceName",
  a.asked_at as "askedAt", a.reminders, a.next_reminder_at as "nextReminderAt", c.email, c.mobile`;

/** Everybody who was asked, by code; or one practice. */
export const selectAsks = (db: Db, incidentId: number, practiceId: number | null = null): Promise<Ask[]> =>
  rows(
    db,
    askRow,
    sql`select ${askColumns} from recovery_ask a join practice p on p.id = a.practice_id
        left join recovery_contact c on c.practice_id = a.practice_id
      where a.incident_id = ${incidentId} and (${practiceId}::bigint is null or a.practice_id = ${practiceId})
      order by p.ods_code`,
  );

export async function insertAsks(
  tx: Context,
  incidentId: number,
  practiceIds: readonly number[],
  nextReminderAt: Date | null,
): Promise<void> {
  await sql`insert into recovery_ask (incident_id, practice_id, asked_at, next_reminder_at)
    select ${incidentId}, practice_id, ${tx.clock.now()}::timestamptz, ${nextReminderAt}::timestamptz
    from unnest(${[...practiceIds]}::bigint[]) as p (practice_id)
    on conflict (incident_id, practice_id) do nothing`.execute(tx.db);
}

export async function insertLinks(
  tx: Context,
  links: readonly { askId: number; secret: string }[],
  expiresAt: Date,
): Promise<void> {
  await sql`insert into recovery_link (ask_id, digest, made_at, expires_at)
    select ask_id, digest, ${tx.clock.now()}::timestamptz, ${expiresAt}::timestamptz
    from unnest(${links.map(({ askId }) => askId)}::bigint[], ${links.map(({ secret }) => digestOf(secret))}::bytea[])
      as l (ask_id, digest)`.execute(tx.db);
}

/** Every link of a practice stops working now. */
export async function endLinks(tx: Context, askId: number): Promise<void> {
  const now = tx.clock.now();
  await sql`delete from recovery_link where ask_id = ${askId} and made_at >= ${now}`.execute(tx.db);
  await sql`update recovery_link set expires_at = ${now} where ask_id = ${askId} and expires_at > ${now}`.execute(
    tx.db,
  );
}

const linkedRow = z.strictObject({
  askId: z.number(),
  incidentId: z.number(),
  practiceId: z.number(),
  odsCode: z.string(),
  practiceName: z.string(),
  expiresAt: z.date(),
});
export type LinkedAsk = z.output<typeof linkedRow>;

/** What a link leads to, while it lives and practices are asked. */
export const findByLink = (db: Db, secret: string, now: Date): Promise<LinkedAsk | undefined> =>
  maybeOne(
    db,
    linkedRow,
    sql`select a.id as "askId", a.incident_id as "incidentId", a.practice_id as "practiceId", p.ods_code as "odsCode",
        p.name as "practiceName", least(l.expires_at, r.closes_at) as "expiresAt"
      from recovery_link l join recovery_ask a on a.id = l.ask_id join recovery r on r.incident_id = a.incident_id
        join practice p on p.id = a.practice_id
      where l.digest = ${digestOf(secret)} and l.expires_at > ${now} and r.closes_at > ${now}`,
  );

/** After an answer: counted anew, and reminded next as told. */
export async function resetReminders(
  tx: Context,
  incidentId: number,
  practiceId: number,
  nextReminderAt: Date | null,
): Promise<void> {
  await sql`update recovery_ask set reminders = 0, next_reminder_at = ${nextReminderAt}
    where incident_id = ${incidentId} and practice_id = ${practiceId}`.execute(tx.db);
}

/** Whether any reminder is due. */
export const isAnyReminderDue = ({ db, clock }: Context): Promise<boolean> =>
  finds(db, sql`select from recovery_ask where next_reminder_at <= ${clock.now()}`);

/** Asks whose reminder is due, locked, so that two processes do not send two. */
export const takeDueAsks = (tx: Context) =>
  rows(
    tx.db,
    askRow.extend({ incidentId: z.number(), closesAt: z.date() }),
    sql`select ${askColumns}, a.incident_id as "incidentId", r.closes_at as "closesAt"
      from recovery_ask a join practice p on p.id = a.practice_id join recovery r on r.incident_id = a.incident_id
        left join recovery_contact c on c.practice_id = a.practice_id
      where a.next_reminder_at <= ${tx.clock.now()} order by a.id for update of a skip locked`,
  );

export async function noteReminders(
  tx: Context,
  reminded: readonly { askId: number; reminders: number; next: Date | null }[],
): Promise<void> {
  await sql`update recovery_ask a set reminders = r.reminders, next_reminder_at = r.next_at
    from unnest(${reminded.map((r) => r.askId)}::bigint[], ${reminded.map((r) => r.reminders)}::int[],
      ${reminded.map((r) => r.next)}::timestamptz[]) as r (ask_id, reminders, next_at)
    where a.id = r.ask_id`.execute(tx.db);
}

export async function upsertContacts(
  tx: Context,
  contacts: readonly { practiceId: number; email: string | null; mobile: string | null }[],
): Promise<void> {
  await sql`insert into recovery_contact (practice_id, email, mobile, changed_at)
    select practice_id, email, mobile, ${tx.clock.now()}::timestamptz
    from unnest(${contacts.map((c) => c.practiceId)}::bigint[], ${contacts.map((c) => c.email)}::text[],
      ${contacts.map((c) => c.mobile)}::text[]) as c (practice_id, email, mobile)
    on conflict (practice_id) do update
      set email = excluded.email, mobile = excluded.mobile, changed_at = excluded.changed_at`.execute(tx.db);
}

export async function deleteContactsOf(tx: Context, practiceIds: readonly number[]): Promise<void> {
  await sql`delete from recovery_contact where practice_id = any(${[...practiceIds]}::bigint[])`.execute(
    tx.db,
  );
}
