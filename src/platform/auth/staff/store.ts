import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { allRoles, type Role } from '../../context/index.ts';
import { type Db, maybeOne, one, rows } from '../../db/index.ts';
import {
  type Base,
  type Caller,
  type SessionStage,
  type SessionVia,
  type Staff,
  type StaffSession,
  sessionStages,
  sessionVias,
} from './model.ts';

/** 256 bits: what stands in a cookie or a link. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const roles = z.array(z.enum(allRoles));

const staffShape = {
  id: z.number(),
  name: z.string(),
  email: z.string().nullable(),
  roles,
  groupRoles: roles,
  hasPassword: z.boolean(),
  hasApp: z.boolean(),
  passkeys: z.number(),
  identities: z.array(z.string()),
  otherAddresses: z.array(z.string()),
  createdAt: z.date(),
  disabledAt: z.date().nullable(),
};
const staffSchema = z.strictObject(staffShape).transform(toStaff);

function toStaff(row: Omit<Staff, 'hasSecondFactor'>): Staff {
  return { ...row, hasSecondFactor: row.hasApp || row.passkeys > 0 };
}

export const staffColumns =
  sql.raw(`staff.id, staff.name, staff.email, staff.roles, staff.group_roles as "groupRoles",
  staff.password_hash is not null as "hasPassword", staff.totp_secret is not null as "hasApp",
  (select count(*)::int from staff_passkey where staff_passkey.staff_id = staff.id and suspended_at is null) as passkeys,
  array(select issuer || ' ' || subject from staff_identity where staff_identity.staff_id = staff.id) as identities,
  array(select staff_identity.email from staff_identity
    where staff_identity.staff_id = staff.id and staff_identity.email is not null) as "otherAddresses",
  staff.created_at as "createdAt", staff.disabled_at as "disabledAt"`);

export const selectStaff = (db: Db): Promise<Staff[]> =>
  rows(db, staffSchema, sql`select ${staffColumns} from staff order by disabled_at is not null, lower(name)`);

export const findById = (db: Db, staffId: number): Promise<Staff | undefined> =>
  maybeOne(db, staffSchema, sql`select ${staffColumns} from staff where id = ${staffId}`);

export const findByEmail = (db: Db, email: string): Promise<Staff | undefined> =>
  maybeOne(db, staffSchema, sql`select ${staffColumns} from staff where lower(email) = lower(${email})`);

export const findByName = (db: Db, name: string): Promise<Staff | undefined> =>
  maybeOne(db, staffSchema, sql`select ${staffColumns} from staff where lower(name) = lower(${name})`);

const secretsSchema = z.strictObject({
  passwordHash: z.string().nullable(),
  totpSecret: z.instanceof(Buffer).nullable(),
  totpPending: z.instanceof(Buffer).nullable(),
  totpLastStep: z.number(),
});
export type StaffSecrets = z.output<typeof secretsSchema>;

/** What a person is checked against. Inside a transaction the row stays locked, so that no code is taken twice. */
export const lockSecrets = (db: Db, staffId: number): Promise<StaffSecrets> =>
  one(
    db,
    secretsSchema,
    sql`select password_hash as "passwordHash", totp_secret as "totpSecret", totp_pending as "totpPending",
      totp_last_step as "totpLastStep" from staff where id = ${staffId} for update`,
  );

export const passwordHashOf = async (db: Db, staffId: number): Promise<string | null> =>
  (
    await one(
      db,
      z.strictObject({ hash: z.string().nullable() }),
      sql`select password_hash as hash from staff where id = ${staffId}`,
    )
  ).hash;

export const insertStaff = (
  db: Db,
  staff: {
    name: string;
    email: string | null;
    roles: readonly Role[];
    passwordHash: string | null;
    at: Date;
  },
): Promise<Staff> =>
  one(
    db,
    staffSchema,
    sql`insert into staff (name, email, roles, password_hash, created_at)
      values (${staff.name}, ${staff.email}, ${[...staff.roles]}, ${staff.passwordHash}, ${staff.at})
      returning ${staffColumns}`,
  );

/** Sets the columns that are given. */
export async function updateStaff(
  db: Db,
  staffId: number,
  change: {
    roles?: readonly Role[];
    groupRoles?: readonly Role[];
    passwordHash?: string;
    totpSecret?: Buffer | null;
    totpPending?: Buffer | null;
    totpLastStep?: number;
    disabledAt?: Date | null;
  },
): Promise<void> {
  const assignments = [
    change.roles && sql`roles = ${[...change.roles]}`,
    change.groupRoles && sql`group_roles = ${[...change.groupRoles]}`,
    change.passwordHash !== undefined && sql`password_hash = ${change.passwordHash}`,
    change.totpSecret !== undefined && sql`totp_secret = ${change.totpSecret}`,
    change.totpPending !== undefined && sql`totp_pending = ${change.totpPending}`,
    change.totpLastStep !== undefined && sql`totp_last_step = ${change.totpLastStep}`,
    change.disabledAt !== undefined && sql`disabled_at = ${change.disabledAt}`,
  ].filter((each) => typeof each === 'object');
  await sql`update staff set ${sql.join(assignments)} where id = ${staffId}`.execute(db);
}

/** People who can sign in as administrators, by hand or by group; a break-glass one cannot come back and does not count. */
export const countAdministrators = async (db: Db): Promise<number> =>
  (
    await one(
      db,
      z.strictObject({ count: z.number() }),
      sql`select count(*)::int as count from staff
        where disabled_at is null and email is not null and 'administrator' = any(roles || group_roles)`,
    )
  ).count;

