import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, rows } from '../../db/index.ts';
import { digestOf } from '../staff/store.ts';
import { type ProviderVisit, visitPurposes } from './model.ts';

const visitSchema = z.strictObject({
  purpose: z.enum(visitPurposes),
  nonce: z.string(),
  verifier: z.string(),
  staffId: z.number().nullable(),
  linkDigest: z.instanceof(Buffer).nullable(),
  back: z.string(),
});

export async function insertVisit(
  db: Db,
  visit: ProviderVisit & { state: string; browser: string; now: Date; expiresAt: Date },
): Promise<void> {
  await sql`delete from staff_provider_visit where expires_at < ${visit.now}`.execute(db);
  await sql`insert into staff_provider_visit (state_digest, browser, nonce, verifier, purpose, staff_id, link_digest,
      back, expires_at)
    values (${digestOf(visit.state)}, ${digestOf(visit.browser)}, ${visit.nonce}, ${visit.verifier}, ${visit.purpose},
      ${visit.staffId}, ${visit.linkDigest}, ${visit.back}, ${visit.expiresAt})`.execute(db);
}

/** Takes it: whoever comes back a second time finds nothing. */
export const takeVisit = (
  db: Db,
  of: { state: string; browser: string; now: Date },
): Promise<ProviderVisit | undefined> =>
  maybeOne(
    db,
    visitSchema,
    sql`delete from staff_provider_visit
      where state_digest = ${digestOf(of.state)} and browser = ${digestOf(of.browser)} and expires_at > ${of.now}
      returning purpose, nonce, verifier, staff_id as "staffId", link_digest as "linkDigest", back`,
  );

/** Whose identity it is. */
export const findIdentity = async (
  db: Db,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<number | undefined> =>
  (
    await maybeOne(
      db,
      z.strictObject({ staffId: z.number() }),
      sql`select staff_id as "staffId" from staff_identity where issuer = ${issuer} and subject = ${subject}`,
    )
  )?.staffId;

export async function insertIdentity(
  db: Db,
  identity: { issuer: string; subject: string; staffId: number; email: string | undefined; now: Date },
): Promise<void> {
  await sql`insert into staff_identity (issuer, subject, staff_id, email, created_at, last_used_at)
    values (${identity.issuer}, ${identity.subject}, ${identity.staffId}, ${identity.email ?? null},
      ${identity.now}, ${identity.now})`.execute(db);
}

export async function useIdentity(
  db: Db,
  identity: { issuer: string; subject: string; email: string | undefined; now: Date },
): Promise<void> {
  await sql`update staff_identity set last_used_at = ${identity.now}, email = coalesce(${identity.email ?? null}, email)
    where issuer = ${identity.issuer} and subject = ${identity.subject}`.execute(db);
}

const linkedSchema = z.strictObject({
  issuer: z.string(),
  email: z.string().nullable(),
  createdAt: z.date(),
  lastUsedAt: z.date(),
});

/** An account at the provider that is linked to one here. */
export type LinkedIdentity = z.output<typeof linkedSchema>;

export const selectIdentities = (db: Db, staffId: number): Promise<LinkedIdentity[]> =>
  rows(
    db,
    linkedSchema,
    sql`select issuer, email, created_at as "createdAt", last_used_at as "lastUsedAt" from staff_identity
      where staff_id = ${staffId} order by created_at`,
  );

/** Returns how many there were. */
export async function deleteIdentity(db: Db, staffId: number, issuer: string): Promise<number> {
  const gone =
    await sql`delete from staff_identity where staff_id = ${staffId} and issuer = ${issuer}`.execute(db);
  return Number(gone.numAffectedRows ?? 0n);
}
