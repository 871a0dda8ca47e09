/**
 * What it saves that the server keeps the plans of statements that are asked again and again: some of the product's own, over a
 * connection that prepares them and over one that does not, in turns.
 * Run: `node --import tsx bench/statements.ts`. Prints a table and, last, one line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { listEpisodes } from '#detection';
import { openIncidents } from '#incidents';
import { connect, type Db, migrate, startEmbedded } from '#platform/db';
import { versionOf } from '#platform/kept';
import { silentLog } from '#platform/log';
import { feedStates } from '#servicedesk';

const rounds = 5;
const asked = 1_000;
const window = { from: new Date('2026-04-19T00:00:00Z'), to: new Date('2026-04-20T00:00:00Z') };

const questions: Record<string, (db: Db) => Promise<unknown>> = {
  'version of two areas': (db) => versionOf(db, ['estate', 'incidents']),
  'open incidents': (db) => openIncidents(db),
  'episodes of a day': (db) => listEpisodes(db, { ...window, kinds: ['outage', 'flap'] }),
  'feeds of calls': (db) => feedStates(db),
  'one number, nothing to plan': (db) => sql`select ${1}::int as n`.execute(db),
};

/** Milliseconds of the clock and of this process's processor time for one question. */
async function timeOf(db: Db, ask: (db: Db) => Promise<unknown>): Promise<{ ms: number; cpuMs: number }> {
  for (let n = 0; n < 50; n += 1) await ask(db);
  const cpu = process.cpuUsage();
  const from = process.hrtime.bigint();
  for (let n = 0; n < asked; n += 1) await ask(db);
  const ms = Number(process.hrtime.bigint() - from) / 1e6 / asked;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 / asked };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const dataDir = await mkdtemp(join(tmpdir(), 'allclear-bench-'));
const embedded = await startEmbedded({ dataDir, log: silentLog(), durable: false });
try {
  const kept = connect(embedded.url, { poolSize: 1 });
  await migrate(kept.db);
  const plain = connect(embedded.url, { poolSize: 1 });
  const ways: Record<string, Db> = {
    kept: kept.db,
    plain: new Kysely<unknown>({ dialect: new PostgresDialect({ pool: plain.pool }) }),
  };
  const figures: Record<string, number> = {};
  for (const [what, ask] of Object.entries(questions)) {
    const found: Record<string, { ms: number; cpuMs: number }[]> = { kept: [], plain: [] };
    for (let round = 0; round < rounds; round += 1)
      for (const [way, db] of Object.entries(ways)) found[way]?.push(await timeOf(db, ask));
    for (const [way, times] of Object.entries(found)) {
      figures[`${what}, ${way}: ms`] = median(times.map(({ ms }) => ms));
      figures[`${what}, ${way}: ms of processor here`] = median(times.map(({ cpuMs }) => cpuMs));
    }
  }
  await Promise.all([kept.close(), plain.close()]);
  for (const [what, value] of Object.entries(figures))
    process.stdout.write(`${what.padEnd(62)}${value.toFixed(3).padStart(8)}\n`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}
