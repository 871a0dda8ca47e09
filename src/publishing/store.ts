import { sql } from 'kysely';
import { z } from 'zod';
import { authorKeys } from '#platform/auth';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { ClaimEvidence } from './core/claim.ts';
import { type StoredClaim, type Update, type UpdateKind, updateKinds, updateStatuses } from './model.ts';

const updateRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  number: z.number(),
  kind: z.enum(updateKinds),
  corrects: z.number().nullable(),
  title: z.string(),
  body: z.string(),
  nextUpdateDueAt: z.date().nullable(),
  status: z.enum(updateStatuses),
  authors: z.array(z.string()),
  authorPeople: z.array(z.string()),
  createdAt: z.date(),
  submittedAt: z.date().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: z.date().nullable(),
  overrideReason: z.string().nullable(),
  publishedBy: z.string().nullable(),
  publishedAt: z.date().nullable(),
  version: z.number(),
});

const updateColumns = sql`id, incident_id as "incidentId", number, kind, corrects, title, body,
  next_update_due_at as "nextUpdateDueAt", status, authors, author_people as "authorPeople", created_at as "createdAt",
  submitted_at as "submittedAt", approved_by as "approvedBy", approved_at as "approvedAt",
  override_reason as "overrideReason", published_by as "publishedBy", published_at as "publishedAt", version`;

/** The updates of some incidents by number, newest first: all, or those published. */
export const selectUpdates = (
  db: Db,
  incidentIds: readonly number[],
  options: { publishedOnly?: boolean } = {},
): Promise<Update[]> =>
  rows(
    db,
    updateRow,
    sql`select ${updateColumns} from incident_update where incident_id = any(${[...incidentIds]}::bigint[])
      and (${options.publishedOnly !== true} or status = 'published') order by incident_id, number desc`,
  );

export const findUpdate = (db: Db, incidentId: number, number: number): Promise<Update | undefined> =>
  maybeOne(
    db,
    updateRow,
    sql`select ${updateColumns} from incident_update where incident_id = ${incidentId} and number = ${number}`,
  );

/** The update, locked until the transaction ends. */
export const lockUpdate = (tx: Context, incidentId: number, number: number): Promise<Update | undefined> =>
  maybeOne(
    tx.db,
    updateRow,
    sql`select ${updateColumns} from incident_update
      where incident_id = ${incidentId} and number = ${number} for update`,
  );

export interface NewUpdate {
  incidentId: number;
  kind: UpdateKind;
  corrects: number | null;
  title: string;
  body: string;
  nextUpdateDueAt: Date | null;
}

/** Stores a draft under the next number. The caller holds the lock of the incident's updates. */
export const insertUpdate = (tx: Context, update: NewUpdate): Promise<Update> =>
  one(
    tx.db,
    updateRow,
    sql`insert into incident_update (incident_id, number, kind, corrects, title, body, next_update_due_at, status,
        authors, author_people, created_at)
      select ${update.incidentId}, coalesce(max(number), 0) + 1, ${update.kind}, ${update.corrects}::integer,
        ${update.title}, ${update.body}, ${update.nextUpdateDueAt}::timestamptz, 'draft',
        array[${tx.actor.name}::text], ${authorKeys(tx.actor)}::text[], ${tx.clock.now()}::timestamptz
      from incident_update where incident_id = ${update.incidentId}
      returning ${updateColumns}`,
  );

/**
 * Writes what may change before publication. With an author's name go the people behind it; with an approval goes the
 * reason for its override.
 */
export const saveUpdate = (tx: Context, update: Update): Promise<Update> =>
  one(
    tx.db,
    updateRow,
    sql`update incident_update set title = ${update.title}, body = ${update.body},
        next_update_due_at = ${update.nextUpdateDueAt}, status = ${update.status}, authors = ${update.authors},
        author_people = ${authorPeople(tx, update)}, submitted_at = ${update.submittedAt},
        approved_by = ${update.approvedBy}, approved_at = ${update.approvedAt},
        override_reason = ${update.approvedBy === null ? null : update.overrideReason},
        published_by = ${update.publishedBy}, published_at = ${update.publishedAt}, version = ${update.version}
      where id = ${update.id} returning ${updateColumns}`,
  );

const authorPeople = ({ actor }: Context, { authors, authorPeople: known }: Update): string[] =>
  authors.includes(actor.name) ? [...new Set([...known, ...authorKeys(actor)])] : known;

