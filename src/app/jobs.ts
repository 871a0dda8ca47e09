import { z } from 'zod';
import type { Analyst } from '#attribution';
import { pollFeeds } from '#connectors';
import { type Foreseer, foreseePeaks, runPlanning } from '#planning';
import { systemActor, verifyAudit } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Database } from '#platform/db';
import { AllclearError } from '#platform/errors';
import type { Outbound } from '#platform/http';
import { createJobs, type Jobs } from '#platform/jobs';
import { tidySubscriptions } from '#publishing';
import { expireUploads, runRetention } from '#settings';
import { foldDays } from '#telemetry';
import { lookAtFailures, lookJob, thinAttribution } from './attribution.ts';

const nothing = z.strictObject({});
const planningAsked = z.strictObject({ runId: z.number() });
const dayMs = 86_400_000;

/** Names of the background jobs. Each may be run twice without harm. */
export const jobNames = {
  fold: 'telemetry.fold',
  export: 'publication.export',
  look: lookJob,
  thin: 'attribution.thin',
  suppliers: 'suppliers.poll',
  subscribers: 'subscriptions.tidy',
  verifyAudit: 'audit.verify',
  retention: 'retention.run',
  foresee: 'planning.foresee',
  plan: 'planning.plan',
} as const;

/** What the jobs are done with. */
export interface JobTools {
  /** Writes the current page where others host it. */
  exportPage(base: Omit<Context, 'actor'>): Promise<void>;
  analyst: Analyst;
  foreseer: Foreseer;
  /** The way out to addresses that people typed. */
  outbound: Outbound;
}

/** Registers every background job and starts the queue. */
export async function startJobs(
  database: Database,
  base: Omit<Context, 'actor'>,
  mode: 'serve' | 'enqueue' | 'simulate',
  { exportPage, analyst, foreseer, outbound }: JobTools,
): Promise<Jobs> {
  const context: Context = { ...base, actor: systemActor };
  const jobs = createJobs({ database, context, mode });
  jobs.register(
    jobNames.fold,
    nothing,
    async (inner) => {
      await foldDays(inner, { before: new Date(inner.clock.now().getTime() - dayMs) });
    },
    { coalesce: true, expireSeconds: 1800 },
  );
  jobs.register(jobNames.export, nothing, (inner) => exportPage(inner), { coalesce: true, retries: 10 });
  jobs.register(jobNames.look, nothing, (inner) => lookAtFailures(inner, analyst), {
    coalesce: true,
    expireSeconds: 1800,
  });
  jobs.register(jobNames.thin, nothing, async (inner) => void (await thinAttribution(inner)), {
    coalesce: true,
  });
  jobs.register(
    jobNames.suppliers,
    nothing,
    async (inner) => void (await pollFeeds({ ...inner, actor: systemActor }, outbound)),
    { coalesce: true, expireSeconds: 180 },
  );
  jobs.register(
    jobNames.subscribers,
    nothing,
    async (inner) => {
      await expireUploads({ ...inner, actor: systemActor });
      await tidySubscriptions({ ...inner, actor: systemActor });
    },
    { coalesce: true },
  );
  jobs.register(jobNames.verifyAudit, nothing, checkTrail, { coalesce: true, expireSeconds: 3600 });
  jobs.register(
    jobNames.retention,
    nothing,
    async (inner) => void (await runRetention({ ...inner, actor: systemActor })),
    { coalesce: true, expireSeconds: 3600 },
  );
  jobs.register(jobNames.foresee, nothing, (inner) => foreseePeaks(inner, foreseer), {
    coalesce: true,
    retries: 1,
    expireSeconds: 1800,
  });
  // Longer than the longest search that can be asked for.
  jobs.register(jobNames.plan, planningAsked, (inner, { runId }) => runPlanning(inner, runId), {
    retries: 1,
    expireSeconds: 600,
  });
  // Soon after each half hour ends, which is what forecasts are as of.
  jobs.schedule(jobNames.foresee, '1,31 * * * *');
  jobs.schedule(jobNames.fold, '30 2 * * *');
  // What is kept no longer is gone within an hour.
  jobs.schedule(jobNames.subscribers, '20 * * * *');
  jobs.schedule(jobNames.thin, '45 2 * * *');
  jobs.schedule(jobNames.verifyAudit, '15 3 * * *');
  jobs.schedule(jobNames.retention, '45 3 * * *');
  // A measure that worked leaves no failure that would ask for a look.
  jobs.schedule(jobNames.look, '5 * * * *');
  jobs.schedule(jobNames.suppliers, '* * * * *');
  await jobs.start();
  return jobs;
}

/** Follows the chain of the audit trail. Its head goes to the log, which is kept elsewhere than the database. */
async function checkTrail(inner: Omit<Context, 'actor'>): Promise<void> {
  try {
    const { position, sha256, rows } = await verifyAudit({ ...inner, actor: systemActor });
    inner.log.info({ position, sha256, rows }, 'the audit trail holds');
  } catch (error) {
    if (!(error instanceof AllclearError) || error.code !== 'audit.broken') throw error;
    // Asking again changes nothing: it is told once, loudly, and stands on the audit screen.
    inner.log.error({ faults: error.faults }, error.message);
  }
}
