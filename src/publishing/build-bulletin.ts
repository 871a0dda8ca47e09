import { attributesAt, displayName, listSites, type Site } from '#estate';
import { type Incident, listIncidents, openIncidents } from '#incidents';
import type { MigrationProgress } from '#planning';
import { londonDate, londonDayBounds } from '#platform/clock';
import type { Db } from '#platform/db';
import { conflictOf, type MeasuredSite, type RecoveryProgress } from '#recovery';
import { type CurrentState, currentStates } from '#telemetry';
import type { Bulletin, CalendarEntry, PlannedWork, PracticeBulletin } from './bulletin.ts';
import { asExercise } from './core/exercise.ts';
import { namedGroups } from './core/groups.ts';
import { migrationText, practiceMoves } from './core/migration-view.ts';
import { listPracticeViews } from './core/practice-view.ts';
import { affectedPractices } from './core/practices.ts';
import { recoveryText } from './core/recovery-view.ts';
import { quantity } from './core/words.ts';
import { buildIncident, type IncidentView } from './incident-bulletin.ts';
import type { BulletinOptions } from './model.ts';
import { selectPlannedEvents } from './store-calendar.ts';
import { showSuppliers } from './suppliers.ts';

/** Closed incidents stay on the hub until so many newer ones are closed; their pages' updates are in the data for ever. */
const pastIncidents = 10;

/** Everything public, computed from the data as known at `now`. */
export async function buildBulletin(db: Db, now: Date, options: BulletinOptions): Promise<Bulletin> {
  const { callFeedStaleMinutes } = options;
  const current: IncidentView[] = [];
  for (const incident of await openIncidents(db)) {
    current.push(await buildIncident(db, incident, { now, callFeedStaleMinutes }));
  }
  const past: IncidentView[] = [];
  for (const incident of await closedIncidents(db))
    past.push(await buildIncident(db, incident, { now, callFeedStaleMinutes }));
  const sites = (await listSites(db)).filter((site) => site.closedOn === null);
  // A practice goes on recovering after the response is over.
  const recovering = past.filter(({ incident }) => incident.states.recovery === 'recovering');
  const practices = await buildPractices(db, { sites, current, recovering, now });
  const incidents = [...current, ...past].map((view) => view.incident);
  const bulletin: Bulletin = {
    schemaVersion: 1,
    builtAt: now.toISOString(),
    asOf: now.toISOString(),
    staleSince: options.staleSince?.toISOString() ?? null,
    demonstration: options.demonstration || incidents.some((incident) => incident.demonstration),
    organisation: { name: options.organisation, serviceName: options.serviceName },
    publicUrl: options.publicUrl,
    report: {
      ...options.report,
      hours: 'The service desk is open Monday to Friday, 8am to 6:30pm. It is closed on bank holidays.',
    },
    current: current.map((view) => ({
      ...view.bulletin,
      concerns: concernedBy(view, sites, now),
      practices: linesFor(view, practices),
    })),
    planned: current.flatMap((view) => plannedWork(view, now)),
    calendar: await buildCalendar(db, [...current, ...past], { sites, now }),
    past: past.map((view) => ({ ...view.bulletin, concerns: concernedBy(view, sites, now) })),
    practices: practices.map((one) => one.practice),
    suppliers: await showSuppliers(db, now),
    reviews: [],
    actions: [],
  };
  return options.rehearsal === true ? asExercise(bulletin) : bulletin;
}

/** What is over, or was called off, stays in calendars for so long. */
const calendarDays = 90;

async function buildCalendar(
  db: Db,
  views: readonly IncidentView[],
  { sites, now }: { sites: readonly Site[]; now: Date },
): Promise<CalendarEntry[]> {
  const events = await selectPlannedEvents(db, new Date(now.getTime() - calendarDays * 86_400_000));
  const bySite = new Map(sites.map((site) => [site.id, site.odsCode]));
  const byIncident = new Map(views.map((view) => [view.incident.id, view]));
  return events.flatMap((event): CalendarEntry[] => {
    const view = byIncident.get(event.incidentId);
    if (!view) return [];
    const odsCodes = new Set(event.siteIds.flatMap((id) => bySite.get(id) ?? []));
    return [
      {
        uid: event.uid,
        sequence: event.sequence,
        status: event.status,
        title: event.title,
        text: event.text,
        startsAt: event.startsAt.toISOString(),
        endsAt: event.endsAt?.toISOString() ?? null,
        firstPublishedAt: event.firstPublishedAt.toISOString(),
        changedAt: event.changedAt.toISOString(),
        incidentSlug: view.incident.slug,
        odsCodes: [...odsCodes].sort(),
        progress: movesOf(view, event.siteIds),
      },
    ];
  });
}

function movesOf(view: IncidentView, siteIds: readonly number[]): CalendarEntry['progress'] {
  const progress = progressOf(view);
  if (!progress) return null;
  const wanted = new Set(siteIds);
  const own = progress.sites.filter((site) => wanted.has(site.siteId));
  const verified = own.filter((site) => site.status === 'verified').length;
  const moved = own.filter((site) => site.status === 'moved').length + verified;
  return { total: own.length, moved, verified };
}

