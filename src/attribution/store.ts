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
});
const resultRow = summaryRow.extend({ result: z.string() });
export type ResultRow = z.output<typeof resultRow>;

const summaryColumns = sql`id, reference, incident_id as "incidentId", from_at as "from", to_at as "to",
  computed_at as "computedAt", version, input_sha256 as "inputSha256"`;

/** A result by its reference; without one, the newest. */
export const selectResult = (db: Db, reference?: string): Promise<ResultRow | undefined> =>
  maybeOne(
    db,
    resultRow,
    sql`select ${summaryColumns}, result from attribution_result
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
    sql`insert into attribution_result (reference, incident_id, from_at, to_at, computed_at, version, input_sha256, result)
      values (${result.reference}, ${result.incidentId}, ${result.from}, ${result.to}, ${result.computedAt},
        ${result.version}, ${result.inputSha256}, ${result.result}) returning id`,
  );
  return row.id;
}
