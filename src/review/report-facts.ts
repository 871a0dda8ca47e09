import { listSites } from '#estate';
import { type Incident, impactPeriods, measures } from '#incidents';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { type SaidText, sayTexts } from '#publishing';
import { concernCounts, recoveryProgress } from '#recovery';
import { linkedCalls } from '#servicedesk';
import { actionsOf } from './core/actions.ts';
import type { ReportFacts } from './core/compose-facts.ts';
import { entriesOf } from './core/entries.ts';
import {
  commentsOf,
  factorsOf,
  interestsOf,
  orderOf,
  redactionsOf,
  sectionsOf,
  statementOf,
} from './core/folds.ts';
import type { ReviewRecord } from './record.ts';
import { selectEvidence } from './store.ts';

interface Home extends Pick<ReviewRecord, 'review' | 'entries' | 'checks' | 'evidenceCounts'> {
  incident: Incident;
  now: Date;
}

/** What a report rests on besides what people wrote and the figures in it. */
type Ground = Pick<ReportFacts, 'evidence' | 'impact' | 'measures' | 'recovery' | 'concerns'>;

const kept = keepUntilChanged<Ground>(
  ['reviews', 'estate', 'incidents', 'impact', 'calls', 'recovery', 'measured'],
  { most: 4 },
);

/** Read in one go for each change of it, and shared: three screens and every look at them show the same. */
const groundOf = (db: Db, { incident, review }: Home): Promise<Ground> =>
  kept(db, String(incident.id), async () => ({
    evidence: await selectEvidence(db, review.id, shownKinds),
    impact: await impactOf(db, incident),
    measures: await measures(db, incident.id),
    recovery: await recoveryProgress(db, incident.id),
    concerns: await concernCounts(db, incident.id),
  }));

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
    evidenceCounts: home.evidenceCounts,
    factors: factorsOf(entries),
    ...(await groundOf(db, home)),
    actions: actionsOf(entries, {
      reviewId: review.id,
      incidentId: incident.id,
      reference: incident.reference,
    }),
    comments: commentsOf(entries),
    statement: statementOf(entries),
    accuracy: { closesAt: review.accuracyClosesAt, checks: home.checks },
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
