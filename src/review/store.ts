import { sql } from 'kysely';
import { z } from 'zod';
import { type ReviewState, reviewStates } from '#incidents';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import { type Entry, hashOf, type NewEntry } from './core/entries.ts';
import { type EvidenceItem, evidenceKinds, type Review } from './model.ts';

// SQL of reviews, their chains of entries and their evidence.

const reviewRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  state: z.enum(reviewStates),
  independentReviewer: z.string(),
  reviewerOrganisation: z.string(),
  reviewerAddress: z.string().nullable(),
  reportsTo: z.array(z.string()),
  commissionedAt: z.date(),
  appointedAt: z.date(),
  accuracyClosesAt: z.date().nullable(),
  dueBy: z.string(),
  termsOfReference: z.string(),
});

const columns = sql`id, incident_id as "incidentId", state, independent_reviewer as "independentReviewer",
  reviewer_organisation as "reviewerOrganisation", reviewer_address as "reviewerAddress", reports_to as "reportsTo",
  commissioned_at as "commissionedAt", appointed_at as "appointedAt", accuracy_closes_at as "accuracyClosesAt",
  to_char(due_by, 'YYYY-MM-DD') as "dueBy", terms_of_reference as "termsOfReference"`;

export const findReview = (db: Db, incidentId: number): Promise<Review | undefined> =>
  maybeOne(db, reviewRow, sql`select ${columns} from review where incident_id = ${incidentId}`);

/** Of all incidents, oldest first. */
export const selectReviews = (db: Db): Promise<Review[]> =>
  rows(db, reviewRow, sql`select ${columns} from review order by id`);

/** The review, locked until the transaction ends: whoever continues its chain does so alone. */
export const lockReview = (tx: Context, incidentId: number): Promise<Review | undefined> =>
  maybeOne(tx.db, reviewRow, sql`select ${columns} from review where incident_id = ${incidentId} for update`);

export const insertReview = (
  tx: Context,
  review: Omit<Review, 'id' | 'state' | 'appointedAt' | 'accuracyClosesAt'>,
): Promise<Review> =>
  one(
    tx.db,
    reviewRow,
    sql`insert into review (incident_id, state, independent_reviewer, reviewer_organisation, reviewer_address, reports_to,
        commissioned_at, appointed_at, due_by, terms_of_reference)
      values (${review.incidentId}, 'commissioned', ${review.independentReviewer}, ${review.reviewerOrganisation},
        ${review.reviewerAddress}, ${review.reportsTo}, ${review.commissionedAt}, ${review.commissionedAt},
        ${review.dueBy}, ${review.termsOfReference})
      returning ${columns}`,
  );

export async function updateReview(
  tx: Context,
  id: number,
  change: {
    state?: ReviewState;
    accuracyClosesAt?: Date;
    reviewer?: Pick<Review, 'independentReviewer' | 'reviewerOrganisation' | 'reviewerAddress' | 'reportsTo'>;
  },
): Promise<void> {
  const { state, accuracyClosesAt, reviewer } = change;
  const assignments = [
    state !== undefined && sql`state = ${state}`,
    accuracyClosesAt !== undefined && sql`accuracy_closes_at = ${accuracyClosesAt}`,
    reviewer !== undefined &&
      sql`independent_reviewer = ${reviewer.independentReviewer}, reviewer_organisation = ${reviewer.reviewerOrganisation},
        reviewer_address = ${reviewer.reviewerAddress}, reports_to = ${reviewer.reportsTo},
        appointed_at = ${tx.clock.now()}`,
  ].filter((each) => typeof each === 'object');
  await sql`update review set ${sql.join(assignments)} where id = ${id}`.execute(tx.db);
}

// The chain

const entryRow = z.strictObject({
  reviewId: z.number(),
  number: z.number(),
  kind: z.string(),
  subject: z.string(),
  data: z.string(),
  actor: z.string(),
  recordedAt: z.date(),
  previousSha256: z.string(),
  sha256: z.string(),
});

const entryColumns = sql`review_id as "reviewId", number, kind, subject, data, actor, recorded_at as "recordedAt",
  previous_sha256 as "previousSha256", sha256`;

export const selectEntries = (db: Db, reviewId: number): Promise<Entry[]> =>
  rows(
    db,
    entryRow,
    sql`select ${entryColumns} from review_entry where review_id = ${reviewId} order by number`,
  );

/** Entries about actions, of every review. */
export const selectActionEntries = (db: Db): Promise<Entry[]> =>
  rows(
    db,
    entryRow,
    sql`select ${entryColumns} from review_entry where kind like 'action.%' order by review_id, number`,
  );

