/**
 * What benches of screens share: a database of their own, an estate of that many practices with one site each, written by SQL, and a
 * measure of time and queries.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely, KyselyPlugin } from 'kysely';
import { sql } from 'kysely';
import { connect, migrate, startEmbedded } from '#platform/db';
import { silentLog } from '#platform/log';

export interface Run {
  practices: number;
  what: string;
  medianMs: number;
  /** Of this process, which a busy machine does not stretch as much; the database's own work is not in it. */
  cpuMs: number;
  queries: number;
}

let queries = 0;
const counting: KyselyPlugin = {
  transformQuery(args) {
    queries += 1;
    return args.node;
  },
  transformResult: async ({ result }) => result,
};

/** Runs work on a migrated database that counts its queries for `measure`, on a server that goes with it. */
export async function onBenchDatabase<T>(
  name: string,
  work: (db: Kysely<unknown>) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), `allclear-bench-${name}-`));
  const server = await startEmbedded({ dataDir, log: silentLog(), durable: false });
  const database = connect(server.url, { poolSize: 4 });
  try {
    await migrate(database.db);
    return await work(database.db.withPlugin(counting));
  } finally {
    await database.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Practices with one site each. */
export async function seedPractices(db: Kysely<unknown>, practices: number): Promise<void> {
  await sql`insert into practice (ods_code, name, address_lines, town, postcode, icb_code, sub_icb_code, status,
      prescribing_setting, is_gp_practice)
    select 'Z' || lpad(n::text, 5, '0'), 'SURGERY ' || n, '{}', 'NOWHERE', 'ZZ1 1ZZ', 'QKS', '91Q', 'active', '4', true
    from generate_series(1, ${practices}::int) n`.execute(db);
  await sql`insert into site (code, practice_id, name, address, town, postcode)
    select ods_code || '-1', id, name, '', town, postcode from practice`.execute(db);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Runs work so many times: the medians, and the queries of the last time. */
export async function measure(
  what: string,
  practices: number,
  times: number,
  work: (round: number) => Promise<unknown>,
): Promise<Run> {
  const taken: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < times; round += 1) {
    queries = 0;
    const begun = performance.now();
    const before = process.cpuUsage();
    await work(round);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
    taken.push(performance.now() - begun);
  }
  return {
    ...{ practices, what },
    ...{ medianMs: Math.round(median(taken)), cpuMs: Math.round(median(cpu)), queries },
  };
}
