import { findConcentrator, listSites } from '#estate';
import { exitCriteria, type Incident, impactPeriods, measureMetric, measures } from '#incidents';
import { contactLog, latestForecasts, migrationProgress } from '#planning';
import type { Db } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { recoveryForecast, recoveryProgress } from '#recovery';
import { deskHours, feedStates, linkedCalls, untriagedCalls } from '#servicedesk';
import { currentStates } from '#telemetry';
import {
  type Evidence,
  type EvidencePart,
  type EvidenceParts,
  type Measured,
  type MetricRequest,
  metricName,
} from './core/evidence.ts';
import { selectUpdates } from './store.ts';
import { selectSuppliers } from './store-suppliers.ts';

interface Scene {
  incident: Incident;
  now: Date;
}

type Loader<P extends EvidencePart> = (db: Db, scene: Scene) => Promise<EvidenceParts[P]>;

/** Each part takes a fixed number of set-based queries, whatever the number of sites or claims. */
const loaders: { readonly [P in EvidencePart]: Loader<P> } = {
  sites: async (db) => (await listSites(db)).filter((site) => site.closedOn === null),
  impact: (db, { incident }) => impactPeriods(db, incident.id),
  async states(db) {
    return new Map([...(await currentStates(db))].map(([siteId, current]) => [siteId, current.state]));
  },
  calls: loadCalls,
  async migration(db, { incident, now }) {
    const progress = await migrationProgress(db, incident.id, now);
    const contacts = progress ? await contactLog(db, incident.id) : [];
    return { progress, contacted: new Set(contacts.map((contact) => contact.siteId)) };
  },
  criteria: (db, { incident }) => exitCriteria(db, incident.id),
  measures: (db, { incident }) => measures(db, incident.id),
  async updates(db, { incident }) {
    const published = await selectUpdates(db, [incident.id], { publishedOnly: true });
    return published
      .flatMap(({ number, publishedAt }) => (publishedAt ? [{ number, publishedAt }] : []))
      .sort((a, b) => a.number - b.number);
  },
  async recovery(db, { incident, now }) {
    const progress = await recoveryProgress(db, incident.id);
    return { progress, forecast: await recoveryForecast(db, incident, now) };
  },
  suppliers: (db) => selectSuppliers(db),
  forecasts: (db, { now }) => latestForecasts(db, now),
};

async function loadCalls(db: Db, { incident, now }: Scene): Promise<EvidenceParts['calls']> {
  // A call opened at this very instant counts.
  const to = new Date(now.getTime() + 1);
  const linked = await linkedCalls(db, { incidentId: incident.id, to });
  const untriaged = await untriagedCalls(db, { incidentId: incident.id, from: incident.startedAt, to });
  return {
    linked: linked.map(({ call }) => ({ id: call.id, at: call.openedAt, practiceId: call.practiceId })),
    untriaged: untriaged.map((call) => ({
      id: call.id,
      at: call.openedAt,
      because: call.untriagedBecause,
    })),
    feeds: await feedStates(db),
  };
}

export interface EvidenceRequest extends Scene {
  callFeedStaleMinutes: number;
  parts: Iterable<EvidencePart>;
  metrics: Iterable<MetricRequest>;
}

/** Loads what claims about one incident rest on, as known at `now`; each part and each figure once. */
export async function loadEvidence(db: Db, request: EvidenceRequest): Promise<Evidence> {
  const { incident, callFeedStaleMinutes } = request;
  const metrics = new Map<string, Measured>();
  for (const metric of request.metrics) {
    const name = metricName(metric);
    if (!metrics.has(name)) metrics.set(name, await measure(db, request, metric));
  }
  const evidence: Evidence = { incident, callFeedStaleMinutes, deskHours: await deskHours(db), metrics };
  for (const part of new Set(request.parts)) await loadPart(db, request, evidence, part);
  return evidence;
}

async function loadPart<P extends EvidencePart>(
  db: Db,
  scene: Scene,
  evidence: Partial<Pick<EvidenceParts, P>>,
  part: P,
): Promise<void> {
  evidence[part] = await loaders[part](db, scene);
}

/** A figure that cannot be measured as asked is a reason not to say it, not a failure of the rest. */
async function measure(db: Db, { incident, now }: Scene, request: MetricRequest): Promise<Measured> {
  try {
    const measurement = await measureMetric(db, now, { ...request, incident });
    return { measurement, ratedMbps: await ratingOf(db, request), fault: null };
  } catch (error) {
    if (!(error instanceof AllclearError)) throw error;
    return { measurement: null, ratedMbps: null, fault: error.message };
  }
}

async function ratingOf(db: Db, { parameters, to }: MetricRequest): Promise<number | null> {
  const code = parameters.concentrator;
  if (typeof code !== 'string') return null;
  return (await findConcentrator(db, code, to))?.ratedMbps ?? null;
}
