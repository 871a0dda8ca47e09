import { z } from 'zod';
import { findIncident, type Incident, nextReviewState, type ReviewState, slugText } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import type { Report } from '#publishing';
import { changeReview } from './change.ts';
import { actionsOf } from './core/actions.ts';
import { composeReport } from './core/compose.ts';
import { brokenLinks, type Entry, entriesOf, entry } from './core/entries.ts';
import {
  commentsOf,
  consequencesOf,
  factorsOf,
  interestsOf,
  orderOf,
  redactionsOf,
  sectionsOf,
  statementOf,
} from './core/folds.ts';
import { boardSummary, serviceIncidentReport, serviceReportDue } from './core/reports.ts';
import { missingFor } from './core/requirements.ts';
import { factsOf } from './facts.ts';
import type { AccuracyCheck, Review } from './model.ts';
import { mayRead, mayWork } from './policy.ts';
import { type ReviewRecord, reviewRecord } from './record.ts';
import { reportFacts } from './report-facts.ts';
import { alteredEvidence, selectEntries, selectEvidence } from './store.ts';
import type { Version } from './store-reports.ts';
import { serviceReportInput } from './write.ts';

export const showInput = z.strictObject({ incident: slugText });

/** The review of an incident as everybody at work sees it. */
export interface ReviewView {
  incident: Incident;
  review: Review;
  at: Date;
  next: ReviewState | null;
  /** What is wanting before the next step. */
  missing: { key: string; sentence: string; text: string }[];
  ties: readonly string[];
  interests: ReturnType<typeof interestsOf>;
  evidence: ReviewRecord['evidenceCounts'];
  factors: ReturnType<typeof factorsOf>;
  sections: { order: readonly string[]; written: ReturnType<typeof sectionsOf> };
  comments: ReturnType<typeof commentsOf>;
  statement: ReturnType<typeof statementOf>;
  redactions: ReturnType<typeof redactionsOf>;
  accuracy: readonly AccuracyCheck[];
  consequences: ReturnType<typeof consequencesOf>;
  actions: ReturnType<typeof actionsOf>;
  versions: readonly Version[];
  serviceReport: { due: string | null; overdue: boolean; sent: { to: string; on: string } | null };
}

/** Everything about a review, and what its next step still needs; null when none was commissioned. */
export async function showReview(
  context: Context,
  input: z.input<typeof showInput>,
): Promise<ReviewView | null> {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, 'input of review.show');
  const { db, clock } = context;
  const incident = await findIncident(db, slug);
  const record = await reviewRecord(db, incident.id);
  if (!record) return null;
  const { review, entries, checks: accuracy, evidenceCounts: evidence, versions } = record;
  const now = clock.now();
  const facts = await factsOf(db, { incident, review, entries, now, read: record });
  const next = nextReviewState(review.state) ?? null;
  return {
    incident,
    review,
    at: now,
    next,
    missing: next ? missingFor(next, facts) : [],
    ties: facts.ties,
    interests: interestsOf(entries),
    evidence,
    factors: factorsOf(entries),
    sections: { order: orderOf(entries), written: sectionsOf(entries) },
    comments: commentsOf(entries),
    statement: statementOf(entries),
    redactions: redactionsOf(entries),
    accuracy,
    consequences: consequencesOf(entries),
    actions: actionsOf(entries, homeOf(incident, review)),
    versions,
    serviceReport: serviceReportOf(incident, entries, londonDate(now)),
  };
}

const homeOf = (incident: Incident, review: Review) => ({
  reviewId: review.id,
  incidentId: incident.id,
  reference: incident.reference,
});

function serviceReportOf(
  incident: Incident,
  entries: readonly Entry[],
  today: string,
): ReviewView['serviceReport'] {
  const due = serviceReportDue(incident);
  const sent = entriesOf(entries, 'service-report.sent').at(-1)?.data ?? null;
  return { due, overdue: due !== null && sent === null && due < today, sent };
}

async function homeFor(context: Context, input: unknown, verb: string) {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, `input of ${verb}`);
  const incident = await findIncident(context.db, slug);
  const record = await reviewRecord(context.db, incident.id);
  if (!record) throw notFound('review of', slug);
  return { incident, ...record, now: context.clock.now() };
}

export const evidenceInput = z.strictObject({
  incident: slugText,
  kinds: z.array(z.string().max(40)).optional(),
});

/** The items of evidence, in the order they were gathered. */
export async function listEvidence(context: Context, input: z.input<typeof evidenceInput>) {
  authorise(context.actor, mayRead);
  const { incident, kinds } = parseInput(evidenceInput, input, 'input of review.evidence');
  const { review } = await homeFor(context, { incident }, 'review.evidence');
  return selectEvidence(context.db, review.id, kinds);
}

/** The report as it would go out now. Figures that may not be said say so in their place. Stores nothing. */
export async function previewReport(
  context: Context,
  input: z.input<typeof showInput>,
): Promise<{ report: Report; refusals: string[] }> {
  const facts = await reportFacts(context.db, await homeFor(context, input, 'review.preview'));
  const refusals = [...facts.written].flatMap(([key, said]) =>
    said.refusals.map(({ reason }) => `${key}: ${reason}`),
  );
  return { report: composeReport(facts), refusals };
}

/** The board's one page, from the same facts. */
export async function showBoardSummary(context: Context, input: z.input<typeof showInput>): Promise<Report> {
  const home = await homeFor(context, input, 'review.board-summary');
  return boardSummary(await reportFacts(context.db, home), consequencesOf(home.entries));
}

/** The higher-severity service incident report with its six headings, and when it is due. */
export async function showServiceReport(context: Context, input: z.input<typeof showInput>) {
  const home = await homeFor(context, input, 'review.service-report');
  return {
    report: serviceIncidentReport(await reportFacts(context.db, home)),
    ...serviceReportOf(home.incident, home.entries, londonDate(home.now)),
  };
}

/** Records that the service incident report was sent. */
export const sendServiceReport = (context: Context, input: z.input<typeof serviceReportInput>) =>
  changeReview(
    context,
    { verb: 'review.service-report-sent', rule: mayWork },
    serviceReportInput,
    input,
    ({ now, incident }, { to, on }) => {
      const today = londonDate(now);
      const day = on ?? today;
      if (day > today || (incident.endedAt !== null && day < londonDate(incident.endedAt)))
        throw new AllclearError('input.invalid', 'It was sent between the end of the incident and today.', {
          faults: [{ field: 'on', reason: 'is in the future, or before the incident ended' }],
        });
      return { entries: [entry('service-report.sent', { to, on: day })], result: { sent: day } };
    },
  );

/** Works out every hash of a review anew: what was changed past the program is named. Whoever did so left no mark, so nothing kept is used. */
export async function verifyReview(context: Context, input: z.input<typeof showInput>) {
  const { review } = await homeFor(context, input, 'review.verify');
  const entries = await selectEntries(context.db, review.id);
  const broken = brokenLinks(entries);
  const altered = await alteredEvidence(context.db, review.id);
  await audit(context, {
    verb: 'review.verify',
    subject: `incident:${input.incident}`,
    data: { entries: entries.length, broken, altered },
  });
  return {
    intact: broken.length + altered.length === 0,
    entries: entries.length,
    brokenEntries: broken,
    alteredEvidence: altered,
  };
}
