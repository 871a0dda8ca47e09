import { z } from 'zod';
import { type Episode, listEpisodes } from '#detection';
import { type AttributeSpell, attributeSpells, findSite, type Site } from '#estate';
import { type ImpactPeriod, type Incident, impactPeriods, listIncidents } from '#incidents';
import { type Contact, contactLog, migrationProgress, type SiteMove } from '#planning';
import { addDays, londonDate, londonDayBounds } from '#platform/clock';
import type { Context } from '#platform/context';
import { notFound } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { type RecoveryReport, recoveryProgress } from '#recovery';
import { type Call, callsOfPractice, linksOf } from '#servicedesk';
import { type CurrentState, currentStates, listIntervals } from '#telemetry';
import { daysTouching, type StateSpan } from '../charts/index.ts';
import { type DayFigures, figuresByDay } from './site-figures.ts';
import { silentFrom, spansOf } from './site-spans.ts';

/** How many London days the history of a site shows. */
export const historyDays = 28;

const updateSchema = z.object({
  number: z.number(),
  title: z.string(),
  status: z.string(),
  publishedAt: z.date().nullable(),
});

/** What one incident has to do with the site. */
export interface SiteIncident {
  incident: Pick<Incident, 'id' | 'slug' | 'reference' | 'title' | 'startedAt' | 'endedAt'>;
  periods: ImpactPeriod[];
  contacts: Contact[];
  move: SiteMove | null;
  migrationTitle: string | null;
  recovery: RecoveryReport | null;
  /** Updates that were published, newest first: what the practice has been told. None when it was not affected. */
  told: { number: number; title: string; publishedAt: Date }[];
}

/** A call of the site's practice, and the incidents that it is linked to, by their references. */
export interface SiteCall {
  call: Call;
  incidents: string[];
}

export interface SiteModel {
  site: Site;
  now: Date;
  period: { from: Date; to: Date };
  current: CurrentState | undefined;
  spans: StateSpan[];
  days: DayFigures[];
  attributes: AttributeSpell[];
  episodes: Episode[];
  /** Of this site, and of its practice where nobody said which site; newest first. */
  calls: SiteCall[];
  incidents: SiteIncident[];
}

const beginning = new Date(0);

/** Loads the screen of one site. Throws `not-found` for a code that no site has. */
export async function loadSite(context: Context, code: string): Promise<SiteModel> {
  const { db, clock } = context;
  const site = await findSite(db, code);
  if (!site) throw notFound('site', code);
  const now = clock.now();
  const period = {
    from: londonDayBounds(addDays(londonDate(now), 1 - historyDays)).from,
    to: londonDayBounds(londonDate(now)).to,
  };
  const passed = { from: period.from, to: now };
  const siteIds = [site.id];
  const [intervals, current, attributes, episodes, calls, incidents] = await Promise.all([
    listIntervals(db, { siteIds, ...passed }),
    currentStates(db),
    attributeSpells(db, { siteIds, from: beginning, to: now }),
    listEpisodes(db, { siteIds, ...passed, kinds: ['outage', 'concentrator-outage', 'flap'] }),
    callsOfPractice(db, { practiceId: site.practiceId, ...passed }),
    incidentsOf(context, site, passed),
  ]);
  const window = { fromMs: period.from.getTime(), toMs: now.getTime() };
  const own = current.get(site.id);
  const spans = spansOf(intervals, window, own && silentFrom(own, window.toMs));
  const days = daysTouching(window.fromMs, period.to.getTime());
  const ownCalls = calls.filter((call) => isOf(call, site)).reverse();
  return {
    site,
    now,
    period,
    current: own,
    spans,
    days: figuresByDay(spans, days, window.toMs),
    attributes: attributes.sort((a, b) => b.from.getTime() - a.from.getTime() || (a.key < b.key ? -1 : 1)),
    episodes: episodes.reverse(),
    calls: await withLinks(context, ownCalls, incidents),
    incidents,
  };
}

const isOf = (call: Call, site: Site): boolean =>
  call.siteId === site.id || (call.siteId === null && call.practiceId === site.practiceId);

async function incidentsOf(
  context: Context,
  site: Site,
  passed: { from: Date; to: Date },
): Promise<SiteIncident[]> {
  const declared = (await listIncidents(context.db)).filter(
    (incident) =>
      incident.declaredAt !== null && (incident.endedAt === null || incident.endedAt >= passed.from),
  );
  return Promise.all(declared.map((incident) => incidentOf(context, site, incident)));
}

async function incidentOf(context: Context, site: Site, incident: Incident): Promise<SiteIncident> {
  const { db } = context;
  const [impact, contacts, migration, recovery, updates] = await Promise.all([
    impactPeriods(db, incident.id),
    contactLog(db, incident.id, site.id),
    migrationProgress(db, incident.id),
    recoveryProgress(db, incident.id),
    runVerb(publishingVerbs, context, 'update.list', { incident: incident.slug }),
  ]);
  const periods = impact.filter((period) => period.siteId === site.id);
  const moves = [...(migration?.sites ?? []), ...(migration?.elsewhere ?? [])];
  const move = moves.find((each) => each.siteId === site.id) ?? null;
  const concerned = periods.length > 0 || move !== null || contacts.length > 0;
  return {
    incident,
    periods,
    contacts: contacts.reverse(),
    move,
    migrationTitle: migration?.title ?? null,
    recovery: recovery.practices.find((practice) => practice.practiceId === site.practiceId) ?? null,
    told: concerned ? publishedOf(updates) : [],
  };
}

function publishedOf(updates: unknown): SiteIncident['told'] {
  return z
    .array(updateSchema)
    .parse(updates)
    .flatMap(({ number, title, status, publishedAt }) =>
      status === 'published' && publishedAt ? [{ number, title, publishedAt }] : [],
    );
}

/** One query for each incident, whatever the number of calls. */
async function withLinks(
  { db }: Context,
  calls: readonly Call[],
  incidents: readonly SiteIncident[],
): Promise<SiteCall[]> {
  const references = new Map<number, string[]>();
  const callIds = calls.map((call) => call.id);
  if (callIds.length === 0) return [];
  for (const { incident } of incidents) {
    for (const link of await linksOf(db, { incidentId: incident.id, callIds })) {
      if (link.status !== 'linked') continue;
      references.set(link.callId, [...(references.get(link.callId) ?? []), incident.reference]);
    }
  }
  return calls.map((call) => ({ call, incidents: references.get(call.id) ?? [] }));
}
