import { z } from 'zod';
import { pollFeeds } from '#connectors';
import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Database } from '#platform/db';
import type { Outbound } from '#platform/http';
import { createJobs, type Jobs } from '#platform/jobs';
import { foldDays } from '#telemetry';

const nothing = z.strictObject({});
const dayMs = 86_400_000;

/** Names of the background jobs. Each may be run twice without harm. */
export const jobNames = {
  fold: 'telemetry.fold',
  export: 'publication.export',
  suppliers: 'suppliers.poll',
} as const;

/** What jobs do outside the database. */
export interface JobWork {
  /** Writes the current page where others host it. */
  exportPage(base: Omit<Context, 'actor'>): Promise<void>;
  outbound: Outbound;
}

/** Registers every background job and starts the queue. */
export async function startJobs(
  database: Database,
  base: Omit<Context, 'actor'>,
  mode: 'serve' | 'enqueue' | 'simulate',
  { exportPage, outbound }: JobWork,
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
  jobs.register(
    jobNames.suppliers,
    nothing,
    async (inner) => void (await pollFeeds({ ...inner, actor: systemActor }, outbound)),
    { coalesce: true, expireSeconds: 180 },
  );
  jobs.schedule(jobNames.fold, '30 2 * * *');
  jobs.schedule(jobNames.suppliers, '* * * * *');
  await jobs.start();
  return jobs;
}
