import {
  commandStructure,
  communicationAt,
  factors,
  type Incident,
  type Measure,
  nextSteps,
  type TimelineEntry,
  timeline,
} from '#incidents';
import { formatDate, parseLondon } from '#platform/clock';
import type { Db } from '#platform/db';
import { required } from '#platform/errors';
import type {
  ComputedFact,
  FactorBulletin,
  IncidentBulletin,
  MeasureBulletin,
  PublishedUpdate,
} from './bulletin.ts';
import type { Saying } from './core/claim.ts';
import type { Evidence } from './core/evidence.ts';
import {
  claimFact,
  evidenceText,
  factClaims,
  factNeeds,
  lastCallFact,
  nextUpdateFact,
  startedFact,
} from './core/facts.ts';
import { labelOf } from './core/label.ts';
import { liveAdvice } from './core/live-advice.ts';
import { migrationBulletin } from './core/migration-view.ts';
import { recoveryBulletin } from './core/recovery-view.ts';
import { statusHistory } from './core/status-history.ts';
import { loadEvidence } from './evidence.ts';
import type { StoredClaim, Update } from './model.ts';
import { wordsNow } from './rules.ts';
import { selectClaims, selectUpdates } from './store.ts';
import { selectAdvice } from './store-cards.ts';
import { type StoredPack, selectPacks } from './store-pack.ts';

/** An incident as the page shows it, with the evidence it was computed from. */
export interface IncidentView {
  incident: Incident;
  evidence: Evidence;
  bulletin: IncidentBulletin;
}

interface Moment {
  now: Date;
  callFeedStaleMinutes: number;
}

export async function buildIncident(db: Db, incident: Incident, moment: Moment): Promise<IncidentView> {
  const saying: Saying = {
    asOf: moment.now,
    now: moment.now,
    update: { number: null, nextUpdateDueAt: null },
    words: await wordsNow(db),
  };
  const { evidence, facts } = await computeFacts(db, incident, moment, saying);
  const communication = communicationAt(incident, moment.now);
  const entries = await timeline(db, incident.id);
  const migration = evidence.migration;
  const bulletin: IncidentBulletin = {
    slug: incident.slug,
    reference: incident.reference,
    title: incident.title,
    summary: incident.summary,
    label: labelOf(incident.states),
    states: { ...incident.states, communication },
    statusHistory: statusHistory(entries, incident.states),
    itSeverity: incident.itSeverity,
    concerns: [],
    startedAt: incident.startedAt.toISOString(),
    declaredAt: incident.declaredAt?.toISOString() ?? null,
    endedAt: incident.endedAt?.toISOString() ?? null,
    nextUpdate: {
      dueAt: incident.nextUpdateDueAt?.toISOString() ?? null,
      late: communication === 'overdue',
    },
    facts: [...facts, nextUpdateFact(evidence, communication === 'overdue', saying)],
    factors: await showFactors(db, incident.id),
    measures: (evidence.measures ?? []).map(showMeasure),
    progress: migration?.progress
      ? migrationBulletin(migration.progress, migration.contacted, saying.words)
      : null,
    recovery: evidence.recovery
      ? recoveryBulletin(
          evidence.recovery,
          incident.states.recovery !== 'not started',
          new Map((evidence.sites ?? []).map(({ practiceId, postcode }) => [practiceId, postcode])),
        )
      : null,
    exitCriteria: (evidence.criteria ?? []).map(({ title, met, text }) => ({ title, met, text })),
    advice: liveAdvice(await selectAdvice(db, incident.id), moment.now),
    command: (await commandStructure(db, incident.id)).map(({ group, purpose, lead }) => ({
      group,
      purpose,
      lead,
    })),
    nextSteps: await showNextSteps(db, incident.id, entries),
    updates: await publishedUpdates(db, incident),
    practices: [],
  };
  return { incident, evidence, bulletin };
}

