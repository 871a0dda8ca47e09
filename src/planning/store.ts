import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, finds, maybeOne, one, rows } from '#platform/db';
import type { SiteImage } from './core/before-image.ts';
import type { MoveRecord } from './core/progress.ts';
import type { Contact } from './model.ts';

// All SQL of the planning domain.

const planRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  key: z.string(),
  title: z.string(),
  fromConcentratorId: z.number(),
  toConcentratorId: z.number(),
  startedAt: z.date(),
});
export type Plan = z.output<typeof planRow>;

const planColumns = sql`id, incident_id as "incidentId", key, title, from_concentrator_id as "fromConcentratorId",
  to_concentrator_id as "toConcentratorId", started_at as "startedAt"`;

export const findPlan = (db: Db, incidentId: number): Promise<Plan | undefined> =>
  maybeOne(db, planRow, sql`select ${planColumns} from migration_plan where incident_id = ${incidentId}`);

export async function insertPlan(tx: Context, plan: Omit<Plan, 'id'>): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into migration_plan (incident_id, key, title, from_concentrator_id, to_concentrator_id, started_at)
      values (${plan.incidentId}, ${plan.key}, ${plan.title}, ${plan.fromConcentratorId}, ${plan.toConcentratorId},
        ${plan.startedAt}) returning id`,
  );
  return row.id;
}

export async function insertMoves(
  tx: Context,
  migrationId: number,
  siteIds: readonly number[],
  joinedAt: Date | null = null,
): Promise<void> {
  await sql`insert into site_move (migration_id, site_id, joined_at)
    select ${migrationId}, unnest(${[...siteIds]}::bigint[]), ${joinedAt}::timestamptz
    on conflict do nothing`.execute(tx.db);
}

const moveRow = z.strictObject({
  siteId: z.number(),
  joinedAt: z.date().nullable(),
  wave: z.string().nullable(),
  plannedFor: z.date().nullable(),
  plannedAt: z.date().nullable(),
  movedAt: z.date().nullable(),
  verifiedAt: z.date().nullable(),
  cannotAt: z.date().nullable(),
  cannotReason: z.string().nullable(),
  verification: z.string().nullable(),
  toConcentratorId: z.number().nullable(),
  beforeImage: z.record(z.string(), z.string()).nullable(),
});
/** `toConcentratorId` is null where the site goes as the migration does. `verification`: what the readings said last. */
export type StoredMove = Omit<MoveRecord, 'siteCode' | 'practiceId'> & {
  verification: string | null;
  toConcentratorId: number | null;
  beforeImage: SiteImage | null;
};

const moveColumns = sql`site_id as "siteId", joined_at as "joinedAt", wave, planned_for as "plannedFor", planned_at as "plannedAt", moved_at as "movedAt",
        verified_at as "verifiedAt", cannot_at as "cannotAt", cannot_reason as "cannotReason",
        verification, to_concentrator_id as "toConcentratorId", before_image as "beforeImage"`;

export const selectMoves = (db: Db, migrationId: number): Promise<StoredMove[]> =>
  rows(
    db,
    moveRow,
    sql`select ${moveColumns} from site_move where migration_id = ${migrationId} order by site_id`,
  );

export const selectMove = (db: Db, migrationId: number, siteId: number): Promise<StoredMove | undefined> =>
  maybeOne(
    db,
    moveRow,
    sql`select ${moveColumns} from site_move where migration_id = ${migrationId} and site_id = ${siteId}`,
  );

const unverifiedRow = z.strictObject({
  migrationId: z.number(),
  incidentId: z.number(),
  toConcentratorId: z.number(),
  siteId: z.number(),
  movedAt: z.date(),
});
export type UnverifiedMove = z.output<typeof unverifiedRow>;

/** Whether a move that was made at `at` or before is still to be proved. */
export const isAnyUnverified = (db: Db, at: Date): Promise<boolean> =>
  finds(db, sql`select from site_move where moved_at <= ${at} and verified_at is null`);

/** Moves that were made at `at` or before and are still to be proved, locked until the transaction ends. */
export const lockUnverified = (tx: Context, at: Date): Promise<UnverifiedMove[]> =>
  rows(
    tx.db,
    unverifiedRow,
    sql`select p.id as "migrationId", p.incident_id as "incidentId",
        coalesce(m.to_concentrator_id, p.to_concentrator_id) as "toConcentratorId",
        m.site_id as "siteId", m.moved_at as "movedAt"
      from site_move m join migration_plan p on p.id = m.migration_id
      where m.moved_at <= ${at} and m.verified_at is null order by m.site_id for update of m`,
  );

export async function planMoves(
  tx: Context,
  migrationId: number,
  of: {
    siteIds: readonly number[];
    wave: string;
    plannedFor: Date;
    at: Date;
    /** Null: where the migration goes. */
    toConcentratorId: number | null;
  },
): Promise<void> {
  await sql`update site_move set wave = ${of.wave}, planned_for = ${of.plannedFor}, planned_at = ${of.at},
      to_concentrator_id = ${of.toConcentratorId},
      cannot_at = null, cannot_reason = null, cannot_detail = null
    where migration_id = ${migrationId} and site_id = any(${[...of.siteIds]}::bigint[])`.execute(tx.db);
}

export async function setMoved(
  tx: Context,
  migrationId: number,
  of: { siteId: number; at: Date; before: SiteImage },
): Promise<void> {
  await sql`update site_move set moved_at = ${of.at}, verified_at = null, verification = null,
      before_image = ${JSON.stringify(of.before)}::jsonb, cannot_at = null, cannot_reason = null, cannot_detail = null
    where migration_id = ${migrationId} and site_id = ${of.siteId}`.execute(tx.db);
}

/** The site is as it was before it moved, and still to move. */
export async function setRolledBack(
  tx: Context,
  migrationId: number,
  of: { siteId: number; reason: string },
): Promise<void> {
  await sql`update site_move set moved_at = null, verified_at = null, before_image = null,
      verification = ${`Put back: ${of.reason}`}
    where migration_id = ${migrationId} and site_id = ${of.siteId}`.execute(tx.db);
}

export async function setCannotMove(
  tx: Context,
  migrationId: number,
  of: { siteId: number; at: Date; reason: string; detail: string | null },
): Promise<void> {
  await sql`update site_move set cannot_at = ${of.at}, cannot_reason = ${of.reason}, cannot_detail = ${of.detail}
    where migration_id = ${migrationId} and site_id = ${of.siteId}`.execute(tx.db);
}

export async function setVerification(
  tx: Context,
  move: Pick<UnverifiedMove, 'migrationId' | 'siteId'>,
  result: { verifiedAt: Date | null; text: string },
): Promise<void> {
  await sql`update site_move set verified_at = ${result.verifiedAt}, verification = ${result.text}
    where migration_id = ${move.migrationId} and site_id = ${move.siteId}`.execute(tx.db);
}

export async function insertContact(
  tx: Context,
  contact: Omit<Contact, 'id' | 'siteCode'> & { incidentId: number },
): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into contact_log (incident_id, site_id, at, channel, by, summary, answered)
      values (${contact.incidentId}, ${contact.siteId}, ${contact.at}, ${contact.channel}, ${contact.by},
        ${contact.summary}, ${contact.answered}) returning id`,
  );
  return row.id;
}

const contactRow = z.strictObject({
  id: z.number(),
  siteId: z.number(),
  at: z.date(),
  channel: z.string(),
  by: z.string(),
  summary: z.string(),
  answered: z.boolean(),
});

/** Contacts of an incident in order of time; with one site, or all. */
export const selectContacts = (
  db: Db,
  incidentId: number,
  siteId?: number,
): Promise<Omit<Contact, 'siteCode'>[]> =>
  rows(
    db,
    contactRow,
    sql`select id, site_id as "siteId", at, channel, by, summary, answered from contact_log
      where incident_id = ${incidentId} and (${siteId === undefined} or site_id = ${siteId ?? null}::bigint)
      order by at, id`,
  );
