import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, rows } from '#platform/db';
import { type Channel, channels } from './core/address.ts';
import { type AddressState, addressStates, type ContactAddress } from './model.ts';
import type { Tally } from './store.ts';

// How practices and staff are reached, on record without their asking.

const contactRow = z.strictObject({
  id: z.string(),
  kind: z.enum(['practice', 'staff']),
  practiceId: z.coerce.number().nullable(),
  odsCode: z.string().nullable(),
  practiceName: z.string().nullable(),
  name: z.string(),
  channel: z.enum(channels),
  address: z.string(),
  state: z.enum(addressStates),
  stateReason: z.string().nullable(),
  stateAt: z.date(),
  addedBy: z.string(),
  addedAt: z.date(),
});

const contactColumns = sql`c.id, c.kind, c.practice_id as "practiceId", p.ods_code as "odsCode", p.name as "practiceName",
  c.name, c.channel, c.address, c.state, c.state_reason as "stateReason", c.state_at as "stateAt",
  c.added_by as "addedBy", c.added_at as "addedAt"`;
const fromContact = sql`from contact c left join practice p on p.id = c.practice_id`;

/** By practice, staff last. */
export const selectContacts = (
  db: Db,
  of: { state?: AddressState | undefined; practiceIds?: readonly number[] | undefined } = {},
): Promise<ContactAddress[]> =>
  rows(
    db,
    contactRow,
    sql`select ${contactColumns} ${fromContact}
      where (${of.state ?? null}::text is null or c.state = ${of.state ?? null})
        and (${of.practiceIds === undefined}::boolean or c.practice_id = any(${[...(of.practiceIds ?? [])]}::bigint[]))
      order by p.ods_code nulls last, c.channel, c.address`,
  );

export const lockContact = (tx: Context, id: string): Promise<ContactAddress | undefined> =>
  maybeOne(
    tx.db,
    contactRow,
    sql`select ${contactColumns} ${fromContact} where c.id = ${id} for update of c`,
  );

export async function saveContactState(
  tx: Context,
  id: string,
  { state, stateReason, stateAt }: Pick<ContactAddress, 'state' | 'stateReason' | 'stateAt'>,
): Promise<void> {
  await sql`update contact set state = ${state}, state_reason = ${stateReason}, state_at = ${stateAt}
    where id = ${id}`.execute(tx.db);
}

export async function deleteContact(tx: Context, id: string): Promise<void> {
  await sql`delete from contact where id = ${id}`.execute(tx.db);
}

/** A contact address as it is to be added. */
export interface NewContact {
  id: string;
  practiceId: number | null;
  name: string;
  channel: Channel;
  address: string;
}

/** Adds many at once; one that is known for the practice takes the new name, and nothing else changes. */
export async function upsertContacts(tx: Context, contacts: readonly NewContact[]): Promise<void> {
  const now = tx.clock.now();
  await sql`insert into contact (id, kind, practice_id, name, channel, address, state, state_at, added_by, added_at)
    select id, case when practice_id is null then 'staff' else 'practice' end, practice_id, name, channel, address, 'active',
      ${now}::timestamptz, ${tx.actor.name}, ${now}
    from unnest(${contacts.map(({ id }) => id)}::uuid[], ${contacts.map(({ practiceId }) => practiceId)}::bigint[],
      ${contacts.map(({ name }) => name)}::text[], ${contacts.map(({ channel }) => channel)}::text[],
      ${contacts.map(({ address }) => address)}::text[]) as t(id, practice_id, name, channel, address)
    on conflict (practice_id, channel, address) do update set name = excluded.name`.execute(tx.db);
}

export const tallyContacts = (db: Db): Promise<Tally[]> =>
  rows(
    db,
    z.strictObject({
      channel: z.enum(channels),
      state: z.enum(addressStates),
      count: z.coerce.number(),
    }),
    sql`select channel, state, count(*) from contact group by channel, state order by channel, state`,
  );