/** Continues the chain of a review that is locked. Returns what was added. */
export async function appendEntries(
  tx: Context,
  reviewId: number,
  added: readonly NewEntry[],
): Promise<Entry[]> {
  const last = await maybeOne(
    tx.db,
    z.object({ number: z.number(), sha256: z.string() }),
    sql`select number, sha256 from review_entry where review_id = ${reviewId} order by number desc limit 1`,
  );
  const chain: Entry[] = [];
  for (const { kind, subject, data } of added) {
    const before = chain.at(-1) ?? last;
    const hashed = {
      reviewId,
      number: (before?.number ?? 0) + 1,
      kind,
      subject: subject ?? '',
      data: JSON.stringify(data),
      actor: tx.actor.name,
      recordedAt: tx.clock.now(),
      previousSha256: before?.sha256 ?? '',
    };
    chain.push({ ...hashed, sha256: hashOf(hashed) });
  }
  for (const each of chain)
    await sql`insert into review_entry (review_id, number, kind, subject, data, actor, recorded_at, previous_sha256, sha256)
      values (${reviewId}, ${each.number}, ${each.kind}, ${each.subject}, ${each.data}, ${each.actor},
        ${each.recordedAt}, ${each.previousSha256}, ${each.sha256})`.execute(tx.db);
  return chain;
}

// Evidence

const evidenceRow = z
  .strictObject({
    number: z.number(),
    kind: z.enum(evidenceKinds),
    title: z.string(),
    source: z.string(),
    at: z.date(),
    content: z.string(),
    sha256: z.string(),
    public: z.boolean(),
    recordedAt: z.date(),
    recordedBy: z.string(),
  })
  .transform((row): EvidenceItem => ({ ...row, content: JSON.parse(row.content) }));

/** In the order they were gathered; of all kinds, unless some are named. */
export const selectEvidence = (
  db: Db,
  reviewId: number,
  kinds?: readonly string[],
): Promise<EvidenceItem[]> =>
  rows(
    db,
    evidenceRow,
    sql`select number, kind, title, source, at, content, sha256, public, recorded_at as "recordedAt",
        recorded_by as "recordedBy"
      from review_evidence where review_id = ${reviewId}
        and (${kinds === undefined} or kind = any(${[...(kinds ?? [])]}::text[])) order by number`,
  );

const countRow = z.object({ kind: z.enum(evidenceKinds), count: z.number() });

export const countEvidence = (db: Db, reviewId: number): Promise<z.output<typeof countRow>[]> =>
  rows(
    db,
    countRow,
    sql`select kind, count(*)::int as count from review_evidence where review_id = ${reviewId}
      group by kind order by min(number)`,
  );

/** What the content of each item must hash to, and the numbers of those that do not, worked out by the database. */
export async function alteredEvidence(db: Db, reviewId: number): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ number: z.number() }),
    sql`select number from review_evidence where review_id = ${reviewId}
      and sha256 <> encode(sha256(convert_to(content, 'UTF8')), 'hex') order by number`,
  );
  return found.map(({ number }) => number);
}

export interface NewEvidence {
  kind: EvidenceItem['kind'];
  title: string;
  source: string;
  at: Date;
  /** JSON. */
  content: string;
  sha256: string;
  public: boolean;
}

/** Adds what is not there yet, in its order; the same source with the same content is there already. Returns how many. */
export async function insertEvidence(
  tx: Context,
  reviewId: number,
  items: readonly NewEvidence[],
): Promise<number> {
  if (items.length === 0) return 0;
  const done = await sql`with latest as (
        select coalesce(max(number), 0)::int as number from review_evidence where review_id = ${reviewId}
      ), given as (
        select * from unnest(${items.map((i) => i.kind)}::text[], ${items.map((i) => i.title)}::text[],
          ${items.map((i) => i.source)}::text[], ${items.map((i) => i.at)}::timestamptz[],
          ${items.map((i) => i.content)}::text[], ${items.map((i) => i.sha256)}::text[],
          ${items.map((i) => i.public)}::boolean[]) with ordinality
          as row (kind, title, source, at, content, sha256, public, position)
        where not exists (select from review_evidence known where known.review_id = ${reviewId}
          and known.source = row.source and known.sha256 = row.sha256)
      )
      insert into review_evidence (review_id, number, kind, title, source, at, content, sha256, public, recorded_at,
        recorded_by)
      select ${reviewId}, latest.number + row_number() over (order by position), kind, title, source, at, content, sha256,
        public, ${tx.clock.now()}, ${tx.actor.name} from given, latest`.execute(tx.db);
  return Number(done.numAffectedRows ?? 0n);
}