/** Practices that this incident affected, that move as part of it, or that called about it; by code. */
function concernedBy({ evidence }: IncidentView, sites: Site[], now: Date): string[] {
  const practiceIds = new Set<number | null>([
    ...affectedPractices(sites, evidence.impact ?? [], now, 'ever'),
    ...(evidence.migration?.progress?.sites ?? []).map((site) => site.practiceId),
    ...(evidence.calls?.linked ?? []).map((call) => call.practiceId),
  ]);
  const codes = sites.filter((site) => practiceIds.has(site.practiceId)).map((site) => site.odsCode);
  return [...new Set(codes)].sort();
}

async function closedIncidents(db: Db): Promise<Incident[]> {
  const closed = await listIncidents(db, { states: ['stood down'] });
  return closed.slice(0, pastIncidents);
}

interface KnownPractice {
  practiceId: number;
  practice: PracticeBulletin;
}

async function buildPractices(
  db: Db,
  {
    sites,
    current,
    recovering,
    now,
  }: {
    sites: readonly Site[];
    current: readonly IncidentView[];
    recovering: readonly IncidentView[];
    now: Date;
  },
): Promise<KnownPractice[]> {
  const groups = namedGroups(sites, await attributesAt(db, now));
  const states = await currentStates(db);
  const views = listPracticeViews(sites, states);
  const own = Map.groupBy(sites, (site) => site.practiceId);
  const practiceOf = new Map(sites.map((site) => [site.id, site.practiceId]));
  const measured = (practiceId: number) => measuredSites(own.get(practiceId) ?? [], states);
  const tellers = [...current, ...recovering].map((view) => teller(view, practiceOf, measured));
  const moves = current.map(progressOf).find((progress) => progress !== null);
  const byPractice = moves ? practiceMoves(moves) : new Map<number, string>();
  return views.map(({ practiceId, practice }) => ({
    practiceId,
    practice: {
      ...practice,
      groups: groups.get(practiceId) ?? [],
      migration: byPractice.get(practiceId) ?? null,
      incidents: tellers.map((tell) => tell(practiceId)),
    },
  }));
}

const progressOf = (view: IncidentView): MigrationProgress | null =>
  view.evidence.migration?.progress ?? null;

/** Tells what one incident means for a practice; what it needs is grouped once for all of them. */
function teller(
  { incident, evidence }: IncidentView,
  practiceOf: ReadonlyMap<number, number>,
  measured: (practiceId: number) => MeasuredSite[],
): (practiceId: number) => PracticeBulletin['incidents'][number] {
  const lost = (evidence.impact ?? []).filter((period) => period.kind !== 'degraded capacity');
  const periods = Map.groupBy(lost, (period) => practiceOf.get(period.siteId));
  const calls = Map.groupBy(evidence.calls?.linked ?? [], (call) => call.practiceId);
  const reports = new Map(reportsOf(evidence.recovery).map((report) => [report.practiceId, report]));
  const { migration } = evidence;
  return (practiceId) => {
    const report = reports.get(practiceId);
    const own = periods.get(practiceId) ?? [];
    return {
      slug: incident.slug,
      title: incident.title,
      affected: own.length > 0,
      periods: own.map(({ from, to, kind }) => ({
        from: from.toISOString(),
        to: to?.toISOString() ?? null,
        kind,
      })),
      callsLogged: calls.get(practiceId)?.length ?? 0,
      migrationText: migration?.progress
        ? migrationText(migration.progress, practiceId, migration.contacted)
        : null,
      recoveryText: recoveryText(report, report ? conflictOf(report, measured(practiceId)) : null),
    };
  };
}

const reportsOf = (recovery: { progress: RecoveryProgress } | undefined): RecoveryProgress['practices'] =>
  recovery?.progress.practices ?? [];

const measuredSites = (sites: readonly Site[], states: ReadonlyMap<number, CurrentState>): MeasuredSite[] =>
  sites.flatMap(({ id, code, name }) => {
    const current = states.get(id);
    return current ? [{ code, name: displayName(name), state: current.state, since: current.since }] : [];
  });

/** Every practice that is listed, with its place in this incident's own migration. */
function linesFor(view: IncidentView, practices: readonly KnownPractice[]) {
  const progress = progressOf(view);
  const moves = progress ? practiceMoves(progress) : new Map<number, string>();
  return practices.map(({ practiceId, practice: { odsCode, name, town, state } }) => ({
    odsCode,
    name,
    town,
    state,
    migration: moves.get(practiceId) ?? null,
  }));
}

/** Waves of moves from today on that are still to be done. */
function plannedWork(view: IncidentView, now: Date): PlannedWork[] {
  const progress = progressOf(view);
  if (!progress) return [];
  const today = londonDayBounds(londonDate(now)).from;
  const coming = progress.sites.filter(
    (site) => site.status === 'planned' && site.plannedFor !== null && site.plannedFor >= today,
  );
  const waves = Map.groupBy(coming, (site) => `${site.wave ?? ''}|${site.plannedFor?.getTime()}`);
  return [...waves.values()]
    .map((sites): PlannedWork => {
      const [first] = sites;
      return {
        title: first?.wave ? `${progress.title}: ${first.wave}` : progress.title,
        startsAt: (first?.plannedFor ?? now).toISOString(),
        endsAt: null,
        siteCount: sites.length,
        incidentSlug: view.incident.slug,
        text: `${quantity(sites.length, 'site')} will move from ${progress.fromCode} to ${progress.toCode}.`,
      };
    })
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt));
}
