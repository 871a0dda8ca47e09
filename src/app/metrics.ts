import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { listFeeds } from '#connectors';
import { communicationAt, openIncidents } from '#incidents';
import { systemActor } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { AllclearError } from '#platform/errors';
import { sendError } from '#platform/http';
import {
  createCounter,
  createHistogram,
  type Family,
  processFamilies,
  writeExposition,
} from '#platform/metrics';
import { claimCounts } from '#publishing';
import { feedStates } from '#servicedesk';
import { currentStates } from '#telemetry';
import type { Publisher } from './publisher.ts';
import { factCounts } from './store.ts';
import type { Work } from './work.ts';

/** What is counted while the process runs, and what is asked of the database when somebody looks. */
export interface Metrics {
  /** Times a request until its answer is sent. */
  watch(area: string, response: ServerResponse): void;
  /** Counts what the API took in. */
  taken(route: string, result: unknown): void;
  /** Answers `GET /metrics`. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface MetricsOptions {
  settings: Pick<Settings, 'metricsToken'>;
  clock: Clock;
  publisher: Publisher;
  work(): Work | undefined;
}

const bounds = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const intakeResult = z.object({
  accepted: z.number().default(0),
  repeated: z.number().default(0),
  added: z.number().default(0),
});

export function createMetrics(options: MetricsOptions): Metrics {
  const { settings, clock, publisher, work } = options;
  const startedAt = clock.now();
  const durations = createHistogram(
    'allclear_http_request_duration_seconds',
    'Time from the request to the end of its answer, by part of the site and kind of answer.',
    bounds,
  );
  const readings = createCounter('allclear_readings_total', 'Readings taken in by the API of this process.');
  const calls = createCounter('allclear_calls_added_total', 'New calls taken in by the API of this process.');
  return {
    watch(area, response) {
      const from = clock.now().getTime();
      response.once('close', () => {
        const status = `${Math.floor(response.statusCode / 100)}xx`;
        durations.observe(Math.max(0, clock.now().getTime() - from) / 1_000, { area, status });
      });
    },
    taken(route, result) {
      const told = intakeResult.safeParse(result);
      if (!told.success) return;
      if (route === '/api/v1/readings') {
        readings.add(told.data.accepted, { outcome: 'accepted' });
        readings.add(told.data.repeated, { outcome: 'repeated' });
      }
      if (route === '/api/v1/calls') calls.add(told.data.added);
    },
    async answer(request, response) {
      const refusal = refusalFor(request, settings.metricsToken);
      if (refusal) return sendError(response, refusal);
      const now = clock.now();
      const families = [
        ...processFamilies(startedAt),
        durations.family(),
        readings.family(),
        calls.family(),
        ...publicationFamilies(publisher, now),
        ...(await databaseFamilies(work(), now)),
      ];
      const body = writeExposition(families);
      response
        .writeHead(200, {
          'content-type': 'text/plain; version=0.0.4; charset=utf-8',
          'cache-control': 'no-store',
          'content-length': Buffer.byteLength(body),
        })
        .end(request.method === 'HEAD' ? undefined : body);
    },
  };
}

/** A token decides, when there is one. Without it only this machine may look, and nobody on whose behalf a proxy asks. */
function refusalFor(request: IncomingMessage, token: string | undefined): AllclearError | undefined {
  if (token !== undefined) {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    return sameText(given, token)
      ? undefined
      : new AllclearError('unauthenticated', 'Metrics need the token of ALLCLEAR_METRICS_TOKEN.');
  }
  const address = request.socket.remoteAddress ?? '';
  const isLoopback = /^(?:127\.|::1$|::ffff:127\.)/.test(address);
  const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => request.headers[name],
  );
  return isLoopback && !isForwarded
    ? undefined
    : new AllclearError('forbidden', 'Metrics can be read from this machine only.', {
        remedy: 'Set ALLCLEAR_METRICS_TOKEN to read them from elsewhere.',
      });
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const gauge = (name: string, help: string, ...samples: Family['samples']): Family => ({
  name,
  help,
  type: 'gauge',
  samples,
});

const secondsSince = (at: Date | null, now: Date): number | null =>
  at === null ? null : Math.max(0, (now.getTime() - at.getTime()) / 1_000);

function publicationFamilies(publisher: Publisher, now: Date): Family[] {
  const publication = publisher.current();
  if (!publication) return [];
  const { bulletin, snapshot } = publication;
  const bytes = [...snapshot.files.values()].reduce((sum, file) => sum + file.body.length, 0);
  return [
    gauge('allclear_publication_age_seconds', 'Time since the public page was last built.', {
      value: secondsSince(new Date(bulletin.builtAt), now),
    }),
    gauge('allclear_publication_stale', '1 while the public page says that its data cannot be read.', {
      value: bulletin.staleSince === null ? 0 : 1,
    }),
    gauge('allclear_publication_files', 'Files of the published snapshot.', { value: snapshot.files.size }),
    gauge('allclear_publication_bytes', 'Size of those files before compression.', { value: bytes }),
  ];
}

/** What the database knows. When it cannot be asked, only that is told: figures that are not known are left out. */
async function databaseFamilies(work: Work | undefined, now: Date): Promise<Family[]> {
  const up = (value: number): Family =>
    gauge('allclear_database_up', '1 while the database answers.', { value });
  if (!work) return [up(0)];
  try {
    return [up(1), ...(await productFamilies(work, now))];
  } catch (error) {
    work.base.log.error({ err: error }, 'metrics could not be read from the database');
    return [up(0)];
  }
}

async function productFamilies({ base, contextFor }: Work, now: Date): Promise<Family[]> {
  const { db } = base;
  const facts = await factCounts(db);
  const claims = await claimCounts(db);
  const incidents = await openIncidents(db);
  const overdue = incidents.filter((incident) => communicationAt(incident, now) === 'overdue').length;
  const feeds = await feedStates(db);
  const suppliers = await listFeeds(contextFor(systemActor));
  return [
    gauge('allclear_facts_waiting', 'Facts that wait to be followed to their consequences.', {
      value: facts.waiting,
    }),
    gauge('allclear_facts_parked', 'Facts that failed too often: somebody must look.', {
      value: facts.parked,
    }),
    gauge(
      'allclear_claims',
      'Claims of published updates, by whether they still hold.',
      { labels: { state: 'holding' }, value: claims.holding },
      { labels: { state: 'withdrawn' }, value: claims.withdrawn },
    ),
    gauge('allclear_incidents_open', 'Incidents that are going on.', { value: incidents.length }),
    gauge('allclear_updates_overdue', 'Open incidents whose next update is late.', { value: overdue }),
    gauge('allclear_reading_age_seconds', 'Time since the newest reading of any site.', {
      value: secondsSince(newestReading(await currentStates(db)), now),
    }),
    gauge(
      'allclear_call_feed_age_seconds',
      'Time since each feed of calls was last read, by its source.',
      ...feeds.map(({ source, lastSyncAt }) => ({
        labels: { source },
        value: secondsSince(lastSyncAt, now),
      })),
    ),
    gauge(
      'allclear_supplier_feed_age_seconds',
      "Time since each supplier's status feed was last read whole.",
      ...suppliers.map(({ key, lastReadAt }) => ({
        labels: { feed: key },
        value: secondsSince(lastReadAt, now),
      })),
    ),
    gauge(
      'allclear_supplier_feed_failures',
      "Failed tries in a row of each supplier's status feed.",
      ...suppliers.map(({ key, failures }) => ({ labels: { feed: key }, value: failures })),
    ),
  ];
}

function newestReading(states: ReadonlyMap<number, { lastReadingAt: Date | null }>): Date | null {
  let newest: Date | null = null;
  for (const { lastReadingAt } of states.values())
    if (lastReadingAt !== null && (newest === null || lastReadingAt > newest)) newest = lastReadingAt;
  return newest;
}
