import type { ReviewState } from '#incidents';

export interface Review {
  id: number;
  incidentId: number;
  state: ReviewState;
  independentReviewer: string;
  reviewerOrganisation: string;
  commissionedAt: Date;
  /** A London calendar date, YYYY-MM-DD. */
  dueBy: string;
  termsOfReference: string;
}