async function computeFacts(
  db: Db,
  incident: Incident,
  { now, callFeedStaleMinutes }: Moment,
  saying: Saying,
): Promise<{ evidence: Evidence; facts: ComputedFact[] }> {
  const base = { incident, now, callFeedStaleMinutes };
  const always = ['criteria', 'measures', 'migration', 'recovery', 'sites', ...factNeeds] as const;
  const loaded = await loadEvidence(db, { ...base, parts: always, metrics: [] });
  const claims = factClaims({
    concentrators: concentratorsOf(incident, loaded),
    migrating: (loaded.migration?.progress ?? null) !== null,
  });
  const known = new Set(Object.keys(loaded));
  const rest = await loadEvidence(db, {
    ...base,
    parts: claims.flatMap(({ claim }) => claim.needs).filter((part) => !known.has(part)),
    metrics: claims.flatMap(({ claim, parameters }) => claim.metrics(parameters, saying)),
  });
  const evidence = { ...loaded, ...rest };
  const facts = claims.map((fact) => claimFact(fact, evidence, saying));
  return { evidence, facts: [startedFact(evidence, saying), ...facts, lastCallFact(evidence, saying)] };
}

/** Concentrators that the incident is about: named in it, or of its migration. */
function concentratorsOf(incident: Incident, { migration }: Evidence): string[] {
  const named = incident.components.filter(({ key }) => key === 'concentrator').map(({ value }) => value);
  const progress = migration?.progress;
  const moving = progress ? [progress.fromCode, progress.toCode] : [];
  return [...new Set([...named, ...moving])];
}

const showFactors = async (db: Db, incidentId: number): Promise<FactorBulletin[]> =>
  (await factors(db, incidentId)).map(
    ({ title, statement, grade, evidenceFor, evidenceAgainst, settledBy }) => ({
      title,
      statement,
      grade,
      evidenceFor,
      evidenceAgainst,
      settledBy,
    }),
  );

function showMeasure({ title, description, temporary, ...measure }: Measure): MeasureBulletin {
  const { outcome } = measure;
  return {
    title,
    description,
    temporary,
    startedAt: measure.startedAt.toISOString(),
    endedAt: measure.endedAt?.toISOString() ?? null,
    promise: measure.promise?.text ?? null,
    outcome: outcome && {
      status: outcome.status,
      text: outcome.text,
      measuredAt: outcome.measuredAt.toISOString(),
    },
  };
}

/** Open next steps, and when the independent review is due: the review's own domain lies to the right, its event does not. */
async function showNextSteps(
  db: Db,
  incidentId: number,
  entries: readonly TimelineEntry[],
): Promise<IncidentBulletin['nextSteps']> {
  const open = (await nextSteps(db, incidentId)).filter((step) => step.doneAt === null);
  const commissioned = entries.findLast((entry) => entry.type === 'review.commissioned');
  const due = commissioned?.data.dueBy;
  const dueAt = typeof due === 'string' ? parseLondon(due) : undefined;
  const review = dueAt
    ? [{ text: `The independent review is due by ${formatDate(dueAt)}`, due: dueAt.toISOString() }]
    : [];
  return [...open.map(({ text, due: by }) => ({ text, due: by?.toISOString() ?? null })), ...review];
}

async function publishedUpdates(db: Db, incident: Incident): Promise<PublishedUpdate[]> {
  const updates = await selectUpdates(db, [incident.id], { publishedOnly: true });
  const ids = updates.map((update) => update.id);
  const byUpdate = Map.groupBy(await selectClaims(db, ids), (claim) => claim.updateId);
  const packs = new Map((await selectPacks(db, ids)).map((pack) => [pack.updateId, pack]));
  return updates.map((update) =>
    showUpdate(incident, update, byUpdate.get(update.id) ?? [], packs.get(update.id)),
  );
}

const showUpdate = (
  incident: Incident,
  update: Update,
  claims: readonly StoredClaim[],
  pack: StoredPack | undefined,
): PublishedUpdate => ({
  number: update.number,
  kind: update.kind,
  corrects: update.corrects,
  title: update.title,
  path: `/incidents/${incident.slug}/updates/${update.number}`,
  publishedAt: required(update.publishedAt, 'time of publication').toISOString(),
  author: update.authors.join(', '),
  approvedBy: required(update.approvedBy, 'approver'),
  body: update.body,
  claims: claims.map(({ key, text, asOf, evidence, holds, stoppedAt, nowText }) => ({
    key,
    text,
    asOf: asOf.toISOString(),
    evidence: evidenceText(evidence),
    holds,
    stoppedAt: stoppedAt?.toISOString() ?? null,
    nowText,
  })),
  nextUpdateDueAt: update.nextUpdateDueAt?.toISOString() ?? null,
  ...(pack ? { frozen: pack.facts, pack: pack.texts } : {}),
});
