import type { Db } from '#platform/db';
import type { Review } from './model.ts';
import { findReview } from './store.ts';

/** The review of an incident, or null when none was commissioned. */
export const reviewOf = async (db: Db, incidentId: number): Promise<Review | null> =>
  (await findReview(db, incidentId)) ?? null;
