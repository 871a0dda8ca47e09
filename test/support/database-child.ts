// Started by tests, then killed: owns the database of a data directory and counts upwards in it. Prints the number
// of each row only after PostgreSQL has acknowledged it.
import pg from 'pg';
import { startEmbedded } from '../../src/platform/db/index.ts';
import { createLog } from '../../src/platform/log/index.ts';

const embedded = await startEmbedded({ dataDir: process.argv[2] ?? '', log: createLog('warn') });
const client = new pg.Client({ connectionString: embedded.url });
// The server may be killed first; this process follows within milliseconds.
client.on('error', () => undefined);
await client.connect();
await client.query('create table if not exists counted (n bigint primary key)');
const last = await client.query('select coalesce(max(n), 0)::int as n from counted');
for (let n = Number(last.rows[0]?.n) + 1; ; n += 1) {
  await client.query('insert into counted values ($1)', [n]);
  console.log(n);
}
