import { type Episode, listEpisodes } from '#detection';
import { listConcentrators, listSites, type Site } from '#estate';
import {
  type CommandAction,
  commandStructure,
  communicationAt,
  type Incident,
  listIncidents,
  type NextStep,
  nextSteps,
  openIncidents,
  type TimelineEntry,
  timeline,
} from '#incidents';
import type { Context } from '#platform/context';
import {
  countCallsOpened,
  type FeedState,
  feedStaleMinutes,
  feedStates,
  unmatchedCalls,
  untriagedCalls,
} from '#servicedesk';
import { bridgedSeconds, type CurrentState, currentStates } from '#telemetry';
import { clockSkewMs } from './calls-load.ts';

/** One incident as the wall needs it. */
export interface IncidentNow {
  incident: Incident;
  /** An update is owed and its time has passed. */
  updateOverdue: boolean;
  overdueActions: (CommandAction & { group: string })[];
  overdueSteps: NextStep[];
  lately: TimelineEntry[];
  untriaged: number;
}

export interface NowModel {
  at: Date;
  candidates: Incident[];
  incidents: IncidentNow[];
  troubled: { site: Site; state: CurrentState }[];
  counts: { down: number; degraded: number; unknown: number; up: number; sites: number };
  /** What goes on now, and what began or ended within the hour. */
  openEpisodes: Episode[];
  changedEpisodes: Episode[];
  concentratorNames: Map<number, string>;
  callsLastHour: number;
  unmatched: number;
  staleFeeds: { name: string; lastAt: Date | null }[];
}

const hourMs = 3_600_000;
const lookBackDays = 14;

/** Everything that the screen Now shows, in a fixed number of queries and a few for each open incident. */
export async function loadNow({ db, clock }: Context, standardStaleMinutes: number): Promise<NowModel> {
  const callFeedStaleMinutes = await feedStaleMinutes(db, standardStaleMinutes);
  const now = clock.now();
  const hourAgo = new Date(now.getTime() - hourMs);
  const [sites, states, episodes, open, candidates, feeds, concentrators] = await Promise.all([
    listSites(db),
    currentStates(db),
    listEpisodes(db, { from: hourAgo, to: now }),
    openIncidents(db),
    listIncidents(db, { states: ['candidate'] }),
    feedStates(db),
    listConcentrators(db, now),
  ]);
  const live = sites.filter(({ closedOn }) => closedOn === null);
  const until = new Date(now.getTime() + clockSkewMs);
  const twoWeeksAgo = new Date(now.getTime() - lookBackDays * 24 * hourMs);
  return {
    at: now,
    candidates,
    incidents: await Promise.all(open.map((incident) => incidentNow(db, incident, now))),
    ...statesOf(live, states),
    openEpisodes: episodes.filter(({ endedAt }) => endedAt === null),
    changedEpisodes: episodes.filter(
      ({ startedAt, endedAt }) => startedAt >= hourAgo || (endedAt !== null && endedAt >= hourAgo),
    ),
    concentratorNames: new Map(concentrators.map(({ id, code }) => [id, code])),
    callsLastHour: await countCallsOpened(db, { from: hourAgo, to: until }),
    unmatched: (await unmatchedCalls(db, { from: twoWeeksAgo, to: until })).length,
    staleFeeds: staleFeeds(feeds, states, now, callFeedStaleMinutes),
  };
}

async function incidentNow(db: Context['db'], incident: Incident, now: Date): Promise<IncidentNow> {
  const isLate = ({ due, doneAt }: { due: Date | null; doneAt: Date | null }): boolean =>
    due !== null && doneAt === null && due < now;
  const [groups, steps, entries, untriaged] = await Promise.all([
    commandStructure(db, incident.id),
    nextSteps(db, incident.id),
    timeline(db, incident.id),
    untriagedCalls(db, {
      incidentId: incident.id,
      from: incident.startedAt,
      to: new Date(now.getTime() + clockSkewMs),
    }),
  ]);
  return {
    incident,
    updateOverdue: communicationAt(incident, now) === 'overdue',
    overdueActions: groups.flatMap(({ group, actions }) =>
      actions.filter(isLate).map((action) => ({ ...action, group })),
    ),
    overdueSteps: steps.filter(isLate),
    lately: entries.filter((entry) => now.getTime() - entry.at.getTime() <= hourMs).reverse(),
    untriaged: untriaged.length,
  };
}

const badness = { down: 0, degraded: 1, unknown: 2, up: 3 } as const;

/** A site that was never read is unknown: absence of data is not health. */
function statesOf(sites: readonly Site[], states: ReadonlyMap<number, CurrentState>) {
  const counts = { down: 0, degraded: 0, unknown: 0, up: 0, sites: sites.length };
  for (const site of sites) counts[states.get(site.id)?.state ?? 'unknown'] += 1;
  const troubled = sites
    .flatMap((site) => {
      const state = states.get(site.id);
      return state && state.state !== 'up' ? [{ site, state }] : [];
    })
    .sort(
      (a, b) =>
        badness[a.state.state] - badness[b.state.state] || a.state.since.getTime() - b.state.since.getTime(),
    );
  return { counts, troubled };
}

function staleFeeds(
  feeds: readonly FeedState[],
  states: ReadonlyMap<number, CurrentState>,
  now: Date,
  callFeedStaleMinutes: number,
): NowModel['staleFeeds'] {
  const older = (instant: Date, minutes: number): boolean =>
    now.getTime() - instant.getTime() > minutes * 60_000;
  const calls = feeds
    .filter(({ lastSyncAt }) => older(lastSyncAt, callFeedStaleMinutes))
    .map(({ source, lastSyncAt }) => ({ name: `Calls from ${source}`, lastAt: lastSyncAt }));
  if (feeds.length === 0) calls.push({ name: 'Calls', lastAt: new Date(0) });
  const latest = Math.max(0, ...[...states.values()].map(({ lastReadingAt }) => lastReadingAt.getTime()));
  const readingMinutes = bridgedSeconds / 60;
  const readings = older(new Date(latest), readingMinutes)
    ? [{ name: 'Readings of sites', lastAt: new Date(latest) }]
    : [];
  return [...calls, ...readings].map(({ name, lastAt }) => ({
    name,
    lastAt: lastAt.getTime() === 0 ? null : lastAt,
  }));
}
