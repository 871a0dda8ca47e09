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
  source: z.enum(['person', 'estate']),
  addedBy: z.string(),
  addedAt: z.date(),
});

const contactColumns = sql`c.id, c.kind, c.practice_id as "practiceId", p.ods_code as "odsCode", p.name as "practiceName",
  c.name, c.channel, c.address, c.state, c.state_reason as "stateReason", c.state_at as "stateAt",
  c.source, c.added_by as "addedBy", c.added_at as "addedAt"`;
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

/**
 * Adds many at once. One that is known for the practice takes the new name; from the estate, it is from then on the person's who
 * put it on record, and nothing else changes.
 */
export async function upsertContacts(tx: Context, contacts: readonly NewContact[]): Promise<void> {
  await insertContacts(tx, contacts, 'person');
  await sql`delete from contact_of_site using contact
    where contact.id = contact_of_site.contact_id and contact.source = 'person'`.execute(tx.db);
}

/** Adds what a file of the estate states, and nobody has on record. */
export const insertFromEstate = (tx: Context, contacts: readonly NewContact[]): Promise<void> =>
  insertContacts(tx, contacts, 'estate');

async function insertContacts(
  tx: Context,
  contacts: readonly NewContact[],
  source: ContactAddress['source'],
): Promise<void> {
  const now = tx.clock.now();
  await sql`insert into contact
      (id, kind, practice_id, name, channel, address, state, state_at, source, added_by, added_at)
    select id, case when practice_id is null then 'staff' else 'practice' end, practice_id, name, channel, address, 'active',
      ${now}::timestamptz, ${source}, ${tx.actor.name}, ${now}
    from unnest(${contacts.map(({ id }) => id)}::uuid[], ${contacts.map(({ practiceId }) => practiceId)}::bigint[],
      ${contacts.map(({ name }) => name)}::text[], ${contacts.map(({ channel }) => channel)}::text[],
      ${contacts.map(({ address }) => address)}::text[]) as t(id, practice_id, name, channel, address)
    on conflict (practice_id, channel, address) do update set (name, source, added_by, added_at) = (excluded.name,
      excluded.source, case when contact.source = excluded.source then contact.added_by else excluded.added_by end,
      case when contact.source = excluded.source then contact.added_at else excluded.added_at end)`.execute(
    tx.db,
  );
}

/** Which contact each site's row of the estate file stated last. */
export const selectContactsOfSites = (
  db: Db,
): Promise<{ site: string; channel: Channel; contactId: string }[]> =>
  rows(
    db,
    z.strictObject({ site: z.string(), channel: z.enum(channels), contactId: z.string() }),
    sql`select site.code as site, o.channel, o.contact_id as "contactId"
      from contact_of_site o join site on site.id = o.site_id`,
  );

export async function saveContactsOfSites(
  tx: Context,
  entries: readonly { site: string; channel: Channel; contactId: string }[],
): Promise<void> {
  await sql`insert into contact_of_site (site_id, channel, contact_id)
    select site.id, t.channel, t.contact_id
    from unnest(${entries.map(({ site }) => site)}::text[], ${entries.map(({ channel }) => channel)}::text[],
      ${entries.map(({ contactId }) => contactId)}::uuid[]) as t(code, channel, contact_id)
    join site on site.code = t.code
    on conflict (site_id, channel) do update set contact_id = excluded.contact_id`.execute(tx.db);
}

export async function deleteContactsOfSites(
  tx: Context,
  entries: readonly { site: string; channel: Channel }[],
): Promise<void> {
  await sql`delete from contact_of_site o using site
    where site.id = o.site_id and (site.code, o.channel) in
      (select * from unnest(${entries.map(({ site }) => site)}::text[],
        ${entries.map(({ channel }) => channel)}::text[]))`.execute(tx.db);
}

/** What a person took off a practice's record, as a hash. */
export async function keepRemoval(tx: Context, practiceId: number, hash: Buffer): Promise<void> {
  await sql`insert into contact_removed (practice_id, hash, at) values (${practiceId}, ${hash}, ${tx.clock.now()})
    on conflict do nothing`.execute(tx.db);
}

/** A person put these on record again. */
export async function dropRemovals(
  tx: Context,
  of: readonly { practiceId: number; hash: Buffer }[],
): Promise<void> {
  await sql`delete from contact_removed where (practice_id, encode(hash, 'hex')) in
    (select * from unnest(${of.map(({ practiceId }) => practiceId)}::bigint[],
      ${of.map(({ hash }) => hash.toString('hex'))}::text[]))`.execute(tx.db);
}

/** `practice id:hash in hexadecimal` of everything that a person took off the record. */
export async function selectRemovals(db: Db): Promise<Set<string>> {
  const found = await rows(
    db,
    z.object({ name: z.string() }),
    sql`select practice_id || ':' || encode(hash, 'hex') as name from contact_removed`,
  );
  return new Set(found.map(({ name }) => name));
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