// Recovery codes

export async function replaceRecoveryCodes(db: Db, staffId: number, codes: readonly string[]): Promise<void> {
  await sql`delete from staff_recovery_code where staff_id = ${staffId}`.execute(db);
  for (const code of codes)
    await sql`insert into staff_recovery_code (staff_id, digest) values (${staffId}, ${digestOf(code)})`.execute(
      db,
    );
}

/** How many can still be used. */
export const countRecoveryCodes = async (db: Db, staffId: number): Promise<number> =>
  (
    await one(
      db,
      z.strictObject({ count: z.number() }),
      sql`select count(*)::int as count from staff_recovery_code where staff_id = ${staffId} and used_at is null`,
    )
  ).count;

/** True when the code was one of theirs and unused; it is used now. */
export async function useRecoveryCode(db: Db, staffId: number, code: string, at: Date): Promise<boolean> {
  const used = await sql`update staff_recovery_code set used_at = ${at}
    where staff_id = ${staffId} and digest = ${digestOf(code)} and used_at is null`.execute(db);
  return used.numAffectedRows === 1n;
}

// Sessions

const sessionSchema = z
  .strictObject({
    ...staffShape,
    sessionId: z.number(),
    stage: z.enum(sessionStages),
    via: z.enum(sessionVias),
    hasKeptForm: z.boolean(),
    begunAt: z.date(),
    lastSeenAt: z.date(),
    expiresAt: z.date(),
    address: z.string(),
    agent: z.string(),
  })
  .transform(
    ({
      sessionId,
      stage,
      via,
      hasKeptForm,
      begunAt,
      lastSeenAt,
      expiresAt,
      address,
      agent,
      ...staff
    }): StaffSession => ({
      id: sessionId,
      stage,
      via,
      hasKeptForm,
      staff: toStaff(via === 'provider' ? { ...staff, roles: bothRoles(staff) } : staff),
      createdAt: begunAt,
      lastSeenAt,
      expiresAt,
      address,
      agent,
    }),
  );

/** What the groups at the provider give counts where the provider has just vouched for them. */
const bothRoles = (staff: { roles: Role[]; groupRoles: Role[] }): Role[] => [
  ...new Set([...staff.roles, ...staff.groupRoles]),
];

const sessionColumns = (now: Date) => sql`exists (select from staff_kept_form kept
    where kept.staff_id = staff.id and kept.expires_at > ${now}) as "hasKeptForm",
  session.id as "sessionId", session.stage, session.via, session.created_at as "begunAt",
  session.last_seen_at as "lastSeenAt", session.expires_at as "expiresAt", session.address, session.agent`;

const liveSession = (
  now: Date,
  idleSince: Date,
) => sql`session.ended_at is null and session.expires_at > ${now}
  and session.last_seen_at > ${idleSince} and staff.disabled_at is null`;

export const findSession = (
  db: Db,
  secret: string,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<StaffSession | undefined> =>
  maybeOne(
    db,
    sessionSchema,
    sql`select ${staffColumns}, ${sessionColumns(now)} from staff_session session join staff on staff.id = session.staff_id
      where session.digest = ${digestOf(secret)} and ${liveSession(now, idleSince)}`,
  );

export const selectSessions = (
  db: Db,
  staffId: number,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<StaffSession[]> =>
  rows(
    db,
    sessionSchema,
    sql`select ${staffColumns}, ${sessionColumns(now)} from staff_session session join staff on staff.id = session.staff_id
      where staff.id = ${staffId} and ${liveSession(now, idleSince)} order by session.last_seen_at desc`,
  );

export async function insertSession(
  { db, clock }: Pick<Base, 'db' | 'clock'>,
  session: {
    secret: string;
    staffId: number;
    stage: SessionStage;
    via: SessionVia;
    expiresAt: Date;
  } & Caller,
): Promise<void> {
  const now = clock.now();
  await sql`insert into staff_session (digest, staff_id, stage, via, created_at, last_seen_at, expires_at, address,
      agent)
    values (${digestOf(session.secret)}, ${session.staffId}, ${session.stage}, ${session.via}, ${now}, ${now},
      ${session.expiresAt}, ${session.address}, ${session.agent.slice(0, 300)})`.execute(db);
}

export async function touchSession(db: Db, sessionId: number, now: Date): Promise<void> {
  await sql`update staff_session set last_seen_at = ${now} where id = ${sessionId}`.execute(db);
}

/** Ends live sessions of a person: one, all, or all but one. Returns how many. */
export async function endSessions(
  db: Db,
  of: { staffId: number; only?: number; except?: number },
  because: string,
  now: Date,
): Promise<number> {
  const ended = await sql`update staff_session set ended_at = ${now}, ended_because = ${because}
    where staff_id = ${of.staffId} and ended_at is null
      and (${of.only ?? null}::bigint is null or id = ${of.only ?? null})
      and (${of.except ?? null}::bigint is null or id <> ${of.except ?? null})`.execute(db);
  return Number(ended.numAffectedRows ?? 0n);
}

/** When break-glass access was last prepared or used, and by whom, since an instant. */
export const lastBreakGlass = (
  db: Db,
  since: Date,
): Promise<{ name: string; at: Date; used: boolean } | undefined> =>
  maybeOne(
    db,
    z.strictObject({ name: z.string(), at: z.date(), used: z.boolean() }),
    sql`select actor_name as name, at, verb = 'staff.break-glass-used' as used from audit
      where verb in ('staff.break-glass', 'staff.break-glass-used') and at > ${since}
      order by at desc, id desc limit 1`,
  );
