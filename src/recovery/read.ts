import { listPractices, listSites } from '#estate';
import { affectedSites } from '#incidents';
import type { Db } from '#platform/db';
import { type Awaited, progressOf } from './core/progress.ts';
import type { RecoveryProgress, RecoveryReport } from './model.ts';
import { selectLatestReports } from './store.ts';

/**
 * How practices recover: each practice the incident affected, and any other that reported, with what it last said.
 * Practices are in order of their ODS codes.
 */
export async function recoveryProgress(db: Db, incidentId: number): Promise<RecoveryProgress> {
  const odsCodes = new Map((await listPractices(db)).map((practice) => [practice.id, practice.odsCode]));
  const latest = new Map<number, RecoveryReport>();
  for (const report of await selectLatestReports(db, incidentId)) {
    latest.set(report.practiceId, {
      ...report,
      odsCode: odsCodes.get(report.practiceId) ?? String(report.practiceId),
    });
  }
  const affected = await affectedPractices(db, incidentId);
  const awaited = new Map<number, Awaited>(
    [...affected, ...latest.values()].map((one) => [one.practiceId, one]),
  );
  return progressOf([...awaited.values()], latest);
}

async function affectedPractices(db: Db, incidentId: number): Promise<Awaited[]> {
  const siteIds = new Set(await affectedSites(db, incidentId));
  const sites = (await listSites(db)).filter((site) => siteIds.has(site.id));
  return sites.map(({ practiceId, odsCode }) => ({ practiceId, odsCode }));
}
