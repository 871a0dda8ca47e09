import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { preparing } from './preparing.ts';

/** A pool or an open transaction. SQL is written with Kysely's `sql` tag in each domain's `store.ts`. */
export type Db = Kysely<unknown>;

export interface Database {
  db: Db;
  pool: pg.Pool;
  url: string;
  close(): Promise<void>;
}

// bigint identities and counts stay far below 2^53; numbers are what callers want.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/** Opens a pool. Dates travel as UTC; a lost idle connection is not an error until somebody needs one. */
export function connect(url: string, options: { poolSize?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: 10_000,
    application_name: 'allclear',
    options: '-c timezone=UTC',
  });
  pool.on('error', () => undefined);
  // A connection lost while somebody holds it fails their query; its own event would otherwise end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db: Db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  return { db, pool, url, close: () => db.destroy() };
}
