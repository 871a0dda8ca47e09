import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { detect } from '#detection';
import { systemActor } from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { connect, type Db, migrate, startEmbedded } from '#platform/db';
import { parseJson, readBody, sendError, sendJson } from '#platform/http';
import { silentLog } from '#platform/log';
import { createDispatcher } from '#platform/outbox';
import { importReadings } from '#telemetry';
import type { Plan } from './intake-client.ts';

/**
 * Readings a second through the whole path: HTTP, JSON, validation, intervals, stored and committed, detection after
 * it through the outbox, on the embedded database with its durable settings. The client is a process of its own on the
 * same cores. In the same run the machine's limit: the same rows by one `insert … select unnest` into a bare table.
 */

interface Run extends Plan {
  name: string;
}

const runs: Run[] = [
  { name: '190 sites x 12 slots', sites: 190, slots: 12, posts: 60 },
  { name: '25,000 sites x 1 slot', sites: 25_000, slots: 1, posts: 12 },
  { name: '25,000 sites x 12 slots', sites: 25_000, slots: 12, posts: 3 },
];

interface Result {
  name: string;
  readings: number;
  readingsPerSecond: number;
  readingsPerSecondWithDetection: number;
  postMedianMs: number;
  postP99Ms: number;
  nodePeakMb: number;
  postgresPeakMb: number;
  bytesPerReading: number;
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allclear-bench-'));
  const embedded = await startEmbedded({ dataDir, log: silentLog() });
  const database = connect(embedded.url);
  try {
    await migrate(database.db);
    const context: Context = { actor: systemActor, clock: systemClock(), db: database.db, log: silentLog() };
    await fillEstate(context.db);
    const limit = await measureLimit(context.db);
    const results: Result[] = [];
    for (const [index, run] of runs.entries()) results.push(await measure(context, run, index, dataDir));
    await report(results, limit);
  } finally {
    await database.close();
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function fillEstate(db: Db): Promise<void> {
  await sql`insert into practice (ods_code, name, address_lines, town, postcode, icb_code, sub_icb_code, status,
      prescribing_setting, is_gp_practice)
    values ('Z99001', 'Invented Surgery', '{}', 'Nowhere', 'ZZ1 1ZZ', 'QKS', '91Q', 'active', '4', true)`.execute(
    db,
  );
  await sql`insert into site (code, practice_id, name, address, town, postcode)
    select 'S' || n, practice.id, 'Site ' || n, '', 'Nowhere', 'ZZ1 1ZZ' from practice, generate_series(1, 25000) n`.execute(
    db,
  );
}

/** Rows a second of a bare insert: no parsing, no keys, no history. */
async function measureLimit(db: Db): Promise<number> {
  await sql`create table bench_bare (site_id int, at timestamptz, status smallint, loss real, latency real, in_mbps real, out_mbps real)`.execute(
    db,
  );
  const rows = 300_000;
  const column = (of: (index: number) => number) =>
    `{${Array.from({ length: rows }, (_, index) => of(index)).join(',')}}`;
  const columns = [
    column((index) => index % 25_000),
    column((index) => 1_776_000_000 + Math.floor(index / 25_000) * 300),
    column(() => 5),
    column((index) => (index % 10) / 10),
    column((index) => 20 + (index % 30)),
    column((index) => (index % 97) / 10),
    column((index) => (index % 31) / 10),
  ];
  const started = performance.now();
  await sql`insert into bench_bare select site_id, to_timestamp(at), status, loss, latency, in_mbps, out_mbps
    from unnest(${columns[0]}::int[], ${columns[1]}::float8[], ${columns[2]}::smallint[], ${columns[3]}::real[], ${columns[4]}::real[],
      ${columns[5]}::real[], ${columns[6]}::real[]) as t(site_id, at, status, loss, latency, in_mbps, out_mbps)`.execute(
    db,
  );
  const seconds = (performance.now() - started) / 1000;
  await sql`drop table bench_bare`.execute(db);
  return rows / seconds;
}

async function measure(context: Context, run: Run, index: number, dataDir: string): Promise<Result> {
  await sql`truncate reading_part, state_interval, site_current, outbox_event`.execute(context.db);
  const dispatcher = createDispatcher(context, {
    'telemetry.changed': [
      async (tx, data) => {
        const { siteIds, concentratorIds, from, to } = data as {
          siteIds: number[];
          concentratorIds: number[];
          from: string;
          to: string;
        };
        await detect(tx, { siteIds, concentratorIds, from: new Date(from), to: new Date(to) });
      },
    ],
  });
  const server = await listen(context, () => void dispatcher.drain());
  const memory = watchMemory(dataDir);
  const { port } = server.address() as AddressInfo;
  const client = await runClient({ ...run, port, daysAgo: 3 - index });
  const posted = performance.now();
  await dispatcher.drain();
  const drained = performance.now();
  const peaks = await memory.stop();
  await new Promise((resolve) => server.close(resolve));
  const readings = run.sites * run.slots * run.posts;
  const stored = await sql<{
    n: number;
    bytes: number;
  }>`select sum(n)::int as n, pg_total_relation_size('reading_part')::int as bytes from reading_part`.execute(
    context.db,
  );
  if (stored.rows[0]?.n !== readings)
    throw new Error(`${run.name}: ${readings} sent, ${stored.rows[0]?.n} stored.`);
  const sorted = client.postMs.toSorted((a, b) => a - b);
  return {
    name: run.name,
    readings,
    readingsPerSecond: Math.round((readings / client.totalMs) * 1000),
    readingsPerSecondWithDetection: Math.round((readings / (client.totalMs + drained - posted)) * 1000),
    postMedianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    postP99Ms: Math.round(sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0),
    ...peaks,
    bytesPerReading: Math.round((stored.rows[0].bytes / readings) * 10) / 10,
  };
}

function listen(context: Context, afterCommit: () => void): Promise<Server> {
  const server = createServer((request, response) => {
    readBody(request, { maxBytes: 100_000_000 })
      .then((body) => importReadings(context, parseJson(body)))
      .then((report) => {
        sendJson(response, 200, report);
        afterCommit();
      })
      .catch((error: unknown) => sendError(response, error));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function runClient(
  plan: Plan & { port: number; daysAgo: number },
): Promise<{ totalMs: number; postMs: number[] }> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'intake-client.ts'), [JSON.stringify(plan)]);
    child.once('message', (message) => resolve(message as { totalMs: number; postMs: number[] }));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The client ended with ${code}.`)));
  });
}

/** Samples the peak of this process and of the database's processes (proportional set: shared pages counted once). */
function watchMemory(dataDir: string): { stop(): Promise<{ nodePeakMb: number; postgresPeakMb: number }> } {
  let nodePeak = 0;
  let postgresPeak = 0;
  let running = true;
  const loop = (async () => {
    while (running) {
      nodePeak = Math.max(nodePeak, process.memoryUsage().rss);
      postgresPeak = Math.max(postgresPeak, await postgresBytes(dataDir));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      return { nodePeakMb: Math.round(nodePeak / 1e6), postgresPeakMb: Math.round(postgresPeak / 1e6) };
    },
  };
}

/** The server is the process whose command line names our directory; its workers are its children. */
async function postgresBytes(dataDir: string): Promise<number> {
  const processes = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        return { pid, parent: status.split(') ').at(-1)?.split(' ')[1] ?? '', command };
      }),
  );
  const servers = new Set(processes.filter(({ command }) => command.includes(dataDir)).map(({ pid }) => pid));
  const ours = processes.filter(({ pid, parent }) => servers.has(pid) || servers.has(parent));
  const sizes = ours.map(async ({ pid }) => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function report(results: readonly Result[], limit: number): Promise<void> {
  console.table(results);
  console.log(`bare insert on this machine: ${Math.round(limit)} rows a second`);
  const out = join(import.meta.dirname, 'out');
  await mkdir(out, { recursive: true });
  await writeFile(
    join(out, 'intake.json'),
    JSON.stringify({ bareRowsPerSecond: Math.round(limit), results }, null, 2),
  );
}

await main();
