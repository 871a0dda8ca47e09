import { displayName, listSites } from '#estate';
import {
  type CommandGroup,
  commandStructure,
  communicationAt,
  type ExitCriterion,
  exitCriteria,
  type Factor,
  factors,
  findIncident,
  type ImpactPeriod,
  type Incident,
  impactPeriods,
  type Measure,
  measures,
  type NextStep,
  nextSteps,
  type TimelineEntry,
  timeline,
} from '#incidents';
import { type MigrationProgress, migrationProgress } from '#planning';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { recoveryProgress } from '#recovery';
import { reviewOf } from '#review';
import { type LinkedCall, linkedCalls, untriagedCalls } from '#servicedesk';
import { clockSkewMs } from './calls-load.ts';

/** How one site was affected. */
export interface SiteImpact {
  code: string;
  practice: string;
  periods: number;
  seconds: number;
  now: boolean;
  first: Date;
  latest: Date;
}

export interface IncidentModel {
  at: Date;
  incident: Incident;
  command: CommandGroup[];
  factors: Factor[];
  measures: Measure[];
  exitCriteria: ExitCriterion[];
  nextSteps: NextStep[];
  timeline: TimelineEntry[];
  impact: readonly SiteImpact[];
  /** The codes of all sites: what texts may name. */
  siteCodes: ReadonlySet<string>;
  calls: readonly LinkedCall[];
  untriaged: number;
  migration: MigrationProgress | null;
  recovery: Awaited<ReturnType<typeof recoveryProgress>>;
  review: Awaited<ReturnType<typeof reviewOf>>;
}

/** Everything that is known of one incident. */
export async function loadIncident({ db, clock }: Context, slug: string): Promise<IncidentModel> {
  const now = clock.now();
  const stored = await findIncident(db, slug);
  const { id, startedAt } = stored;
  const [command, theFactors, theMeasures, criteria, steps, entries, impact, sites] = await Promise.all([
    commandStructure(db, id),
    factors(db, id),
    measures(db, id),
    exitCriteria(db, id),
    nextSteps(db, id),
    timeline(db, id),
    impactOf(db, id, now),
    listSites(db),
  ]);
  const [calls, untriaged, migration, recovery, review] = await Promise.all([
    linkedCalls(db, { incidentId: id }),
    untriagedCalls(db, { incidentId: id, from: startedAt, to: new Date(now.getTime() + clockSkewMs) }),
    migrationProgress(db, id),
    recoveryProgress(db, id),
    reviewOf(db, id),
  ]);
  return {
    at: now,
    incident: { ...stored, states: { ...stored.states, communication: communicationAt(stored, now) } },
    command,
    factors: theFactors,
    measures: theMeasures,
    exitCriteria: criteria,
    nextSteps: steps,
    timeline: entries.reverse(),
    siteCodes: new Set(sites.map(({ code }) => code)),
    impact,
    calls,
    untriaged: untriaged.length,
    migration,
    recovery,
    review,
  };
}

const minuteMs = 60_000;
const impacts = keepUntilChanged<readonly SiteImpact[]>(['impact', 'estate'], { most: 8 });

/** How each site was affected by an incident, longest first; worked out once for each change, or minute, and shared. */
export const impactOf = (db: Db, incidentId: number, now: Date): Promise<readonly SiteImpact[]> =>
  impacts(db, `${incidentId} ${Math.floor(now.getTime() / minuteMs)}`, async () => {
    const [periods, sites] = await Promise.all([impactPeriods(db, incidentId), listSites(db)]);
    return impactBySite(periods, new Map(sites.map((site) => [site.id, site])), now);
  });

/** The sites that were affected, longest first. Periods of one site may overlap: an outage within a time of flapping. */
export function impactBySite(
  periods: readonly ImpactPeriod[],
  sites: ReadonlyMap<number, { code: string; practiceName: string }>,
  now: Date,
): SiteImpact[] {
  const bySite = Map.groupBy(periods, ({ siteId }) => siteId);
  return [...bySite]
    .map(([siteId, own]): SiteImpact => {
      const site = sites.get(siteId);
      const starts = own.map(({ from }) => from.getTime());
      return {
        code: site?.code ?? String(siteId),
        practice: site ? displayName(site.practiceName) : 'Unknown',
        periods: own.length,
        seconds: coveredSeconds(own, now),
        now: own.some(({ to }) => to === null),
        first: new Date(Math.min(...starts)),
        latest: new Date(Math.max(...own.map(({ to }) => (to ?? now).getTime()))),
      };
    })
    .sort((a, b) => b.seconds - a.seconds || a.code.localeCompare(b.code));
}

/** Seconds in which at least one of the periods ran. */
function coveredSeconds(periods: readonly ImpactPeriod[], now: Date): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...periods].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const end = (to ?? now).getTime();
    covered += Math.max(0, end - Math.max(from.getTime(), until));
    until = Math.max(until, end);
  }
  return covered / 1000;
}
