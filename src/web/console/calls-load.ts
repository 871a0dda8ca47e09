import { displayName, listPractices } from '#estate';
import { findIncident, type Incident, openIncidents } from '#incidents';
import type { Context } from '#platform/context';
import {
  type Call,
  type CallDecision,
  type CallLink,
  linkedCalls,
  linksOf,
  recentDecisions,
  type SoughtWord,
  searchCalls,
  unmatchedCalls,
  untriagedCalls,
} from '#servicedesk';

/** A call with what people need to decide about it. */
export interface CallLine {
  call: Call;
  practice: string | null;
  link: CallLink | undefined;
}

export interface CallsModel {
  incident: Incident | undefined;
  incidents: Incident[];
  suggested: CallLine[];
  linked: CallLine[];
  unmatched: CallLine[];
  found: CallLine[] | undefined;
  /** What was decided lately and can be taken back, newest first. */
  decisions: CallDecision[];
}

const dayMs = 86_400_000;
const unmatchedDays = 14;
const searchDays = 60;
const shownLinked = 100;
const shownFound = 50;
const shownDecisions = 5;
export const clockSkewMs = 5 * 60_000;

/** The queue of one incident (the one asked for, or the newest that is open), calls without a practice, and a search. */
export async function loadCalls(
  { db, clock }: Context,
  asked: { incident: string | undefined; search: string | undefined },
): Promise<CallsModel> {
  const now = clock.now();
  // A desk's clock may be ahead of ours by what intake allows: its newest calls are shown all the same.
  const until = new Date(now.getTime() + clockSkewMs);
  const since = (days: number): Date => new Date(now.getTime() - days * dayMs);
  const incidents = await openIncidents(db);
  const incident = asked.incident ? await findIncident(db, asked.incident) : incidents[0];
  const practices = new Map(
    (await listPractices(db)).map((practice) => [practice.id, displayName(practice.name)]),
  );
  const untriaged = incident
    ? await untriagedCalls(db, { incidentId: incident.id, from: incident.startedAt, to: until })
    : [];
  const suggested = untriaged
    .filter(({ untriagedBecause }) => untriagedBecause === 'suggested')
    .map(({ untriagedBecause: _, ...call }) => call);
  const linked = (incident ? await linkedCalls(db, { incidentId: incident.id }) : [])
    .slice(-shownLinked)
    .map(({ call }) => call)
    .reverse();
  const unmatched = (await unmatchedCalls(db, { from: since(unmatchedDays), to: until })).reverse();
  const found = asked.search
    ? await searchCalls(db, {
        words: soughtWords(asked.search, practices),
        from: since(searchDays),
        to: until,
        limit: shownFound,
      })
    : undefined;
  const shown = [suggested, linked, unmatched, found ?? []].flat();
  // Of thousands of links only those are read whose calls are shown.
  const links = incident
    ? await linksOf(db, { incidentId: incident.id, callIds: shown.map(({ id }) => id) })
    : [];
  const linkOf = new Map(links.map((link) => [link.callId, link]));
  const line = (call: Call): CallLine => ({
    call,
    practice: call.practiceId === null ? null : (practices.get(call.practiceId) ?? null),
    link: linkOf.get(call.id),
  });
  return {
    incident,
    incidents,
    suggested: suggested.map(line),
    linked: linked.map(line),
    unmatched: unmatched.map(line),
    found: found?.map(line),
    decisions: incident ? await recentDecisions(db, { incidentId: incident.id, limit: shownDecisions }) : [],
  };
}

/** Each word that is asked for, with the practices that have it in their names. */
export const soughtWords = (asked: string, practices: ReadonlyMap<number, string>): SoughtWord[] =>
  asked
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({
      word,
      practiceIds: [...practices].flatMap(([id, name]) => (name.toLowerCase().includes(word) ? [id] : [])),
    }));
