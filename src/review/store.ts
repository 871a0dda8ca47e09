import { sql } from 'kysely';
import { z } from 'zod';
import { type ReviewState, reviewStates } from '#incidents';
import type { Context } from '#platform/context';
import { type Db, maybeOne } from '#platform/db';
import type { Review } from './model.ts';

// All SQL of the review domain.

const reviewRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  state: z.enum(reviewStates),
  independentReviewer: z.string(),
  reviewerOrganisation: z.string(),
  commissionedAt: z.date(),
  dueBy: z.string(),
  termsOfReference: z.string(),
});

const columns = sql`id, incident_id as "incidentId", state, independent_reviewer as "independentReviewer",
  reviewer_organisation as "reviewerOrganisation", commissioned_at as "commissionedAt",
  to_char(due_by, 'YYYY-MM-DD') as "dueBy", terms_of_reference as "termsOfReference"`;

export const findReview = (db: Db, incidentId: number): Promise<Review | undefined> =>
  maybeOne(db, reviewRow, sql`select ${columns} from review where incident_id = ${incidentId}`);

export const lockReview = (tx: Context, incidentId: number): Promise<Review | undefined> =>
  maybeOne(tx.db, reviewRow, sql`select ${columns} from review where incident_id = ${incidentId} for update`);

export async function insertReview(tx: Context, review: Omit<Review, 'id'>): Promise<void> {
  await sql`insert into review (incident_id, state, independent_reviewer, reviewer_organisation, commissioned_at, due_by,
      terms_of_reference)
    values (${review.incidentId}, ${review.state}, ${review.independentReviewer}, ${review.reviewerOrganisation},
      ${review.commissionedAt}, ${review.dueBy}, ${review.termsOfReference})`.execute(tx.db);
}

export async function updateState(tx: Context, id: number, state: ReviewState): Promise<void> {
  await sql`update review set state = ${state} where id = ${id}`.execute(tx.db);
}
