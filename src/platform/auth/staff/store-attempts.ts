import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, one } from '../../db/index.ts';
import { addressKey } from '../../http/index.ts';

// Failed attempts to sign in.

export async function insertAttempt(
  db: Db,
  attempt: { account: string; address: string; at: Date; forgetBefore: Date },
): Promise<void> {
  await sql`delete from staff_attempt where at < ${attempt.forgetBefore}`.execute(db);
  await sql`insert into staff_attempt (at, account, address)
    values (${attempt.at}, ${attempt.account}, ${attempt.address})`.execute(db);
}

const counted = z.strictObject({
  both: z.number(),
  bothLastAt: z.date().nullable(),
  account: z.number(),
  accountLastAt: z.date().nullable(),
  address: z.number(),
  addressFirstAt: z.date().nullable(),
});

/** Failures of one account from one address, of the account from everywhere, and from the address. */
export interface FailedAttempts {
  both: { count: number; lastAt: Date | null };
  account: { count: number; lastAt: Date | null };
  address: { count: number; firstAt: Date | null };
}

export async function countAttempts(
  db: Db,
  of: { account: string; address: string; since: Date; addressSince: Date },
): Promise<FailedAttempts> {
  const row = await one(
    db,
    counted,
    sql`select count(*) filter (where account = ${of.account} and address = ${of.address})::int as both,
        max(at) filter (where account = ${of.account} and address = ${of.address}) as "bothLastAt",
        count(*) filter (where account = ${of.account})::int as account,
        max(at) filter (where account = ${of.account}) as "accountLastAt",
        count(*) filter (where address = ${of.address} and at > ${of.addressSince})::int as address,
        min(at) filter (where address = ${of.address} and at > ${of.addressSince}) as "addressFirstAt"
      from staff_attempt where at > ${of.since} and (account = ${of.account} or address = ${of.address})`,
  );
  return {
    both: { count: row.both, lastAt: row.bothLastAt },
    account: { count: row.account, lastAt: row.accountLastAt },
    address: { count: row.address, firstAt: row.addressFirstAt },
  };
}

/** A success shows that these were its owner's own mistakes. */
export async function forgetAttempts(db: Db, of: { account: string; address: string }): Promise<void> {
  await sql`delete from staff_attempt
    where account = ${of.account} and address = ${addressKey(of.address)}`.execute(db);
}
