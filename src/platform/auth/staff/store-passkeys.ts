import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, rows } from '../../db/index.ts';
import type { ChallengePurpose, Passkey } from './model.ts';
import { digestOf } from './store.ts';

const passkeyShape = {
  id: z.number(),
  name: z.string(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
  suspendedAt: z.date().nullable(),
};

const storedSchema = z.strictObject({
  ...passkeyShape,
  staffId: z.number(),
  credentialId: z.string(),
  publicKey: z.instanceof(Buffer),
  counter: z.number(),
  transports: z.array(z.string()),
});

/** A passkey with what it is checked by. */
export type StoredPasskey = z.output<typeof storedSchema>;

const columns = sql.raw(`id, name, created_at as "createdAt", last_used_at as "lastUsedAt",
  suspended_at as "suspendedAt"`);
const storedColumns = sql.raw(`id, name, created_at as "createdAt", last_used_at as "lastUsedAt",
  suspended_at as "suspendedAt", staff_id as "staffId", credential_id as "credentialId", public_key as "publicKey",
  counter, transports`);

/** The passkeys of a person, oldest first. */
export const selectPasskeys = (db: Db, staffId: number): Promise<Passkey[]> =>
  rows(
    db,
    z.strictObject(passkeyShape),
    sql`select ${columns} from staff_passkey where staff_id = ${staffId} order by id`,
  );

/** The same with what they are checked by. */
export const selectStoredPasskeys = (db: Db, staffId: number): Promise<StoredPasskey[]> =>
  rows(
    db,
    storedSchema,
    sql`select ${storedColumns} from staff_passkey where staff_id = ${staffId} order by id`,
  );

/** Locked until the transaction ends, so that of two uses at once each sees the other's count. */
export const lockPasskey = (db: Db, credentialId: string): Promise<StoredPasskey | undefined> =>
  maybeOne(
    db,
    storedSchema,
    sql`select ${storedColumns} from staff_passkey where credential_id = ${credentialId} for update`,
  );

export async function insertPasskey(
  db: Db,
  passkey: {
    staffId: number;
    credentialId: string;
    publicKey: Uint8Array;
    counter: number;
    transports: readonly string[];
    name: string;
    at: Date;
  },
): Promise<void> {
  await sql`insert into staff_passkey (staff_id, credential_id, public_key, counter, transports, name, created_at)
    values (${passkey.staffId}, ${passkey.credentialId}, ${Buffer.from(passkey.publicKey)}, ${passkey.counter},
      ${[...passkey.transports]}, ${passkey.name}, ${passkey.at})`.execute(db);
}

export async function usePasskey(db: Db, id: number, use: { counter: number; at: Date }): Promise<void> {
  await sql`update staff_passkey set counter = ${use.counter}, last_used_at = ${use.at} where id = ${id}`.execute(
    db,
  );
}

export async function suspendPasskey(db: Db, id: number, at: Date): Promise<void> {
  await sql`update staff_passkey set suspended_at = ${at} where id = ${id} and suspended_at is null`.execute(
    db,
  );
}

/** False when this person has no such passkey. */
export async function renamePasskey(db: Db, staffId: number, id: number, name: string): Promise<boolean> {
  const renamed =
    await sql`update staff_passkey set name = ${name} where id = ${id} and staff_id = ${staffId}`.execute(db);
  return renamed.numAffectedRows === 1n;
}

/** Removes one passkey of a person, or all. Returns how many. */
export async function deletePasskeys(db: Db, staffId: number, id?: number): Promise<number> {
  const gone = await sql`delete from staff_passkey
    where staff_id = ${staffId} and (${id ?? null}::bigint is null or id = ${id ?? null})`.execute(db);
  return Number(gone.numAffectedRows ?? 0n);
}

// What browsers were asked to sign

export async function insertChallenge(
  db: Db,
  challenge: { challenge: string; purpose: ChallengePurpose; browser: string; now: Date; expiresAt: Date },
): Promise<void> {
  await sql`delete from staff_challenge where expires_at < ${challenge.now}`.execute(db);
  await sql`insert into staff_challenge (digest, purpose, browser, expires_at)
    values (${digestOf(challenge.challenge)}, ${challenge.purpose}, ${digestOf(challenge.browser)},
      ${challenge.expiresAt})`.execute(db);
}

/** Takes it: of two who answer the same challenge, one is right. False when it is not known, not theirs, or too old. */
export async function takeChallenge(
  db: Db,
  of: { challenge: string; purpose: ChallengePurpose; browser: string; now: Date },
): Promise<boolean> {
  const taken = await sql`delete from staff_challenge
    where digest = ${digestOf(of.challenge)} and purpose = ${of.purpose} and browser = ${digestOf(of.browser)}
      and expires_at > ${of.now}`.execute(db);
  return taken.numAffectedRows === 1n;
}
