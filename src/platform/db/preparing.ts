import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/** Asked this often over one connection, a statement is prepared there. */
const askedOften = 4;
/** Plans take memory in the server, some tens of kilobytes each. */
const mostPrepared = 200;
const mostCounted = 1_000;
/** A plan that is kept does not know how long a list is: long ones are planned each time. */
const longestList = 100;

/** The parts of a pool that Kysely needs, with connections that prepare what they are asked again and again. */
export function preparing(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const connection = known.get(client) ?? preparingClient(client);
      known.set(client, connection);
      return connection;
    },
  };
}

/**
 * Lets the server keep the plan of a statement that is asked again and again over one connection, as drivers of other
 * languages do: to read and plan a small one takes longer than to run it. The server still plans anew by the values where
 * it finds that this pays (PostgreSQL, `plan_cache_mode`).
 */
function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  const asked = new Map<string, number>();
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const name = names.get(text);
    if (name !== undefined || names.size >= mostPrepared) return name;
    const times = (asked.get(text) ?? 0) + 1;
    if (times < askedOften) {
      if (times > 1 || asked.size < mostCounted) asked.set(text, times);
      return undefined;
    }
    asked.delete(text);
    names.set(text, `often ${names.size + 1}`);
    return names.get(text);
  };
  return Object.assign(Object.create(client), {
    query: (text: string, values: readonly unknown[]) => {
      const name = isWorthIt(text, values) ? nameOf(text) : undefined;
      return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    },
  });
}

/** Without parameters a question and its answer take one message each, which saves as much as a plan. */
const isWorthIt = (text: string, values: readonly unknown[]): boolean =>
  values.length > 0 && /^\s*(?:select|with|insert|update|delete)\b/i.test(text) && !values.some(isLong);

const isLong = (value: unknown): boolean =>
  (Array.isArray(value) && value.length > longestList) || (typeof value === 'string' && value.length > 1_000);
