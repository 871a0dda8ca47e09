/**
 * What the chain of the audit trail costs: writing rows with and without seals, by one writer and by eight at once, and following
 * the chain. Run: `node --import tsx bench/audit.ts`. Prints a table and, last, one line of JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { audit, verifyChain } from '#platform/audit';
import { systemActor } from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { connect, inTransaction, migrate, startEmbedded } from '#platform/db';
import { silentLog } from '#platform/log';

const rows = 2_000;

async function write(context: Context, writers: number): Promise<number> {
  const from = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let n = 0; n < rows / writers; n += 1)
        await inTransaction(context, (tx) =>
          audit(tx, { verb: 'bench.row', subject: `bench:${writer}`, data: { n, text: 'as long as most' } }),
        );
    }),
  );
  return Number(process.hrtime.bigint() - from) / 1e6 / rows;
}

const dataDir = await mkdtemp(join(tmpdir(), 'allclear-bench-'));
const embedded = await startEmbedded({ dataDir, log: silentLog(), durable: true });
try {
  const database = connect(embedded.url, { poolSize: 8 });
  await migrate(database.db);
  const context: Context = { actor: systemActor, clock: systemClock(), db: database.db, log: silentLog() };
  const figures: Record<string, number> = {};
  for (const writers of [1, 8])
    figures[`sealed, ${writers} at once: ms a row`] = await write(context, writers);
  const from = process.hrtime.bigint();
  const { rows: followed, fault } = await verifyChain(context.db);
  figures['followed: rows a second'] = followed / (Number(process.hrtime.bigint() - from) / 1e9);
  if (fault) throw new Error(fault.reason);
  await sql`alter table audit disable trigger audit_is_sealed`.execute(context.db);
  for (const writers of [1, 8])
    figures[`without seals, ${writers} at once: ms a row`] = await write(context, writers);
  await database.close();
  for (const [what, value] of Object.entries(figures))
    process.stdout.write(`${what.padEnd(42)}${value.toFixed(2).padStart(12)}\n`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}
