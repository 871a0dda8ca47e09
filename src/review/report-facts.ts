import { listSites } from '#estate';
import { type Incident, impactPeriods, measures } from '#incidents';
import type { Db } from '#platform/db';
import { type SaidText, sayTexts } from '#publishing';
import { concernCounts, recoveryProgress } from '#recovery';
import { linkedCalls } from '#servicedesk';
import { checksOf } from './accuracy-read.ts';
import { actionsOf } from './core/actions.ts';
import type { ReportFacts } from './core/compose-facts.ts';
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
    concerns: await concernCounts(db, incident.id),
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
  const sections = [...sectionsOf(entries).values()];
  const said = await sayTexts(
    db,
    { incident, now },
    sections.map(({ text }) => text),
  );
  return new Map(
    sections.flatMap(({ key }, index) => {
      const text = said[index];
      return text ? [[key, text] as const] : [];
    }),
  );
}

/** What the incident did, from its periods read once: at a country's scale there are tens of thousands. */
async function impactOf(db: Db, incident: Incident): Promise<ReportFacts['impact']> {
  const periods = await impactPeriods(db, incident.id);
  const lost = new Set(
    periods.filter(({ kind }) => kind !== 'degraded capacity').map(({ siteId }) => siteId),
  );
  const sites = (await listSites(db)).filter(({ id }) => lost.has(id));
  return {
    periods,
    sites: lost.size,
    practices: new Set(sites.map(({ practiceId }) => practiceId)).size,
    calls: (await linkedCalls(db, { incidentId: incident.id })).length,
  };
}
