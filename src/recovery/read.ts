import { listPractices, listSites } from '#estate';
import { affectedSites } from '#incidents';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { type Awaited, progressOf } from './core/progress.ts';
import type { RecoveryProgress, RecoveryReport } from './model.ts';
import { type StoredReport, selectLatestReports } from './store.ts';
import { selectAsks } from './store-asks.ts';

const kept = keepUntilChanged<RecoveryProgress>(['recovery', 'impact', 'estate'], { most: 8 });

/**
 * How practices recover: each practice the incident affected, each that was asked, and any other that reported, with what it last
 * said. Practices are in order of their ODS codes. Read once for each change of what it rests on, and shared.
 */
export const recoveryProgress = (db: Db, incidentId: number): Promise<RecoveryProgress> =>
  kept(db, String(incidentId), () => readProgress(db, incidentId));

async function readProgress(db: Db, incidentId: number): Promise<RecoveryProgress> {
  const asks = await selectAsks(db, incidentId);
  const reports = await selectLatestReports(db, incidentId);
  const awaited = new Map<number, Awaited>();
  for (const { practiceId, odsCode } of [...(await affectedPractices(db, incidentId)), ...asks])
    awaited.set(practiceId, { practiceId, odsCode });
  const strangers = reports.filter(({ practiceId }) => !awaited.has(practiceId));
  const codes =
    strangers.length > 0
      ? new Map((await listPractices(db)).map(({ id, odsCode }) => [id, odsCode]))
      : new Map<number, string>();
  for (const { practiceId } of strangers)
    awaited.set(practiceId, { practiceId, odsCode: codes.get(practiceId) ?? String(practiceId) });
  const latest = new Map(
    reports.map((report) => [
      report.practiceId,
      reportOf(awaited.get(report.practiceId)?.odsCode ?? '', report),
    ]),
  );
  return progressOf([...awaited.values()], latest);
}

export const reportOf = (
  odsCode: string,
  { practiceId, at, answer, channel, saidBy, takenBy }: StoredReport,
): RecoveryReport => ({
  ...{ practiceId, odsCode, at, channel, answer, saidBy, takenBy },
  state: answer.state,
  expectedNormalOn: answer.expectedNormalOn,
  note: answer.note,
});

async function affectedPractices(db: Db, incidentId: number): Promise<Awaited[]> {
  const siteIds = new Set(await affectedSites(db, incidentId));
  const sites = (await listSites(db)).filter((site) => siteIds.has(site.id));
  return sites.map(({ practiceId, odsCode }) => ({ practiceId, odsCode }));
}
