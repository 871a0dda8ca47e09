import { sql } from 'kysely';
import { fromKysely, PgBoss, type SendOptions } from 'pg-boss';
import { z } from 'zod';
import type { Context } from '../context/index.ts';
import { type Database, finds, rows } from '../db/index.ts';
import { invariant } from '../errors/index.ts';
import type { EnqueueOptions, JobFailure, JobOptions, Jobs, JobsSetup } from './model.ts';

interface Registration {
  run(data: unknown): Promise<void>;
  options: JobOptions;
}

const schemaName = 'pgboss';
const jobTable = sql.id(schemaName, 'job');
// pg-boss compares with the database's own clock, so a simulated job is held back for ever and released by `drain`.
const never = new Date('9999-01-01T00:00:00Z');

const envelope = z.strictObject({ data: z.unknown(), due: z.iso.datetime().nullable() });

/** What the parts below share. */
interface Queue extends JobsSetup {
  boss: PgBoss;
  kinds: Map<string, Registration>;
  schedules: { name: string; cron: string; data: Record<string, unknown> }[];
}

/** Background work in the same PostgreSQL, shared by any number of processes. A layer over pg-boss. */
export function createJobs(setup: JobsSetup): Jobs {
  const { context, database, mode } = setup;
  const queue: Queue = { ...setup, boss: openBoss(setup), kinds: new Map(), schedules: [] };
  let started = false;
  return {
    register(name, schema, handler, options = {}) {
      invariant(!started && !queue.kinds.has(name), `job ${name} is registered twice or too late`);
      const run = async (stored: unknown): Promise<void> => {
        await handler(context, schema.parse(envelope.parse(stored).data));
      };
      queue.kinds.set(name, { run, options });
    },
    schedule(name, cron, data = {}) {
      invariant(!started, `the schedule of job ${name} comes too late`);
      queue.schedules.push({ name, cron, data });
    },
    async start() {
      await queue.boss.start();
      for (const [name, { options }] of queue.kinds) await createQueue(queue.boss, name, options);
      started = true;
      if (mode === 'serve') await serve(queue);
    },
    async enqueue(tx, name, data, options = {}) {
      invariant(started, 'jobs are not started');
      kindOf(queue, name);
      const due = options.startAfter?.toISOString() ?? null;
      await queue.boss.send(name, { data, due }, sendOptions(tx, mode, options));
    },
    isWaiting: (tx, name, key) =>
      finds(
        tx.db,
        sql`select from ${jobTable} where name = ${name} and state = 'created' and coalesce(singleton_key, '') = ${key}`,
      ),
    async drain() {
      invariant(started, 'jobs are not started');
      return drain(queue);
    },
    failures: () => listFailures(database),
    async stop() {
      if (!started) return;
      started = false;
      // Running handlers may finish; what is cut off is tried again after it expires.
      await queue.boss.stop({ graceful: mode === 'serve', timeout: 10_000, close: false });
    },
  };
}

function openBoss({ database, context, mode }: JobsSetup): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schema: schemaName,
    supervise: mode === 'serve',
    schedule: mode === 'serve',
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => context.log.error({ err: error }, 'the job queue met an error'));
  boss.on('warning', (warning) => context.log.warn({ warning }, 'the job queue warns'));
  return boss;
}

function kindOf(queue: Queue, name: string): Registration {
  const kind = queue.kinds.get(name);
  invariant(kind, `job ${name} is not registered`);
  return kind;
}

async function serve(queue: Queue): Promise<void> {
  for (const { name, cron, data } of queue.schedules) {
    kindOf(queue, name);
    await queue.boss.schedule(name, cron, { data, due: null }, { tz: 'Europe/London' });
  }
  for (const [name, kind] of queue.kinds) {
    const polling = { pollingIntervalSeconds: kind.options.pollSeconds ?? 1 };
    await queue.boss.work(name, { batchSize: 1, ...polling }, async (jobs) => {
      for (const job of jobs) await kind.run(job.data);
    });
  }
}

async function drain(queue: Queue): Promise<number> {
  let done = 0;
  for (let found = true; found; ) {
    found = false;
    for (const name of await dueKinds(queue)) {
      for (
        let outcome = await runNext(queue, name);
        outcome !== 'none';
        outcome = await runNext(queue, name)
      ) {
        found = true;
        if (outcome === 'done') done += 1;
      }
    }
  }
  return done;
}

/**
 * Releases what is due by the clock of the context, and says which kinds have a job that may run now, in the order of their
 * registration: one question instead of one a kind.
 */
async function dueKinds({ database, context, kinds }: Queue): Promise<string[]> {
  const found = await rows(
    database.db,
    z.strictObject({ name: z.string() }),
    sql`with released as (
        update ${jobTable} set start_after = now()
        where state = 'created' and start_after = ${never} and (data->>'due')::timestamptz <= ${context.clock.now()}
        returning name)
      select name from released union select name from ${jobTable} where state < 'active' and start_after <= now()`,
  );
  const due = new Set(found.map(({ name }) => name));
  return [...kinds.keys()].filter((name) => due.has(name));
}

async function runNext(queue: Queue, name: string): Promise<'done' | 'failed' | 'none'> {
  const [job] = await queue.boss.fetch(name, { includeMetadata: true });
  if (!job) return 'none';
  const attempt = { id: job.id, retryCount: job.retryCount };
  try {
    await kindOf(queue, name).run(job.data);
  } catch (error) {
    queue.context.log.error({ err: error, job: name }, 'a job failed');
    await queue.boss.fail(name, attempt, { message: String(error) });
    return 'failed';
  }
  await queue.boss.complete(name, attempt);
  return 'done';
}

function sendOptions(tx: Context, mode: JobsSetup['mode'], { startAfter, key }: EnqueueOptions): SendOptions {
  const options: SendOptions = { db: fromKysely(tx.db) };
  if (key !== undefined) options.singletonKey = key;
  if (startAfter) options.startAfter = mode === 'simulate' ? never : delaySeconds(tx, startAfter);
  return options;
}

// By the clock of the change, so a job's delay does not depend on whether two machines agree on the time.
const delaySeconds = (tx: Context, due: Date): number =>
  Math.max(0, Math.ceil((due.getTime() - tx.clock.now().getTime()) / 1000));

async function createQueue(boss: PgBoss, name: string, options: JobOptions): Promise<void> {
  const retryDelay = options.retryDelaySeconds ?? 5;
  const settings = {
    retryLimit: options.retries ?? 5,
    retryDelay,
    retryBackoff: retryDelay > 0,
    expireInSeconds: options.expireSeconds ?? 300,
  };
  await boss.createQueue(name, { policy: options.coalesce ? 'short' : 'standard', ...settings });
  // A queue that was there already keeps its old settings otherwise.
  await boss.updateQueue(name, settings);
}

const failureRow = z.object({
  id: z.string(),
  name: z.string(),
  data: envelope,
  output: z.object({ message: z.string() }).catch({ message: 'no reason was recorded' }),
  attempts: z.int(),
});

async function listFailures(database: Database): Promise<JobFailure[]> {
  const found = await rows(
    database.db,
    failureRow,
    sql`select id, name, data, output, retry_count + 1 as attempts from ${jobTable}
      where state = 'failed' order by completed_on desc, id limit 1000`,
  );
  return found.map(({ data, output, ...row }) => ({ ...row, data: data.data, error: output.message }));
}
