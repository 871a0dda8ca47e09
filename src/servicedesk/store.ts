import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { KnownCall } from './core/plan-intake.ts';
import type { Call, CallKey, CallLink, FeedState, LinkedCall, OpenedCall, UntriagedCall } from './model.ts';

const matchMethod = z.enum(['ods', 'postcode', 'phone', 'name', 'person']).nullable();

const callSchema = z.strictObject({
  id: z.number(),
  source: z.string(),
  externalId: z.string(),
  externalUrl: z.string().nullable(),
  channel: z.string().nullable(),
  openedAt: z.date(),
  updatedAt: z.date().nullable(),
  closedAt: z.date().nullable(),
  status: z.string(),
  odsCode: z.string().nullable(),
  siteText: z.string().nullable(),
  shortDescription: z.string().nullable(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  impact: z.number().nullable(),
  urgency: z.number().nullable(),
  priority: z.number().nullable(),
  parentExternalId: z.string().nullable(),
  practiceId: z.number().nullable(),
  siteId: z.number().nullable(),
  matchMethod,
  matchScore: z.number().nullable(),
  receivedAt: z.date(),
});

const callColumns = sql.raw(`
  call.id, call.source, call.external_id as "externalId", call.external_url as "externalUrl", call.channel,
  call.opened_at as "openedAt", call.updated_at as "updatedAt", call.closed_at as "closedAt", call.status,
  call.ods_code as "odsCode", call.site_text as "siteText", call.short_description as "shortDescription",
  call.description, call.category, call.impact, call.urgency, call.priority,
  call.parent_external_id as "parentExternalId", call.practice_id as "practiceId", call.site_id as "siteId",
  call.match_method as "matchMethod", call.match_score as "matchScore", call.received_at as "receivedAt"`);

/** The call that a source knows by this id, or undefined. */
export const findCall = (db: Db, key: CallKey): Promise<Call | undefined> =>
  maybeOne(
    db,
    callSchema,
    sql`select ${callColumns} from call where source = ${key.source} and external_id = ${key.externalId}`,
  );

/** Every call opened in [from, to), of any kind, in order. */
export const allCallsOpened = (db: Db, of: { from: Date; to: Date }): Promise<Call[]> =>
  rows(
    db,
    callSchema,
    sql`select ${callColumns} from call where opened_at >= ${of.from} and opened_at < ${of.to} order by opened_at, id`,
  );

/** The calls of one practice opened in [from, to), in order. */
export const callsOfPractice = (db: Db, of: { practiceId: number; from: Date; to: Date }): Promise<Call[]> =>
  rows(
    db,
    callSchema,
    sql`select ${callColumns} from call
      where practice_id = ${of.practiceId} and opened_at >= ${of.from} and opened_at < ${of.to} order by opened_at, id`,
  );

/** A word asked for, with the practices whose names hold it. */
export interface SoughtWord {
  word: string;
  practiceIds: readonly number[];
}

/**
 * The newest calls opened in [from, to) whose number, code, place, words or practice hold every word, in either case;
 * newest first.
 */
export const searchCalls = (
  db: Db,
  of: { words: readonly SoughtWord[]; from: Date; to: Date; limit: number },
): Promise<Call[]> =>
  rows(
    db,
    callSchema,
    sql`select ${callColumns} from call
      where opened_at >= ${of.from} and opened_at < ${of.to} and ${sql.join(
        [
          sql`true`,
          ...of.words.map(
            ({
              word,
              practiceIds,
            }) => sql`(practice_id = any(${[...practiceIds]}::bigint[]) or position(${word.toLowerCase()} in
              lower(concat_ws(' ', external_id, ods_code, site_text, short_description, description))) > 0)`,
          ),
        ],
        sql` and `,
      )}
      order by opened_at desc, id desc limit ${of.limit}`,
  );

/** How many calls were opened in [from, to), of any kind. */
export async function countCallsOpened(db: Db, of: { from: Date; to: Date }): Promise<number> {
  const { calls } = await one(
    db,
    z.strictObject({ calls: z.number() }),
    sql`select count(*)::int as calls from call where opened_at >= ${of.from} and opened_at < ${of.to}`,
  );
  return calls;
}

/** The calls opened in [from, to) that no practice could be found for, in order. */
export const unmatchedCalls = (db: Db, of: { from: Date; to: Date }): Promise<Call[]> =>
  rows(
    db,
    callSchema,
    sql`select ${callColumns} from call
      where practice_id is null and opened_at >= ${of.from} and opened_at < ${of.to} order by opened_at, id`,
  );

/** When calls were opened in [from, to) and by which practice, in order: what counting needs, and nothing else. */
export const openedCalls = (db: Db, of: { from: Date; to: Date }): Promise<OpenedCall[]> =>
  rows(
    db,
    z.strictObject({ id: z.number(), at: z.date(), practiceId: z.number().nullable() }),
    sql`select id, opened_at as at, practice_id as "practiceId" from call
      where opened_at >= ${of.from} and opened_at < ${of.to} order by opened_at, id`,
  );

/** The calls of an incident, by when they were opened. */
export async function selectLinkedCalls(db: Db, incidentId: number): Promise<LinkedCall[]> {
  const found = await rows(
    db,
    callSchema.extend({ linkedAt: z.date(), linkMethod: z.enum(['auto', 'person']), linkScore: z.number() }),
    sql`select ${callColumns}, link.at as "linkedAt", link.method as "linkMethod", link.score as "linkScore"
      from call_link link join call on call.id = link.call_id
      where link.incident_id = ${incidentId} and link.status = 'linked'
      order by call.opened_at, call.id`,
  );
  return found.map(({ linkedAt, linkMethod, linkScore, ...call }) => ({
    call,
    linkedAt,
    method: linkMethod,
    score: linkScore,
  }));
}

/**
 * The calls opened in [from, to) that might belong to an incident and that nobody has looked at: suggested to it and
 * waiting, or tied to no practice and not decided.
 */
export const untriagedCalls = (
  db: Db,
  of: { incidentId: number; from: Date; to: Date },
): Promise<UntriagedCall[]> =>
  rows(
    db,
    callSchema.extend({ untriagedBecause: z.enum(['suggested', 'unmatched']) }),
    sql`select ${callColumns}, case when link.status = 'suggested' then 'suggested' else 'unmatched' end as "untriagedBecause"
      from call left join call_link link on link.call_id = call.id and link.incident_id = ${of.incidentId}
      where call.opened_at >= ${of.from} and call.opened_at < ${of.to}
        and (link.status = 'suggested' or (call.practice_id is null and coalesce(link.status, 'left') = 'left'))
      order by call.opened_at, call.id`,
  );

/** Every source that ever sent anything, by name. */
export const feedStates = (db: Db): Promise<FeedState[]> =>
  rows(
    db,
    z.strictObject({ source: z.string(), lastSyncAt: z.date(), lastCallAt: z.date().nullable() }),
    sql`select source, last_sync_at as "lastSyncAt", last_call_at as "lastCallAt" from call_feed order by source`,
  );

/** A stored call as far as intake needs it. */
export type StoredCall = KnownCall &
  Pick<Call, 'id' | 'practiceId' | 'siteId' | 'matchMethod' | 'matchScore'>;

const storedSchema = z.strictObject({
  id: z.number(),
  source: z.string(),
  externalId: z.string(),
  digest: z.string(),
  updatedAt: z.date().nullable(),
  practiceId: z.number().nullable(),
  siteId: z.number().nullable(),
  matchMethod,
  matchScore: z.number().nullable(),
});

export const selectStored = (db: Db, keys: readonly CallKey[]): Promise<StoredCall[]> =>
  rows(
    db,
    storedSchema,
    sql`select id, source, external_id as "externalId", encode(digest, 'hex') as digest, updated_at as "updatedAt",
        practice_id as "practiceId", site_id as "siteId", match_method as "matchMethod", match_score as "matchScore"
      from call join unnest(${keys.map((key) => key.source)}::text[], ${keys.map((key) => key.externalId)}::text[])
        as key (source, external_id) using (source, external_id)`,
  );

export interface CallToStore {
  [column: string]: unknown;
  source: string;
  external_id: string;
}

/** Inserts or overwrites calls by their keys, in one statement; returns their ids. */
export async function upsertCalls(db: Db, calls: readonly CallToStore[], now: Date): Promise<number[]> {
  const stored = await rows(
    db,
    z.strictObject({ id: z.number() }),
    sql`insert into call (source, external_id, external_url, channel, opened_at, updated_at, closed_at, status,
        caller_name, caller_email, caller_phone, ods_code, site_text, short_description, description, category,
        impact, urgency, priority, parent_external_id, practice_id, site_id, match_method, match_score, raw, digest,
        received_at, changed_at)
      select source, external_id, external_url, channel, opened_at, updated_at, closed_at, status,
        caller_name, caller_email, caller_phone, ods_code, site_text, short_description, description, category,
        impact, urgency, priority, parent_external_id, practice_id, site_id, match_method, match_score, raw,
        decode(digest_hex, 'hex'), ${now}, ${now}
      from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as row (source text, external_id text, external_url text,
        channel text, opened_at timestamptz, updated_at timestamptz, closed_at timestamptz, status text,
        caller_name text, caller_email text, caller_phone text, ods_code text, site_text text, short_description text,
        description text, category text, impact smallint, urgency smallint, priority smallint, parent_external_id text,
        practice_id bigint, site_id bigint, match_method text, match_score double precision, raw jsonb, digest_hex text)
      on conflict (source, external_id) do update set external_url = excluded.external_url, channel = excluded.channel,
        opened_at = excluded.opened_at, updated_at = excluded.updated_at, closed_at = excluded.closed_at,
        status = excluded.status, caller_name = excluded.caller_name, caller_email = excluded.caller_email,
        caller_phone = excluded.caller_phone, ods_code = excluded.ods_code, site_text = excluded.site_text,
        short_description = excluded.short_description, description = excluded.description,
        category = excluded.category, impact = excluded.impact, urgency = excluded.urgency,
        priority = excluded.priority, parent_external_id = excluded.parent_external_id,
        practice_id = excluded.practice_id, site_id = excluded.site_id, match_method = excluded.match_method,
        match_score = excluded.match_score, raw = excluded.raw, digest = excluded.digest,
        changed_at = excluded.changed_at
      returning id`,
  );
  return stored.map((row) => row.id);
}

/** Moves a feed's instants forward; they never go back. */
export async function advanceFeed(db: Db, source: string, syncedAt: Date): Promise<void> {
  await sql`insert into call_feed (source, last_sync_at, last_call_at)
    values (${source}, ${syncedAt}, (select max(opened_at) from call where source = ${source}))
    on conflict (source) do update set last_sync_at = greatest(call_feed.last_sync_at, excluded.last_sync_at),
      last_call_at = excluded.last_call_at`.execute(db);
}

export async function updateMatch(
  db: Db,
  callId: number,
  match: { practiceId: number; siteId: number | null; method: string; score: number },
  now: Date,
): Promise<void> {
  await sql`update call set practice_id = ${match.practiceId}, site_id = ${match.siteId},
      match_method = ${match.method}, match_score = ${match.score}, changed_at = ${now}
    where id = ${callId}`.execute(db);
}

/** Where unmatched calls say they come from. */
export const selectUnmatchedPlaces = (db: Db) =>
  rows(
    db,
    z.strictObject({
      id: z.number(),
      odsCode: z.string().nullable(),
      siteText: z.string().nullable(),
      callerPhone: z.string().nullable(),
    }),
    sql`select id, ods_code as "odsCode", site_text as "siteText", caller_phone as "callerPhone"
      from call where practice_id is null order by id`,
  );

const linkSchema = z.strictObject({
  incidentId: z.number(),
  callId: z.number(),
  status: z.enum(['linked', 'suggested', 'left', 'rejected', 'undone']),
  method: z.enum(['auto', 'person']),
  score: z.number(),
  reasons: z.array(
    z.strictObject({
      reason: z.enum([
        'outside-window',
        'empty-subject',
        'words',
        'more-words',
        'monitoring',
        'affected-practice',
        'shared-component',
        'same-practice',
      ]),
      points: z.number(),
      text: z.string(),
    }),
  ),
  decidedBy: z.string().nullable(),
  note: z.string().nullable(),
  at: z.date(),
});

/** The links of an incident, to every call that was scored or decided: all, or those of some calls. */
export const linksOf = (
  db: Db,
  of: { incidentId: number; callIds?: readonly number[] },
): Promise<CallLink[]> =>
  rows(
    db,
    linkSchema,
    sql`select incident_id as "incidentId", call_id as "callId", status, method, score, reasons,
        decided_by as "decidedBy", note, at
      from call_link where incident_id = ${of.incidentId}
        and (${of.callIds ? [...of.callIds] : null}::bigint[] is null or call_id = any(${of.callIds ? [...of.callIds] : null}::bigint[]))
      order by call_id`,
  );

/** Calls that the rule has to look at together: those opened in the window, and any that already have a link. */
export const selectCallsToScore = (
  db: Db,
  of: { incidentId: number; from: Date; to: Date; likeCallIds: readonly number[] | undefined },
): Promise<Call[]> => {
  const like = of.likeCallIds ? [...of.likeCallIds] : null;
  return rows(
    db,
    callSchema,
    sql`select ${callColumns} from call
      where ((opened_at >= ${of.from} and opened_at <= ${of.to})
          or exists (select from call_link where incident_id = ${of.incidentId} and call_id = call.id))
        and (${like}::bigint[] is null or id = any(${like}::bigint[])
          or practice_id in (select practice_id from call where id = any(${like}::bigint[])))
      order by opened_at, id`,
  );
};

export async function upsertLinks(db: Db, links: readonly CallLink[]): Promise<void> {
  const values = links.map((link) => ({ ...link, at: link.at.toISOString() }));
  await sql`insert into call_link (incident_id, call_id, status, method, score, reasons, decided_by, note, at)
    select "incidentId", "callId", status, method, score, reasons, "decidedBy", note, at
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row ("incidentId" bigint, "callId" bigint, status text,
      method text, score integer, reasons jsonb, "decidedBy" text, note text, at timestamptz)
    on conflict (incident_id, call_id) do update set status = excluded.status, method = excluded.method,
      score = excluded.score, reasons = excluded.reasons, decided_by = excluded.decided_by, note = excluded.note,
      at = excluded.at`.execute(db);
}
