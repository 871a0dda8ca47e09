import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { ResultSummary } from './model.ts';

// All SQL of attribution.

const summaryRow = z.strictObject({
  id: z.number(),
  reference: z.string(),
  incidentId: z.number().nullable(),
  from: z.date(),
  to: z.date(),
  computedAt: z.date(),
  version: z.string(),
  inputSha256: z.string(),
  automatic: z.boolean(),
  said: z.string(),
});
const resultRow = summaryRow.extend({ gist: z.string(), result: z.string() });
export type ResultRow = z.output<typeof resultRow>;

const summaryColumns = sql`id, reference, incident_id as "incidentId", from_at as "from", to_at as "to",
  computed_at as "computedAt", version, input_sha256 as "inputSha256", automatic, said`;

/** A result by its reference; without one, the newest. */
export const selectResult = (db: Db, reference?: string): Promise<ResultRow | undefined> =>
  maybeOne(
    db,
    resultRow,
    sql`select ${summaryColumns}, gist, result from attribution_result
      ${reference === undefined ? sql`` : sql`where reference = ${reference}`} order by computed_at desc, id desc limit 1`,
  );

/** The newest results, newest first. */
export const selectResults = (db: Db, limit: number): Promise<ResultSummary[]> =>
  rows(
    db,
    summaryRow,
    sql`select ${summaryColumns} from attribution_result order by computed_at desc, id desc limit ${limit}`,
  );

export async function insertInput(tx: Context, sha256: string, body: Buffer): Promise<void> {
  await sql`insert into attribution_input (sha256, body) values (${sha256}, ${body}) on conflict do nothing`.execute(
    tx.db,
  );
}

export async function selectInput(db: Db, sha256: string): Promise<Buffer> {
  const found = await one(
    db,
    z.object({ body: z.instanceof(Buffer) }),
    sql`select body from attribution_input where sha256 = ${sha256}`,
  );
  return found.body;
}

export async function insertResult(tx: Context, result: Omit<ResultRow, 'id'>): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into attribution_result (reference, incident_id, from_at, to_at, computed_at, version, input_sha256,
        automatic, said, gist, result)
      values (${result.reference}, ${result.incidentId}, ${result.from}, ${result.to}, ${result.computedAt},
        ${result.version}, ${result.inputSha256}, ${result.automatic}, ${result.said}, ${result.gist},
        ${result.result}) returning id`,
  );
  return row.id;
}

/** The bytes of the answer to these inputs in this version, if anybody has asked before. */
export async function selectAnswer(
  db: Db,
  inputSha256: string,
  version: string,
): Promise<string | undefined> {
  const found = await maybeOne(
    db,
    z.object({ result: z.string() }),
    sql`select result from attribution_result where input_sha256 = ${inputSha256} and version = ${version} limit 1`,
  );
  return found?.result;
}

/** The result with this id. */
export const selectResultById = (db: Db, id: number): Promise<ResultRow | undefined> =>
  maybeOne(
    db,
    resultRow,
    sql`select ${summaryColumns}, gist, result from attribution_result where id = ${id}`,
  );

const ofIncident = (incidentId: number | null) => sql`incident_id is not distinct from ${incidentId}::bigint`;

/** The latest result that Allclear made by itself, for an incident, or for none (null). */
export const selectLatestLook = (db: Db, incidentId: number | null): Promise<ResultRow | undefined> =>
  maybeOne(
    db,
    resultRow,
    sql`select ${summaryColumns}, gist, result from attribution_result
      where automatic and ${ofIncident(incidentId)} order by computed_at desc, id desc limit 1`,
  );

/** When Allclear last looked by itself, at whatever. */
export async function selectLastLookAt(db: Db): Promise<Date | null> {
  const found = await one(
    db,
    z.object({ at: z.date().nullable() }),
    sql`select max(computed_at) as at from attribution_result where automatic`,
  );
  return found.at;
}

/** The earliest result made by itself, for this incident or for none, that reaches past `from` and says `phrase`. */
export const selectFirstSaying = (
  db: Db,
  query: { phrase: string; separator: string; incidentId: number; from: Date },
): Promise<ResultSummary | undefined> =>
  maybeOne(
    db,
    summaryRow,
    sql`select ${summaryColumns} from attribution_result
      where automatic and (incident_id is null or incident_id = ${query.incidentId}) and to_at > ${query.from}
        and ${query.phrase}::text = any(string_to_array(said, ${query.separator}::text))
      order by computed_at, id limit 1`,
  );

/**
 * Results that may go: of those made by itself, each one that says the same as the one before it and is not the latest of
 * its incident; and everything computed before `before` but the latest look at each incident.
 */
export const selectThinnable = (db: Db, before: Date): Promise<{ id: number; reference: string }[]> =>
  rows(
    db,
    z.strictObject({ id: z.number(), reference: z.string() }),
    sql`with look as (
        select id, lag(version || said) over w is not distinct from version || said as repeats, lead(id) over w is null as latest
        from attribution_result where automatic window w as (partition by incident_id order by computed_at, id)
      )
      select r.id, r.reference from attribution_result r left join look using (id)
      where (coalesce(look.repeats, false) or r.computed_at < ${before}) and not coalesce(look.latest, false)
      order by r.id`,
  );

/** Deletes results, and inputs that no result was made from. Returns how many results went. */
export async function deleteResults(tx: Context, ids: readonly number[]): Promise<number> {
  const gone = await rows(
    tx.db,
    z.object({ sha256: z.string() }),
    sql`delete from attribution_result where id = any(${[...ids]}::bigint[]) returning input_sha256 as sha256`,
  );
  await sql`delete from attribution_input i where sha256 = any(${gone.map(({ sha256 }) => sha256)}::text[])
    and not exists (select 1 from attribution_result r where r.input_sha256 = i.sha256)`.execute(tx.db);
  return gone.length;
}
