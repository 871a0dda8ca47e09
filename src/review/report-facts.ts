import { listSites } from '#estate';
import { affectedSites, type Incident, impactPeriods, measures } from '#incidents';
import type { Db } from '#platform/db';
import { type SaidText, sayText } from '#publishing';
import { recoveryProgress } from '#recovery';
import { linkedCalls } from '#servicedesk';
import { checksOf } from './accuracy-read.ts';
import { actionsOf } from './core/actions.ts';
import type { ReportFacts } from './core/compose.ts';
import { type Entry, entriesOf } from './core/entries.ts';
import {
  commentsOf,
  factorsOf,
  interestsOf,
  orderOf,
  redactionsOf,
  sectionsOf,
  statementOf,
} from './core/folds.ts';
import type { Review } from './model.ts';
import { countEvidence, selectEvidence } from './store.ts';

interface Home {
  incident: Incident;
  review: Review;
  entries: readonly Entry[];
  now: Date;
}

/** Kinds of evidence that a report shows by the item; of the others it tells the number. */
const shownKinds = [
  'timeline',
  'withdrawn claim',
  'data gap',
  'statement',
  'went well',
  'went badly',
  'where we got lucky',
];

/** Everything a report is composed from, as known now. Claims in the written parts are said anew. */
export async function reportFacts(db: Db, home: Home): Promise<ReportFacts> {
  const { incident, review, entries, now } = home;
  const accepted = entriesOf(entries, 'review.accepted').at(-1);
  return {
    now,
    incident,
    review,
    interests: interestsOf(entries),
    order: orderOf(entries),
    written: await saySections(db, home),
    evidence: await selectEvidence(db, review.id, shownKinds),
    evidenceCounts: await countEvidence(db, review.id),
    impact: await impactOf(db, incident),
    factors: factorsOf(entries),
    measures: await measures(db, incident.id),
    recovery: await recoveryProgress(db, incident.id),
    actions: actionsOf(entries, {
      reviewId: review.id,
      incidentId: incident.id,
      reference: incident.reference,
    }),
    comments: commentsOf(entries),
    statement: statementOf(entries),
    accuracy: { closesAt: review.accuracyClosesAt, checks: await checksOf(db, review.id, entries) },
    redactions: redactionsOf(entries),
    acceptedBy: accepted
      ? { name: accepted.actor, organisation: accepted.data.organisation, at: accepted.at }
      : null,
  };
}

async function saySections(db: Db, { incident, entries, now }: Home): Promise<Map<string, SaidText>> {
  const said = new Map<string, SaidText>();
  for (const { key, text } of sectionsOf(entries).values())
    said.set(key, await sayText(db, { incident, now }, text));
  return said;
}

export async function impactOf(db: Db, incident: Incident): Promise<ReportFacts['impact']> {
  const siteIds = await affectedSites(db, incident.id);
  const affected = new Set(siteIds);
  const sites = (await listSites(db)).filter(({ id }) => affected.has(id));
  return {
    periods: await impactPeriods(db, incident.id),
    sites: siteIds.length,
    practices: new Set(sites.map(({ practiceId }) => practiceId)).size,
    calls: (await linkedCalls(db, { incidentId: incident.id })).length,
  };
}
