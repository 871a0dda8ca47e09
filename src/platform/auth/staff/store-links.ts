import { sql } from 'kysely';
import { z } from 'zod';
import { allRoles } from '../../context/index.ts';
import { type Db, maybeOne } from '../../db/index.ts';
import { linkPurposes, type StaffLink } from './model.ts';
import { digestOf } from './store.ts';

// One-time links

const linkSchema = z.strictObject({
  id: z.number(),
  purpose: z.enum(linkPurposes),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(allRoles)),
  createdBy: z.string(),
  expiresAt: z.date(),
});

const linkColumns = sql.raw(
  `id, purpose, name, email, roles, created_by as "createdBy", expires_at as "expiresAt"`,
);

export async function insertLink(
  db: Db,
  link: Omit<StaffLink, 'id'> & { secret: string; at: Date },
): Promise<void> {
  await sql`insert into staff_link (digest, purpose, name, email, roles, created_by, created_at, expires_at)
    values (${digestOf(link.secret)}, ${link.purpose}, ${link.name}, ${link.email}, ${[...link.roles]},
      ${link.createdBy}, ${link.at}, ${link.expiresAt})`.execute(db);
}

export const findLink = (db: Db, secret: string, now: Date): Promise<StaffLink | undefined> =>
  maybeOne(
    db,
    linkSchema,
    sql`select ${linkColumns} from staff_link
      where digest = ${digestOf(secret)} and used_at is null and expires_at > ${now}`,
  );

/** Takes the link: of two who try at once, one gets it. */
export const takeLink = (db: Db, secret: string, now: Date): Promise<StaffLink | undefined> =>
  maybeOne(
    db,
    linkSchema,
    sql`update staff_link set used_at = ${now}
      where digest = ${digestOf(secret)} and used_at is null and expires_at > ${now} returning ${linkColumns}`,
  );

/** Whether an invitation waits for this address. */
export const findInvitation = (db: Db, email: string, now: Date): Promise<StaffLink | undefined> =>
  maybeOne(
    db,
    linkSchema,
    sql`select ${linkColumns} from staff_link
      where purpose = 'invitation' and lower(email) = lower(${email}) and used_at is null and expires_at > ${now}
      limit 1`,
  );

/** Takes an invitation, by the digest of its secret or by its address: of two who try at once, one gets it. */
export const takeInvitation = (
  db: Db,
  of: { digest?: Buffer; email?: string },
  now: Date,
): Promise<StaffLink | undefined> =>
  maybeOne(
    db,
    linkSchema,
    sql`update staff_link set used_at = ${now}
      where purpose = 'invitation' and used_at is null and expires_at > ${now}
        and (digest = ${of.digest ?? null} or lower(email) = lower(${of.email ?? null}))
      returning ${linkColumns}`,
  );

/** Ends the live links of a purpose, or those for one address. */
export async function endLinks(db: Db, of: { purpose?: string; email?: string }, now: Date): Promise<void> {
  await sql`update staff_link set used_at = ${now} where used_at is null
    and (${of.purpose ?? null}::text is null or purpose = ${of.purpose ?? null})
    and (${of.email ?? null}::text is null or lower(email) = lower(${of.email ?? null}))`.execute(db);
}
