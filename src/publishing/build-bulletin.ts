import { listSites } from '#estate';
import { type Incident, listIncidents, openIncidents } from '#incidents';
import type { MigrationProgress } from '#planning';
import { londonDate, londonDayBounds } from '#platform/clock';
import type { Db } from '#platform/db';
import { type RecoveryProgress, recoveryProgress } from '#recovery';
import { currentStates } from '#telemetry';
import type { Bulletin, PlannedWork, PracticeBulletin } from './bulletin.ts';
import { migrationText, practiceMoves } from './core/migration-view.ts';
import { listPracticeViews } from './core/practice-view.ts';
import { recoveryText } from './core/recovery-view.ts';
import { quantity } from './core/words.ts';
import { buildIncident, type IncidentView } from './incident-bulletin.ts';
import type { BulletinOptions } from './model.ts';

/** Closed incidents stay on the hub until so many newer ones are closed; their pages' updates are in the data for ever. */
const pastIncidents = 10;

/** Everything public, computed from the data as known at `now`. */
export async function buildBulletin(db: Db, now: Date, options: BulletinOptions): Promise<Bulletin> {
  const { callFeedStaleMinutes } = options;
  const current: CurrentIncident[] = [];
  for (const incident of await openIncidents(db)) {
    const view = await buildIncident(db, incident, { now, callFeedStaleMinutes });
    current.push({ ...view, recovery: await recoveryProgress(db, incident.id) });
  }
  const past: IncidentView[] = [];
  for (const incident of await closedIncidents(db))
    past.push(await buildIncident(db, incident, { now, callFeedStaleMinutes }));
  const practices = await buildPractices(db, current);
  const incidents = [...current, ...past].map((view) => view.incident);
  return {
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
    current: current.map((view) => ({ ...view.bulletin, practices: linesFor(view, practices) })),
    planned: current.flatMap((view) => plannedWork(view, now)),
    past: past.map((view) => view.bulletin),
    practices: practices.map((one) => one.practice),
    reviews: [],
    actions: [],
  };
}

type CurrentIncident = IncidentView & { recovery: RecoveryProgress };

async function closedIncidents(db: Db): Promise<Incident[]> {
  const closed = await listIncidents(db, { states: ['stood down'] });
  return closed.slice(0, pastIncidents);
}

interface KnownPractice {
  practiceId: number;
  practice: PracticeBulletin;
}

async function buildPractices(db: Db, current: readonly CurrentIncident[]): Promise<KnownPractice[]> {
  const sites = (await listSites(db)).filter((site) => site.closedOn === null);
  const views = listPracticeViews(sites, await currentStates(db));
  const practiceOf = new Map(sites.map((site) => [site.id, site.practiceId]));
  const tellers = current.map((view) => teller(view, practiceOf));
  const moves = current.map(progressOf).find((progress) => progress !== null);
  const byPractice = moves ? practiceMoves(moves) : new Map<number, string>();
  return views.map(({ practiceId, practice }) => ({
    practiceId,
    practice: {
      ...practice,
      migration: byPractice.get(practiceId) ?? null,
      incidents: tellers.map((tell) => tell(practiceId)),
    },
  }));
}

const progressOf = (view: IncidentView): MigrationProgress | null =>
  view.evidence.migration?.progress ?? null;

/** Tells what one incident means for a practice; what it needs is grouped once for all of them. */
function teller(
  { incident, evidence, recovery }: CurrentIncident,
  practiceOf: ReadonlyMap<number, number>,
): (practiceId: number) => PracticeBulletin['incidents'][number] {
  const lost = (evidence.impact ?? []).filter((period) => period.kind !== 'degraded capacity');
  const periods = Map.groupBy(lost, (period) => practiceOf.get(period.siteId));
  const calls = Map.groupBy(evidence.calls?.linked ?? [], (call) => call.practiceId);
  const reports = new Map(recovery.practices.map((report) => [report.practiceId, report]));
  const { migration } = evidence;
  return (practiceId) => {
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
      recoveryText: recoveryText(reports.get(practiceId)),
    };
  };
}

/** Every practice that is listed, with its place in this incident's own migration. */
function linesFor(view: CurrentIncident, practices: readonly KnownPractice[]) {
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
function plannedWork(view: CurrentIncident, now: Date): PlannedWork[] {
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
