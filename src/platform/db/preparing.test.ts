import { sql } from 'kysely';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { testContext } from '../../../test/support/database.ts';
import { connect, type Database, inTransaction } from './index.ts';

interface Kept {
  statement: string;
  times: number;
}

/** What the server keeps for this connection, beside the question itself. */
async function keptBy({ db }: Database): Promise<Kept[]> {
  const found = await sql<Kept>`select statement, (generic_plans + custom_plans)::int as times
    from pg_prepared_statements where statement not like '%pg_prepared_statements%' order by name`.execute(
    db,
  );
  return found.rows;
}

describe('a statement that is asked again and again', () => {
  let url: string;
  beforeAll(async () => {
    url = (await testContext()).database.url;
  });
  /** One connection, so that what is asked often is asked there. */
  function openOne(): Database {
    const database = connect(url, { poolSize: 1 });
    onTestFinished(() => database.close());
    return database;
  }

  it('is planned once over a connection, and answers as before', async () => {
    const database = openOne();
    const { db } = database;
    const double = async (n: number) =>
      (await sql<{ n: number }>`select ${n}::int * 2 as n`.execute(db)).rows[0]?.n;
    for (let n = 1; n <= 3; n += 1) expect(await double(n)).toBe(2 * n);
    expect(await keptBy(database)).toEqual([]);
    for (let n = 4; n <= 20; n += 1) expect(await double(n)).toBe(2 * n);
    expect(await keptBy(database)).toEqual([{ statement: 'select $1::int * 2 as n', times: 17 }]);
  });

  it('is planned each time for a long list, whose length a kept plan would not know', async () => {
    const database = openOne();
    const count = async (length: number) => {
      const ids = Array.from({ length }, (_, index) => index);
      const found = await sql<{
        n: number;
      }>`select count(*)::int as n from unnest(${ids}::int[])`.execute(database.db);
      return found.rows[0]?.n;
    };
    for (let round = 0; round < 10; round += 1) expect(await count(101)).toBe(101);
    expect(await keptBy(database)).toEqual([]);
    for (let round = 0; round < 10; round += 1) expect(await count(3)).toBe(3);
    expect(await keptBy(database)).toMatchObject([{ times: 7 }]);
    expect(await count(5_000)).toBe(5_000);
    expect(await keptBy(database)).toMatchObject([{ times: 7 }]);
  });

  it('is prepared again after it failed for the first time', async () => {
    const database = openOne();
    const half = (n: number) => sql<{ n: number }>`select 10 / ${n}::int as n`.execute(database.db);
    for (let round = 0; round < 6; round += 1) await expect(half(0)).rejects.toThrow('division by zero');
    expect((await half(5)).rows).toEqual([{ n: 2 }]);
    const failing = inTransaction(database, async ({ db }) => {
      await sql`select 1 / 0`.execute(db).catch(() => undefined);
      for (let round = 0; round < 6; round += 1)
        await expect(sql`select ${round}::int + 1 as sum`.execute(db)).rejects.toThrow('aborted');
    });
    await expect(failing).rejects.toThrow();
    for (let round = 0; round < 6; round += 1)
      expect((await sql`select ${round}::int + 1 as sum`.execute(database.db)).rows).toEqual([
        { sum: round + 1 },
      ]);
  });

  it('takes no more of the server than a bounded number of plans', async () => {
    const database = openOne();
    for (let n = 0; n < 220; n += 1) {
      const statement = sql`select ${n}::int + ${sql.lit(n)} as ${sql.ref(`n${n}`)}`;
      for (let round = 0; round < 5; round += 1) await statement.execute(database.db);
    }
    expect((await keptBy(database)).length).toBeLessThanOrEqual(200);
  });

  it('sees a table that has changed since', async () => {
    const database = openOne();
    const { db } = database;
    await sql`create table shelf (id int, label text)`.execute(db);
    await sql`insert into shelf values (1, 'one')`.execute(db);
    const label = async () =>
      (await sql<{ label: string }>`select label from shelf where id = ${1}`.execute(db)).rows[0]?.label;
    for (let round = 0; round < 6; round += 1) expect(await label()).toBe('one');
    await sql`alter table shelf add column place int, alter column id type bigint`.execute(db);
    await sql`update shelf set label = 'two'`.execute(db);
    expect(await label()).toBe('two');
  });
});
