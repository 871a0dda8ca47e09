import { displayName, listSites } from '#estate';
import { type ImpactPeriod, type Incident, impactPeriods } from '#incidents';
import { migrationProgress, type SiteMove } from '#planning';
import { formatDateTime } from '#platform/clock';
import type { Db } from '#platform/db';
import { type RecoveryReport, recoveryProgress } from '#recovery';
import { linkedCalls } from '#servicedesk';
import type { PracticeFacts } from './core/practice-facts.ts';

/** The facts about each practice that lost its connection, by its code; a fixed number of queries for all of them. */
export async function practiceFacts(
  db: Db,
  incident: Incident,
  now: Date,
): Promise<{ practiceId: number; facts: PracticeFacts }[]> {
  const lost = (await impactPeriods(db, incident.id)).filter(({ kind }) => kind !== 'degraded capacity');
  const affected = new Set(lost.map(({ siteId }) => siteId));
  const sites = await listSites(db);
  const practiceIds = new Set(sites.filter(({ id }) => affected.has(id)).map(({ practiceId }) => practiceId));
  const own = Map.groupBy(
    sites.filter(({ practiceId }) => practiceIds.has(practiceId)),
    ({ practiceId }) => practiceId,
  );
  const periods = Map.groupBy(lost, ({ siteId }) => siteId);
  const calls = Map.groupBy(
    await linkedCalls(db, { incidentId: incident.id }),
    ({ call }) => call.practiceId,
  );
  const moves = Map.groupBy(
    (await migrationProgress(db, incident.id, now))?.sites ?? [],
    (move) => move.practiceId,
  );
  const recovery = new Map(
    (await recoveryProgress(db, incident.id)).practices.map((report) => [report.practiceId, report]),
  );
  return [...own]
    .map(([practiceId, ownSites]) => ({
      practiceId,
      facts: {
        odsCode: ownSites[0]?.odsCode ?? '',
        name: displayName(ownSites[0]?.practiceName ?? ''),
        sites: ownSites.map(({ code, name }) => ({ code, name: displayName(name) })),
        periods: ownSites.flatMap(({ id, code }) =>
          (periods.get(id) ?? []).map((period) => told(period, code)),
        ),
        calls: (calls.get(practiceId) ?? []).map(({ call }) => ({
          reference: call.externalId,
          at: call.openedAt.toISOString(),
        })),
        move: moveSentence(moves.get(practiceId) ?? []),
        recovery: recoverySentence(recovery.get(practiceId)),
      },
    }))
    .sort((a, b) => (a.facts.odsCode < b.facts.odsCode ? -1 : 1));
}

const told = ({ from, to, kind }: ImpactPeriod, site: string): PracticeFacts['periods'][number] => ({
  site,
  from: from.toISOString(),
  to: to?.toISOString() ?? null,
  kind,
});

function moveSentence(moves: readonly SiteMove[]): string | null {
  if (moves.length === 0) return null;
  const stuck = moves.find(({ status }) => status === 'cannot move');
  if (stuck)
    return `You could not be moved to another concentrator: ${stuck.reason ?? 'the reason is not on record'}.`;
  const moved = moves.filter(({ movedAt }) => movedAt !== null);
  const last = moved.map(({ movedAt }) => movedAt?.getTime() ?? 0).sort((a, b) => b - a)[0];
  return last === undefined
    ? 'You have not been moved to another concentrator.'
    : `You were moved to another concentrator at ${formatDateTime(new Date(last))}.`;
}

function recoverySentence(report: RecoveryReport | undefined): string | null {
  if (!report || report.state === 'not replied') return null;
  const at = report.at ? ` at ${formatDateTime(report.at)}` : '';
  return report.state === 'recovered'
    ? `You told us${at} that you are back to normal.`
    : `You told us${at} that you are still recovering.`;
}
