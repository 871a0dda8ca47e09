import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type Db, rows } from '#platform/db';
import { channels } from './core/address.ts';
import type { Scope } from './core/wants.ts';

// Who is to hear of one thing. Read in pages, in the transaction that publishes it.

/** What is told, as the rows are asked for it. */
export interface Asked {
  /** Practices that it concerns; null for all. */
  practiceIds: readonly number[] | null;
  /** A subscriber with any of these hears of it. */
  scopes: readonly Scope[];
  /** Of the incident that it is about. */
  severity: number;
  /** A subscriber chose this. */
  about: 'updates' | 'planned-work';
}

const contactMatches = ({ practiceIds }: Asked): RawBuilder<boolean> =>
  sql`(c.state = 'active' and (c.kind = 'staff'
    or ${practiceIds === null}::boolean or c.practice_id = any(${practiceIds ?? []}::bigint[])))`;

const subscriptionMatches = (asked: Asked): RawBuilder<boolean> => sql`(s.state = 'active'
  and ${asked.about === 'updates' ? sql`s.updates` : sql`s.planned_work`} and s.least_severity >= ${asked.severity}
  and exists (select 1 from subscription_scope w where w.subscription_id = s.id and (w.kind, w.key) in
    (select * from unnest(${asked.scopes.map(({ kind }) => kind)}::text[],
      ${asked.scopes.map(({ key }) => key)}::text[])))
  and not exists (select 1 from contact c
    where c.channel = s.channel and c.address = s.address and ${contactMatches(asked)}))`;

const contactRow = z.strictObject({
  id: z.string(),
  kind: z.enum(['practice', 'staff']),
  channel: z.enum(channels),
  address: z.string(),
  /** When the address serves one practice alone. */
  practiceId: z.coerce.number().nullable(),
});
export type ContactRecipient = z.output<typeof contactRow>;

/** Addresses on record, each once however many practices it serves, after one of them. */
export const contactPage = (
  db: Db,
  asked: Asked,
  after: { channel: string; address: string },
  limit: number,
): Promise<ContactRecipient[]> =>
  rows(
    db,
    contactRow,
    sql`select (array_agg(c.id order by c.id))[1] as id, min(c.kind) as kind, c.channel, c.address,
        case when count(distinct c.practice_id) = 1 then min(c.practice_id) end as "practiceId"
      from contact c
      where ${contactMatches(asked)} and (c.channel, c.address) > (${after.channel}, ${after.address})
      group by c.channel, c.address order by c.channel, c.address limit ${limit}`,
  );

const subscriberRow = z.strictObject({
  id: z.string(),
  channel: z.enum(channels),
  address: z.string(),
  quietFrom: z.number().nullable(),
  quietTo: z.number().nullable(),
  /** The ODS code of the one practice that it is about. */
  odsCode: z.string().nullable(),
});
export type SubscriberRecipient = z.output<typeof subscriberRow>;

const onePractice = sql`(select case when count(*) = 1 and min(w.kind) = 'practice' then min(w.key) end
  from subscription_scope w where w.subscription_id = s.id)`;

/** Subscribers in order of their ids, after one of them; none whose address a contact has that is told anyway. */
export const subscriberPage = (
  db: Db,
  asked: Asked,
  after: string,
  limit: number,
): Promise<SubscriberRecipient[]> =>
  rows(
    db,
    subscriberRow,
    sql`select s.id, s.channel, s.address, s.quiet_from as "quietFrom", s.quiet_to as "quietTo",
        ${onePractice} as "odsCode"
      from subscription s where ${subscriptionMatches(asked)} and s.id > ${after}::uuid order by s.id limit ${limit}`,
  );

const shareRow = z.strictObject({
  channel: z.enum(channels),
  people: z.coerce.number(),
  practiceIds: z.array(z.coerce.number()),
});

/** How many addresses on each channel, and which practices they belong to or are about. */
export const countRecipients = (db: Db, asked: Asked): Promise<z.output<typeof shareRow>[]> =>
  rows(
    db,
    shareRow,
    sql`select channel, count(distinct address) as people,
        coalesce(array_agg(distinct practice_id) filter (where practice_id is not null), '{}') as "practiceIds"
      from (
        select c.channel, c.address, c.practice_id from contact c where ${contactMatches(asked)}
        union all
        select s.channel, s.address, (select p.id from practice p where p.ods_code = ${onePractice})
        from subscription s where ${subscriptionMatches(asked)}
      ) told group by channel order by channel`,
  );
