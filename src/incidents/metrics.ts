import { z } from 'zod';
import { flappingSites, listEpisodes } from '#detection';
import { attributesAt, findConcentrator, listSites } from '#estate';
import { openHoursBetween } from '#platform/clock';
import type { Db } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { deskHours, feedStates, linkedCalls, untriagedCalls } from '#servicedesk';
import { concentratorSeries, currentStates, listIntervals, type SiteState, stateSeconds } from '#telemetry';
import {
  availability,
  type CallEvidence,
  deskHoursSinceLast,
  hourFilter,
  type KnownTime,
  linkedPerDeskDay,
  outagesPerDay,
  peakUtilisation,
  siteCount,
  sitesDown,
  sitesFlapping,
  type Window,
} from './core/metrics.ts';
import type { Incident, Measurement, MetricKey, MetricParameters } from './model.ts';

export interface MetricRequest {
  metric: MetricKey;
  parameters: MetricParameters;
  incident: Incident;
  from: Date;
  to: Date;
}

type Request = Omit<MetricRequest, 'metric'> & Window & { now: Date };

export interface Metric {
  /** What it measures, in a sentence. */
  summary: string;
  unit: string;
  parameters: z.ZodType<MetricParameters>;
  measure(db: Db, request: Request): Promise<Measurement>;
}

const none = z.strictObject({});
const concentratorOnly = z.strictObject({ concentrator: z.string().trim().toUpperCase().min(1) });
const peak = concentratorOnly
  .extend({
    weekdaysOnly: z.boolean().default(false),
    fromHour: z.number().int().min(0).max(23).default(0),
    toHour: z.number().int().min(1).max(24).default(24),
  })
  .refine((given) => given.fromHour < given.toHour, 'fromHour is before toHour');

/** The figures that promises and exit criteria can be about. */
export const metricCatalogue: Readonly<Record<MetricKey, Metric>> = {
  'calls.linkedPerDeskDay': {
    summary: 'Calls linked to the incident for each service desk day of 10.5 open hours',
    unit: 'calls a service desk day',
    parameters: none,
    measure: async (db, request) => linkedPerDeskDay(await callEvidence(db, request), request),
  },
  'calls.deskHoursSinceLast': {
    summary: 'Open hours of the service desk since the last linked call',
    unit: 'service desk hours',
    parameters: none,
    measure: async (db, request) => deskHoursSinceLast(await callEvidence(db, request), request),
  },
  'sites.flapping': {
    summary: 'Sites with a flap episode that touches the window',
    unit: 'sites',
    parameters: none,
    measure: async (db, request) =>
      sitesFlapping(
        { siteIds: await flappingSites(db, spanOf(request)), known: await knownTime(db, request) },
        request,
      ),
  },
  'sites.downNow': {
    summary: 'Sites that are down at the end of the window',
    unit: 'sites',
    parameters: none,
    measure: async (db, request) => sitesDown(await statesAtEnd(db, request), request),
  },
  'outages.perDay': {
    summary: 'Outages that began in the window, counted a site, for each day',
    unit: 'site outages a day',
    parameters: none,
    measure: async (db, request) =>
      outagesPerDay(
        { siteOutages: await countSiteOutages(db, request), known: await knownTime(db, request) },
        request,
      ),
  },
  'availability.percent': {
    summary: 'Share of known time in which sites were up or degraded',
    unit: '%',
    parameters: none,
    measure: async (db, request) => availability(await knownTime(db, request), request),
  },
  'concentrator.peakUtilisation': {
    summary: 'Highest half-hour mean load of a concentrator against its rating, in the hours chosen',
    unit: '% of rating',
    parameters: peak,
    measure: measurePeak,
  },
  'concentrator.siteCount': {
    summary: 'Sites whose tunnel ends on a concentrator at the end of the window',
    unit: 'sites',
    parameters: concentratorOnly,
    measure: measureSiteCount,
  },
};

/** Checks the parameters of a metric; throws `input.invalid` with each fault. Defaults are filled in. */
export const parseMetricParameters = (metric: MetricKey, parameters: unknown): MetricParameters =>
  parseInput(metricCatalogue[metric].parameters, parameters, `parameters of ${metric}`);

