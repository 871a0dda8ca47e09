import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne } from '#platform/db';
import type { ImportOutcome } from './model.ts';

const uploadRow = z.strictObject({
  id: z.string(),
  kind: z.enum(['estate', 'readings', 'calls']),
  fileName: z.string(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  sha256: z.string(),
  options: z.unknown(),
  outcome: z.custom<ImportOutcome>((value) => typeof value === 'object' && value !== null),
  fingerprint: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
});

/** A file with its preview, as it waits to be confirmed. */
export type KeptUpload = z.output<typeof uploadRow>;

const columns = sql`id, kind, file_name as "fileName", bytes, sha256, options, preview as outcome, fingerprint,
  created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"`;

export async function insertUpload(db: Db, upload: KeptUpload): Promise<void> {
  await sql`insert into upload (id, kind, file_name, bytes, sha256, options, preview, fingerprint, created_by, created_at,
      expires_at)
    values (${upload.id}, ${upload.kind}, ${upload.fileName}, ${Buffer.from(upload.bytes)}, ${upload.sha256},
      ${JSON.stringify(upload.options)}::jsonb, ${JSON.stringify(upload.outcome)}::jsonb, ${upload.fingerprint},
      ${upload.createdBy}, ${upload.createdAt}, ${upload.expiresAt})`.execute(db);
}

export const selectUpload = (db: Db, id: string): Promise<KeptUpload | undefined> =>
  maybeOne(db, uploadRow, sql`select ${columns} from upload where id = ${id}`);

/** Nobody else decides about it until the transaction ends. */
export const lockUpload = (db: Db, id: string): Promise<KeptUpload | undefined> =>
  maybeOne(db, uploadRow, sql`select ${columns} from upload where id = ${id} for update`);

export async function deleteUpload(db: Db, id: string): Promise<void> {
  await sql`delete from upload where id = ${id}`.execute(db);
}

const mostOfOnePerson = 5;

/** What nobody confirmed in time goes, and of one person all but the latest few. */
export async function dropOldUploads(db: Db, now: Date, person: string): Promise<void> {
  await sql`delete from upload where expires_at <= ${now} or (created_by = ${person} and id not in (
    select id from upload where created_by = ${person} order by created_at desc, id limit ${mostOfOnePerson - 1}))`.execute(
    db,
  );
}

/** How many files waited too long; they are gone then. */
export async function deleteExpiredUploads(db: Db, now: Date): Promise<number> {
  const gone = await sql`delete from upload where expires_at <= ${now}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
