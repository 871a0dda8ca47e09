import { findIncidentById, type Incident, listIncidents } from '#incidents';
import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import type { ActionBulletin, ReviewBulletin, SnapshotSource } from '#publishing';
import { actionRow } from './core/action-exports.ts';
import type { Entry } from './core/entries.ts';
import { interestsOf, redactionsOf } from './core/folds.ts';
import { redactorOf } from './core/redactor.ts';
import type { Review } from './model.ts';
import { parseReport } from './publish.ts';
import { allActions, type TrackedAction } from './read-actions.ts';
import { selectEntries, selectReviews } from './store.ts';
import { type StoredReport, selectDocuments, selectReports } from './store-reports.ts';

export const reportPath = (slug: string, version: number): string => `/incidents/${slug}/review/${version}`;
export const documentPath = (slug: string, version: number): string => `${reportPath(slug, version)}.docx`;

/** What the public sees of reviews and actions, as known at `now`. */
export async function publicReviews(
  db: Db,
  now: Date,
): Promise<{ reviews: ReviewBulletin[]; actions: ActionBulletin[] }> {
  const reviews = await selectReviews(db);
  if (reviews.length === 0) return { reviews: [], actions: [] };
  const incidents = new Map((await listIncidents(db)).map((incident) => [incident.id, incident]));
  const reports = Map.groupBy(await selectReports(db), ({ reviewId }) => reviewId);
  const shown: ReviewBulletin[] = [];
  const redactors = new Map<number, (text: string) => string>();
  for (const review of reviews) {
    const incident = incidents.get(review.incidentId);
    if (!incident) continue;
    const entries = await selectEntries(db, review.id);
    redactors.set(review.id, redactorOf(redactionsOf(entries)));
    shown.push(showReview(incident, review, { entries, reports: reports.get(review.id) ?? [] }));
  }
  const isPublished = ({ reviewId }: TrackedAction): boolean => (reports.get(reviewId) ?? []).length > 0;
  const actions = (await allActions(db))
    .filter((action) => isPublished(action) && action.status !== 'proposed')
    .map((action) => showAction(action, londonDate(now), redactors.get(action.reviewId)));
  return { reviews: shown, actions };
}

const showReview = (
  incident: Incident,
  review: Review,
  of: { entries: readonly Entry[]; reports: readonly StoredReport[] },
): ReviewBulletin => ({
  slug: incident.slug,
  incidentTitle: incident.title,
  reference: incident.reference,
  state: review.state,
  reviewer: review.independentReviewer,
  reviewerOrganisation: review.reviewerOrganisation,
  commissionedAt: review.commissionedAt.toISOString(),
  dueBy: review.dueBy,
  termsOfReference: redactorOf(redactionsOf(of.entries))(review.termsOfReference),
  interests: interestsOf(of.entries)?.interests ?? null,
  versions: of.reports.map(({ version, publishedAt, changes, content, documentBytes }) => ({
    version,
    path: reportPath(incident.slug, version),
    document: { path: documentPath(incident.slug, version), bytes: documentBytes },
    publishedAt: publishedAt.toISOString(),
    changes,
    report: parseReport(content),
  })),
});

function showAction(
  action: TrackedAction,
  today: string,
  redact: ((text: string) => string) | undefined,
): ActionBulletin {
  const row = actionRow(action, today, redact);
  return {
    reference: row.reference,
    incidentSlug: action.incident.slug,
    incidentTitle: action.incident.title,
    text: row.action,
    type: row.type,
    strength: row.strength,
    owner: row.owner,
    organisation: row.organisation,
    dueOn: row.dueOn,
    originalDueOn: row.originalDueOn,
    checkOn: row.checkOn,
    measure: row.measure,
    baseline: row.baseline,
    status: row.status,
    overdue: row.overdue,
    checks: action.checks.map(({ at, outcome, text }) => ({
      at: at.toISOString(),
      outcome,
      text: redact ? redact(text) : text,
    })),
  };
}

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Every version of every report as a document, as it was frozen. */
export async function publicDocuments(db: Db): Promise<SnapshotSource[]> {
  const documents: SnapshotSource[] = [];
  for (const { incidentId, version, document } of await selectDocuments(db)) {
    const { slug } = await findIncidentById(db, incidentId);
    documents.push({ path: documentPath(slug, version), contentType: wordType, body: document });
  }
  return documents;
}
