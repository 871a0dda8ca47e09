import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { newSecret } from '#platform/auth';
import type { Context } from '#platform/context';
import { type Db, lockForTransaction, maybeOne, one, rows } from '#platform/db';
import { type Channel, channels } from './core/address.ts';
import { type Scope, scopeKinds, type Wants, wantsSchema } from './core/wants.ts';
import { type AddressState, addressStates, type Subscription, type SubscriptionRequest } from './model.ts';

// Who subscribed, and who asked to.

/** The secret of signed links and hashes, made when it is first needed. */
export async function signingSecret({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<Buffer> {
  const known = await findSecret(db);
  if (known) return known;
  await sql`insert into subscription_key (secret, made_at)
    values (${Buffer.from(newSecret(), 'base64url')}, ${clock.now()}) on conflict do nothing`.execute(db);
  return (await one(db, secretRow, selectSecret)).secret;
}

const secretRow = z.object({ secret: z.instanceof(Buffer) });
const selectSecret = sql`select secret from subscription_key`;

/** Undefined before the first link was signed. */
export const findSecret = async (db: Db): Promise<Buffer | undefined> =>
  (await maybeOne(db, secretRow, selectSecret))?.secret;

const requestRow = z.strictObject({
  id: z.string(),
  channel: z.enum(channels),
  address: z.string(),
  wants: wantsSchema,
  askedAt: z.date(),
  expiresAt: z.date(),
  confirmedAt: z.date().nullable(),
});

export async function insertRequest(tx: Context, request: SubscriptionRequest): Promise<void> {
  await sql`insert into subscription_request (id, channel, address, wants, asked_at, expires_at)
    values (${request.id}, ${request.channel}, ${request.address}, ${JSON.stringify(request.wants)}::jsonb,
      ${request.askedAt}, ${request.expiresAt})`.execute(tx.db);
}

const requestColumns = sql`id, channel, address, wants, asked_at as "askedAt", expires_at as "expiresAt",
  confirmed_at as "confirmedAt"`;

export const findRequest = (db: Db, id: string): Promise<SubscriptionRequest | undefined> =>
  maybeOne(db, requestRow, sql`select ${requestColumns} from subscription_request where id = ${id}`);

/** The request with its address locked, then its row. */
export async function lockRequest(tx: Context, id: string): Promise<SubscriptionRequest | undefined> {
  const found = await findRequest(tx.db, id);
  if (!found) return undefined;
  await lockAddress(tx, found);
  return maybeOne(
    tx.db,
    requestRow,
    sql`select ${requestColumns} from subscription_request where id = ${id} for update`,
  );
}

export async function markConfirmed(tx: Context, id: string): Promise<void> {
  await sql`update subscription_request set confirmed_at = ${tx.clock.now()} where id = ${id}`.execute(tx.db);
}

const countRow = z.object({ count: z.coerce.number() });

/** How often messages to this address were asked for since then. */
export const countRequests = async (
  db: Db,
  { channel, address }: { channel: Channel; address: string },
  since: Date,
): Promise<number> =>
  (
    await one(
      db,
      countRow,
      sql`select count(*) from subscription_request
        where channel = ${channel} and address = ${address} and asked_at > ${since}`,
    )
  ).count;

export async function countWaiting(db: Db, now: Date): Promise<number> {
  const query = sql`select count(*) from subscription_request where confirmed_at is null and expires_at > ${now}`;
  return (await one(db, countRow, query)).count;
}

const subscriptionRow = z
  .strictObject({
    id: z.string(),
    channel: z.enum(channels),
    address: z.string(),
    state: z.enum(addressStates),
    stateReason: z.string().nullable(),
    stateAt: z.date(),
    updates: z.boolean(),
    plannedWork: z.boolean(),
    leastSeverity: z.number(),
    quietFrom: z.number().nullable(),
    quietTo: z.number().nullable(),
    source: z.enum(['form', 'import']),
    madeBy: z.string(),
    madeAt: z.date(),
    scopes: z.array(z.strictObject({ kind: z.enum(scopeKinds), key: z.string() })),
  })
  .transform(
    ({ updates, plannedWork, leastSeverity, quietFrom, quietTo, scopes, ...rest }): Subscription => ({
      ...rest,
      wants: {
        scopes,
        updates,
        plannedWork,
        leastSeverity,
        quiet: quietFrom === null || quietTo === null ? null : { fromMinute: quietFrom, toMinute: quietTo },
      },
    }),
  );

const subscriptionColumns = sql`s.id, s.channel, s.address, s.state, s.state_reason as "stateReason", s.state_at as "stateAt",
  s.updates, s.planned_work as "plannedWork", s.least_severity as "leastSeverity", s.quiet_from as "quietFrom",
  s.quiet_to as "quietTo", s.source, s.made_by as "madeBy", s.made_at as "madeAt",
  (select coalesce(json_agg(json_build_object('kind', c.kind, 'key', c.key) order by c.kind, c.key), '[]')
    from subscription_scope c where c.subscription_id = s.id) as scopes`;

const selectWhere = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select ${subscriptionColumns} from subscription s where ${condition}`;

/**
 * Locks an address for the rest of the transaction. Taken before any row of it is locked, everywhere: two that took them in
 * another order would wait for each other.
 */
export const lockAddress = (
  tx: Context,
  { channel, address }: { channel: Channel; address: string },
): Promise<void> => lockForTransaction(tx, `subscription:${channel}:${address}`);

export const findSubscription = (db: Db, id: string): Promise<Subscription | undefined> =>
  maybeOne(db, subscriptionRow, selectWhere(sql`s.id = ${id}`));

/** The subscription with its address locked, then its row. */
export async function lockSubscription(tx: Context, id: string): Promise<Subscription | undefined> {
  const found = await findSubscription(tx.db, id);
  if (!found) return undefined;
  await lockAddress(tx, found);
  return maybeOne(tx.db, subscriptionRow, selectWhere(sql`s.id = ${id} for update of s`));
}

export const lockByAddress = (
  tx: Context,
  { channel, address }: { channel: Channel; address: string },
): Promise<Subscription | undefined> =>
  maybeOne(
    tx.db,
    subscriptionRow,
    selectWhere(sql`s.channel = ${channel} and s.address = ${address} for update of s`),
  );

/** In order of their addresses; `text` finds a part of an address. */
export const selectSubscriptions = (
  db: Db,
  of: {
    state?: AddressState | undefined;
    channel?: Channel | undefined;
    text?: string | undefined;
    limit: number;
  },
): Promise<Subscription[]> =>
  rows(
    db,
    subscriptionRow,
    selectWhere(sql`(${of.state ?? null}::text is null or s.state = ${of.state ?? null})
      and (${of.channel ?? null}::text is null or s.channel = ${of.channel ?? null})
      and (${of.text ?? null}::text is null or position(lower(${of.text ?? null}) in lower(s.address)) > 0)
      order by s.channel, s.address limit ${of.limit}`),
  );

/** Writes a subscription as it is to be: new, or in place of the one with this channel and address. */
export async function saveSubscription(tx: Context, subscription: Subscription): Promise<void> {
  const { id, wants, ...of } = subscription;
  await sql`insert into subscription (id, channel, address, state, state_reason, state_at, updates, planned_work,
      least_severity, quiet_from, quiet_to, source, made_by, made_at, changed_at)
    values (${id}, ${of.channel}, ${of.address}, ${of.state}, ${of.stateReason}, ${of.stateAt}, ${wants.updates},
      ${wants.plannedWork}, ${wants.leastSeverity}, ${wants.quiet?.fromMinute ?? null}, ${wants.quiet?.toMinute ?? null},
      ${of.source}, ${of.madeBy}, ${of.madeAt}, ${tx.clock.now()})
    on conflict (id) do update set state = excluded.state, state_reason = excluded.state_reason,
      state_at = excluded.state_at, updates = excluded.updates, planned_work = excluded.planned_work,
      least_severity = excluded.least_severity, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
      changed_at = excluded.changed_at`.execute(tx.db);
  await sql`delete from subscription_scope where subscription_id = ${id}`.execute(tx.db);
  await sql`insert into subscription_scope (subscription_id, kind, key)
    select ${id}::uuid, * from unnest(${wants.scopes.map(({ kind }) => kind)}::text[],
      ${wants.scopes.map(({ key }) => key)}::text[])`.execute(tx.db);
}

export async function saveSecretId(tx: Context, id: string, secretId: string): Promise<void> {
  await sql`update subscription set secret_id = ${secretId} where id = ${id}`.execute(tx.db);
}

/** From which id the secret of a recipient's webhook follows: its own, unless its subscription has another. */
export const secretIdOf = async (db: Db, recipientId: string): Promise<string> =>
  (
    await maybeOne(
      db,
      z.object({ secretId: z.string().nullable() }),
      sql`select secret_id as "secretId" from subscription where id = ${recipientId}`,
    )
  )?.secretId ?? recipientId;

/** Adds many at once; the caller has made sure that none of the addresses is known. */
export async function insertSubscriptions(
  tx: Context,
  entries: readonly { id: string; channel: Channel; address: string; wants: Wants }[],
): Promise<void> {
  const now = tx.clock.now();
  await sql`insert into subscription (id, channel, address, state, state_at, updates, planned_work, least_severity,
      source, made_by, made_at, changed_at)
    select id, channel, address, 'active', ${now}::timestamptz, updates, planned, least, 'import', ${tx.actor.name}, ${now}, ${now}
    from unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ channel }) => channel)}::text[],
      ${entries.map(({ address }) => address)}::text[], ${entries.map(({ wants }) => wants.updates)}::boolean[],
      ${entries.map(({ wants }) => wants.plannedWork)}::boolean[],
      ${entries.map(({ wants }) => wants.leastSeverity)}::smallint[]) as t(id, channel, address, updates, planned, least)`.execute(
    tx.db,
  );
  const scopes = entries.flatMap(({ id, wants }) => wants.scopes.map((scope) => ({ id, ...scope })));
  await sql`insert into subscription_scope (subscription_id, kind, key)
    select * from unnest(${scopes.map(({ id }) => id)}::uuid[], ${scopes.map(({ kind }) => kind)}::text[],
      ${scopes.map(({ key }) => key)}::text[])`.execute(tx.db);
}

export async function deleteSubscription(tx: Context, id: string): Promise<void> {
  await sql`delete from subscription where id = ${id}`.execute(tx.db);
}

export async function deleteRequests(
  tx: Context,
  { channel, address }: { channel: Channel; address: string },
): Promise<number> {
  const result = await sql`delete from subscription_request
    where channel = ${channel} and address = ${address}`.execute(tx.db);
  return Number(result.numAffectedRows ?? 0n);
}

const addressRow = z.strictObject({ channel: z.enum(channels), address: z.string() });
/** One address on one channel. */
export type Address = z.output<typeof addressRow>;

export const deleteExpiredRequests = (tx: Context): Promise<Address[]> =>
  rows(
    tx.db,
    addressRow,
    sql`delete from subscription_request where expires_at <= ${tx.clock.now()} returning channel, address`,
  );

/** Deletes those that have been in a state since before an instant. */
export const deleteInState = (
  tx: Context,
  state: AddressState,
  before: Date,
): Promise<(Address & { id: string })[]> =>
  rows(
    tx.db,
    addressRow.extend({ id: z.string() }),
    sql`delete from subscription where state = ${state} and state_at < ${before} returning id, channel, address`,
  );

/** Those of these addresses that nobody has on record any more: no subscription, no request, no contact. Each once. */
export const offRecord = (db: Db, addresses: readonly Address[]): Promise<Address[]> =>
  rows(
    db,
    addressRow,
    sql`select distinct channel, address
      from unnest(${addresses.map(({ channel }) => channel)}::text[], ${addresses.map(({ address }) => address)}::text[])
        as of(channel, address)
      where not exists (select from subscription o where o.channel = of.channel and o.address = of.address)
        and not exists (select from subscription_request o where o.channel = of.channel and o.address = of.address)
        and not exists (select from contact o where o.channel = of.channel and o.address = of.address)`,
  );

/** Which of these addresses are known: `channel:address`. */
export async function knownAddresses(
  db: Db,
  addresses: readonly { channel: Channel; address: string }[],
): Promise<Set<string>> {
  const found = await rows(
    db,
    z.object({ name: z.string() }),
    sql`select channel || ':' || address as name from subscription where (channel, address) in
      (select * from unnest(${addresses.map(({ channel }) => channel)}::text[],
        ${addresses.map(({ address }) => address)}::text[]))`,
  );
  return new Set(found.map(({ name }) => name));
}

export async function keepRefusal(tx: Context, hash: Buffer): Promise<void> {
  await sql`insert into subscription_refusal (hash, at) values (${hash}, ${tx.clock.now()})
    on conflict do nothing`.execute(tx.db);
}

export async function dropRefusal(tx: Context, hash: Buffer): Promise<void> {
  await sql`delete from subscription_refusal where hash = ${hash}`.execute(tx.db);
}

/** Which of these hashes are on record, in hexadecimal. */
export async function refusalsAmong(db: Db, hashes: readonly Buffer[]): Promise<Set<string>> {
  const found = await rows(
    db,
    z.object({ hash: z.string() }),
    sql`select encode(hash, 'hex') as hash from subscription_refusal
      where encode(hash, 'hex') = any(${hashes.map((hash) => hash.toString('hex'))}::text[])`,
  );
  return new Set(found.map(({ hash }) => hash));
}

const tallyRow = z.strictObject({
  channel: z.enum(channels),
  state: z.enum(addressStates),
  count: z.coerce.number(),
});
export type Tally = z.output<typeof tallyRow>;

export const tallySubscriptions = (db: Db): Promise<Tally[]> =>
  rows(
    db,
    tallyRow,
    sql`select channel, state, count(*) from subscription group by channel, state order by channel, state`,
  );

export const tallyScopes = (db: Db): Promise<(Scope & { count: number })[]> =>
  rows(
    db,
    z.strictObject({ kind: z.enum(scopeKinds), key: z.string(), count: z.coerce.number() }),
    sql`select c.kind, c.key, count(*) from subscription_scope c join subscription s on s.id = c.subscription_id
      where s.state = 'active' group by c.kind, c.key order by count(*) desc, c.kind, c.key`,
  );
