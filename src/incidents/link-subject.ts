import { listSites } from '#estate';
import type { Db } from '#platform/db';
import type { LinkSubject } from '#servicedesk';
import type { ImpactPeriod, Incident } from './model.ts';
import { impactPeriods } from './read.ts';

/** Monitoring and a call agree when a site failed within half an hour of it. */
const nearMs = 30 * 60_000;

interface Span {
  fromMs: number;
  toMs: number;
}

/** What an incident looks like to the rule that links calls: its words, components, practices and when they failed. */
export async function linkSubject(db: Db, incident: Incident): Promise<LinkSubject> {
  const practiceOf = new Map((await listSites(db)).map((site) => [site.id, site.practiceId]));
  const failing = new Map<number, Span[]>();
  for (const period of await impactPeriods(db, incident.id)) {
    const practiceId = practiceOf.get(period.siteId);
    if (practiceId === undefined || !isMonitored(period)) continue;
    const span = { fromMs: period.from.getTime(), toMs: period.to?.getTime() ?? Number.POSITIVE_INFINITY };
    const spans = failing.get(practiceId);
    if (spans) spans.push(span);
    else failing.set(practiceId, [span]);
  }
  return {
    incidentId: incident.id,
    startedAt: incident.startedAt,
    endedAt: incident.endedAt,
    symptomWords: incident.symptomWords,
    affectedPracticeIds: new Set(failing.keys()),
    sharedComponents: incident.components,
    failingNear: (practiceId, at) =>
      (failing.get(practiceId) ?? []).some(
        (span) => span.fromMs <= at.getTime() + nearMs && span.toMs >= at.getTime() - nearMs,
      ),
  };
}

/** That a site failed by its readings: not what its practice told us, nor that its concentrator was full. */
const isMonitored = ({ kind }: ImpactPeriod): boolean => kind === 'outage' || kind === 'unstable';
