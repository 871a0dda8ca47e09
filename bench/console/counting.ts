import pg from 'pg';

/** What one stretch of time cost the database, as its clients saw it. */
export interface Queries {
  queries: number;
  rows: number;
  /** Each statement with its duration in ms and its rows, in the order of their answers. */
  statements: { sql: string; ms: number; rows: number }[];
}

let since: Queries = { queries: 0, rows: 0, statements: [] };

/** Watches every query of this process from now on. */
export function countQueries(): void {
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  pg.Client.prototype.query = function counted(this: pg.Client, ...given: unknown[]): unknown {
    const begun = performance.now();
    const answer = query.apply(this, given);
    // Kysely and pg-boss await what they ask; a cursor or a callback is none of ours.
    if (answer instanceof Promise) {
      const [first] = given;
      const sql = typeof first === 'string' ? first : String((first as { text?: string })?.text ?? '');
      answer.then(
        (result: unknown) => note(sql, performance.now() - begun, rowsOf(result)),
        () => undefined,
      );
    }
    return answer;
  } as typeof pg.Client.prototype.query;
}

const rowsOf = (result: unknown): number => (result as { rows?: unknown[] } | undefined)?.rows?.length ?? 0;

function note(sql: string, ms: number, rows: number): void {
  since.queries += 1;
  since.rows += rows;
  since.statements.push({ sql: sql.replace(/\s+/g, ' ').trim(), ms, rows });
}

/** What was counted since this was last asked. */
export function takeQueries(): Queries {
  const taken = since;
  since = { queries: 0, rows: 0, statements: [] };
  return taken;
}