/**
 * Measures a figure over [from, to) for an incident, as known at `now` (the window is cut there). Its value is null, with
 * the reason in `text`, when data are missing. Throws `input.invalid` for wrong parameters or an empty window.
 */
export async function measureMetric(db: Db, now: Date, request: MetricRequest): Promise<Measurement> {
  const parameters = parseMetricParameters(request.metric, request.parameters);
  const to = request.to.getTime() > now.getTime() ? now : request.to;
  if (request.from.getTime() > to.getTime()) {
    throw new AllclearError('input.invalid', 'The window to measure ends before it begins.');
  }
  return metricCatalogue[request.metric].measure(db, { ...request, parameters, to, now });
}

const spanOf = ({ from, to }: Window): Window => ({ from, to });

async function callEvidence(db: Db, request: Request): Promise<CallEvidence> {
  const { incident, to } = request;
  const linked = await linkedCalls(db, { incidentId: incident.id, to });
  const untriaged = await untriagedCalls(db, { incidentId: incident.id, ...spanOf(request) });
  const hours = await deskHours(db);
  const syncs = (await feedStates(db)).map((feed) => feed.lastSyncAt.getTime());
  return {
    linkedAt: linked.map(({ call }) => call.openedAt).sort((a, b) => a.getTime() - b.getTime()),
    untriaged: untriaged.length,
    fedUntil: syncs.length === 0 ? null : new Date(Math.min(...syncs)),
    openHours: (from, until) => openHoursBetween(hours, from, until),
    incidentStartedAt: incident.startedAt,
  };
}

async function knownTime(db: Db, window: Window): Promise<KnownTime> {
  const total: KnownTime = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const seconds of (await stateSeconds(db, spanOf(window))).values()) {
    for (const state of ['up', 'degraded', 'down', 'unknown'] as const) total[state] += seconds[state];
  }
  return total;
}

/** How many sites are in each state at the end of the window. A site that has never sent a reading is unknown. */
async function statesAtEnd(db: Db, request: Request): Promise<Record<SiteState, number>> {
  const states = await stateOfEachSite(db, request);
  const total = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const site of await listSites(db))
    if (site.closedOn === null) total[states.get(site.id) ?? 'unknown'] += 1;
  return total;
}

async function stateOfEachSite(db: Db, { to, now }: Request): Promise<Map<number, SiteState>> {
  if (to.getTime() >= now.getTime()) {
    return new Map([...(await currentStates(db))].map(([siteId, current]) => [siteId, current.state]));
  }
  const intervals = await listIntervals(db, { from: new Date(to.getTime() - 1), to });
  return new Map(intervals.map((interval) => [interval.siteId, interval.state]));
}

async function countSiteOutages(db: Db, request: Request): Promise<number> {
  const episodes = await listEpisodes(db, { ...spanOf(request), kinds: ['outage', 'concentrator-outage'] });
  return episodes
    .filter((episode) => episode.startedAt.getTime() >= request.from.getTime())
    .reduce((sum, episode) => sum + episode.siteIds.length, 0);
}

async function measurePeak(db: Db, request: Request): Promise<Measurement> {
  const code = String(request.parameters.concentrator);
  const concentrator = await findConcentrator(db, code, request.to);
  if (!concentrator) throw notFound('concentrator', code);
  const readings = await concentratorSeries(db, { concentratorIds: [concentrator.id], ...spanOf(request) });
  const load = { code: concentrator.code, ratedMbps: concentrator.ratedMbps, readings };
  return peakUtilisation(load, request, hourFilter(request.parameters));
}

async function measureSiteCount(db: Db, request: Request): Promise<Measurement> {
  const code = String(request.parameters.concentrator);
  const attributes = await attributesAt(db, request.to, ['concentrator']);
  const values = [...attributes.values()]
    .map((site) => site.concentrator)
    .filter((value) => value !== undefined);
  return siteCount(
    { code, sites: values.filter((value) => value === code).length, known: values.length },
    request,
  );
}
