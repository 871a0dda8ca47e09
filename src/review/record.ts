import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { checksOf } from './accuracy-read.ts';
import type { Entry } from './core/entries.ts';
import type { AccuracyCheck, Review } from './model.ts';
import { countEvidence, findReview, selectEntries } from './store.ts';
import { selectVersions, type Version } from './store-reports.ts';

/** What a review holds, as far as every screen of it needs it. */
export interface ReviewRecord {
  review: Review;
  entries: readonly Entry[];
  checks: readonly AccuracyCheck[];
  evidenceCounts: Awaited<ReturnType<typeof countEvidence>>;
  /** Published, newest first. */
  versions: readonly Version[];
}

const kept = keepUntilChanged<ReviewRecord | null>(['reviews', 'estate'], { most: 8 });

/** The review of an incident, read in one go for each change of it, and shared; null when none was commissioned. */
export const reviewRecord = (db: Db, incidentId: number): Promise<ReviewRecord | null> =>
  kept(db, String(incidentId), async () => {
    const review = await findReview(db, incidentId);
    if (!review) return null;
    const entries = await selectEntries(db, review.id);
    return {
      ...{ review, entries },
      checks: await checksOf(db, review.id, entries),
      evidenceCounts: await countEvidence(db, review.id),
      versions: await selectVersions(db, review.id),
    };
  });
