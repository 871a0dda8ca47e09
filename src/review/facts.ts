import type { Incident } from '#incidents';
import type { Db } from '#platform/db';
import { checksOf } from './accuracy-read.ts';
import { actionsOf } from './core/actions.ts';
import { type Entry, entriesOf } from './core/entries.ts';
import { commentsOf, factorsOf, interestsOf, orderOf, sectionsOf, statementOf } from './core/folds.ts';
import type { ReviewFacts } from './core/requirements.ts';
import { sectionPlans } from './core/sections.ts';
import { reviewerTies } from './independence.ts';
import { type AccuracyCheck, type Review, reviewParameters } from './model.ts';
import type { ReviewRecord } from './record.ts';
import { countEvidence } from './store.ts';

/** What decides whether a review may move on, in a fixed number of queries. */
export async function factsOf(
  db: Db,
  of: {
    incident: Incident;
    review: Review;
    entries: readonly Entry[];
    now: Date;
    /** When they were read already: thousands, in a country. */
    read?: Pick<ReviewRecord, 'checks' | 'evidenceCounts'>;
  },
): Promise<ReviewFacts> {
  const { incident, review, entries, now } = of;
  const counts = of.read?.evidenceCounts ?? (await countEvidence(db, review.id));
  const checks = of.read?.checks ?? (await checksOf(db, review.id, entries));
  return {
    state: review.state,
    response: incident.states.response,
    now,
    ties: await reviewerTies(db, of),
    interestsDeclared: interestsOf(entries) !== null,
    evidence: {
      items: counts.reduce((sum, { count }) => sum + count, 0),
      gatheredAt: entriesOf(entries, 'evidence.gathered').at(-1)?.at ?? null,
    },
    endedAt: incident.endedAt,
    factors: factorsOf(entries).map(({ title, evidenceFor, evidenceAgainst, grade, rivals, settledBy }) => ({
      title,
      evidence: evidenceFor.length + evidenceAgainst.length,
      grade,
      weighed: rivals.length > 0 || settledBy !== null,
    })),
    missingSections: missingSections(entries),
    accuracy: { ...accuracyFacts(checks), opened: isOpened(entries), closesAt: review.accuracyClosesAt },
    reviewerStatement: statementOf(entries) !== null,
    unansweredComments: commentsOf(entries)
      .filter(({ response }) => response === null)
      .map(({ number }) => number),
    actions: actionsOf(entries, {
      reviewId: review.id,
      incidentId: incident.id,
      reference: incident.reference,
    }).map(({ number, status }) => ({ number, status })),
    serviceReport: {
      needed: incident.itSeverity <= reviewParameters.serviceReportSeverity,
      sent: entriesOf(entries, 'service-report.sent').length > 0,
    },
  };
}

const isOpened = (entries: readonly Entry[]): boolean => entriesOf(entries, 'accuracy.opened').length > 0;

/** Needed parts that were not left out of the report's order and that nobody has written. */
function missingSections(entries: readonly Entry[]): string[] {
  const order = orderOf(entries);
  const known = sectionsOf(entries);
  return sectionPlans
    .filter(({ key, needed }) => needed && order.includes(key) && !known.has(key))
    .map(({ title }) => title);
}

export const accuracyFacts = (checks: readonly AccuracyCheck[]) => ({
  practices: checks.length,
  answered: checks.filter(({ answer }) => answer !== null).length,
  unsettled: checks
    .filter(({ answer, settled }) => answer?.verdict === 'correct' && settled === null)
    .map(({ practiceName, odsCode }) => `${practiceName} (${odsCode})`),
});
