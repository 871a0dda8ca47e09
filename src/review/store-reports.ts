import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';

// SQL of published reports.

const reportRow = z.strictObject({
  reviewId: z.number(),
  version: z.number(),
  content: z.string(),
  documentBytes: z.number(),
  changes: z.array(z.string()),
  publishedAt: z.date(),
  publishedBy: z.string(),
});
export type StoredReport = z.output<typeof reportRow>;

/** Every version of every report, or of one review, newest first; documents are left where they are. */
export const selectReports = (db: Db, reviewId?: number): Promise<StoredReport[]> =>
  rows(
    db,
    reportRow,
    sql`select review_id as "reviewId", version, content, length(document) as "documentBytes", changes,
        recorded_at as "publishedAt", published_by as "publishedBy"
      from review_report where ${reviewId ?? null}::bigint is null or review_id = ${reviewId ?? null}::bigint
      order by review_id, version desc`,
  );

const versionRow = reportRow.pick({ version: true, changes: true, publishedAt: true, publishedBy: true });
export type Version = z.output<typeof versionRow>;

/** The published versions of a review, newest first, without what they say. */
export const selectVersions = (db: Db, reviewId: number): Promise<Version[]> =>
  rows(
    db,
    versionRow,
    sql`select version, changes, recorded_at as "publishedAt", published_by as "publishedBy"
      from review_report where review_id = ${reviewId} order by version desc`,
  );

const documentRow = z.strictObject({
  incidentId: z.number(),
  version: z.number(),
  document: z.instanceof(Buffer),
});

export const selectDocuments = (db: Db): Promise<z.output<typeof documentRow>[]> =>
  rows(
    db,
    documentRow,
    sql`select r.incident_id as "incidentId", d.version, d.document
      from review_report d join review r on r.id = d.review_id order by d.review_id, d.version`,
  );

export async function insertReport(
  tx: Context,
  report: {
    reviewId: number;
    version: number;
    content: string;
    sha256: string;
    document: Buffer;
    changes: readonly string[];
  },
): Promise<void> {
  await sql`insert into review_report (review_id, version, content, document, sha256, changes, recorded_at, published_by)
    values (${report.reviewId}, ${report.version}, ${report.content}, ${report.document}, ${report.sha256},
      ${[...report.changes]}, ${tx.clock.now()}, ${tx.actor.name})`.execute(tx.db);
}