const evidenceSchema = z.object({
  text: z.string(),
  counts: z.record(z.string(), z.number()),
  rowIds: z.record(z.string(), z.array(z.number())).optional(),
  exclusions: z.array(z.string()),
});

const claimRow = z
  .strictObject({
    id: z.number(),
    updateId: z.number(),
    position: z.number(),
    key: z.string(),
    parameters: z.record(z.string(), z.string()),
    value: z.unknown(),
    text: z.string(),
    evidence: evidenceSchema,
    asOf: z.date(),
    holds: z.boolean(),
    stoppedAt: z.date().nullable(),
    nowText: z.string().nullable(),
  })
  .transform(({ evidence: { rowIds, ...evidence }, ...row }): StoredClaim => {
    return { ...row, evidence: rowIds === undefined ? evidence : { ...evidence, rowIds } };
  });

const claimColumns =
  sql.raw(`c.id, c.update_id as "updateId", c.position, c.key, c.parameters, c.value, c.text, c.evidence,
  c.as_of as "asOf", c.holds, c.stopped_at as "stoppedAt", c.now_text as "nowText"`);

/** The claims of some updates, by update and position. */
export const selectClaims = (db: Db, updateIds: readonly number[]): Promise<StoredClaim[]> =>
  rows(
    db,
    claimRow,
    sql`select ${claimColumns} from update_claim c where c.update_id = any(${[...updateIds]}::bigint[])
      order by c.update_id, c.position`,
  );

export interface FrozenClaim {
  key: string;
  parameters: Record<string, string>;
  value: unknown;
  text: string;
  evidence: ClaimEvidence;
  asOf: Date;
}

/** Freezes the claims of an update that is not published yet, in place of those it had. */
export async function replaceClaims(
  tx: Context,
  updateId: number,
  claims: readonly FrozenClaim[],
): Promise<void> {
  await sql`delete from update_claim where update_id = ${updateId}`.execute(tx.db);
  for (const [position, claim] of claims.entries()) {
    await sql`insert into update_claim (update_id, position, key, parameters, value, text, evidence, as_of)
      values (${updateId}, ${position}, ${claim.key}, ${JSON.stringify(claim.parameters)}::jsonb,
        ${JSON.stringify(claim.value)}::jsonb, ${claim.text}, ${JSON.stringify(claim.evidence)}::jsonb,
        ${claim.asOf})`.execute(tx.db);
  }
}

/** Claims that still hold, in updates of these incidents published since `since`, with what their update said. */
export const selectHolding = (
  db: Db,
  of: { incidentIds: readonly number[]; since: Date },
): Promise<HoldingClaim[]> =>
  rows(
    db,
    z
      .object({ incidentId: z.number(), number: z.number(), nextUpdateDueAt: z.date().nullable() })
      .passthrough()
      .transform(({ incidentId, number, nextUpdateDueAt, ...claim }): HoldingClaim => {
        return { incidentId, number, nextUpdateDueAt, claim: claimRow.parse(claim) };
      }),
    sql`select ${claimColumns}, u.incident_id as "incidentId", u.number, u.next_update_due_at as "nextUpdateDueAt"
      from update_claim c join incident_update u on u.id = c.update_id
      where c.holds and u.status = 'published' and u.published_at >= ${of.since}
        and u.incident_id = any(${[...of.incidentIds]}::bigint[])
      order by u.incident_id, u.number, c.position`,
  );

export interface HoldingClaim {
  incidentId: number;
  /** Of its update. */
  number: number;
  nextUpdateDueAt: Date | null;
  claim: StoredClaim;
}

/** Marks a claim as no longer holding. False when somebody else was quicker. */
export async function stopClaim(
  tx: Context,
  claimId: number,
  stop: { at: Date; nowText: string },
): Promise<boolean> {
  const stopped = await rows(
    tx.db,
    z.object({ id: z.number() }),
    sql`update update_claim set holds = false, stopped_at = ${stop.at}, now_text = ${stop.nowText}
      where id = ${claimId} and holds returning id`,
  );
  return stopped.length > 0;
}

/** How many claims of published updates still hold, and how many were withdrawn, since the beginning. */
export const claimCounts = (db: Db): Promise<{ holding: number; withdrawn: number }> =>
  one(
    db,
    z.object({ holding: z.number(), withdrawn: z.number() }),
    sql`select count(*) filter (where c.holds) as holding, count(*) filter (where not c.holds) as withdrawn
      from update_claim c join incident_update u on u.id = c.update_id where u.status = 'published'`,
  );
