import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../../test/support/database.ts';
import { connect, inTransaction } from '../db/index.ts';
import { keepUntilChanged, lookingOnce } from './index.ts';
import { dropForeignMarks, selectVersions } from './store.ts';

const addConcentrator = (code: string) =>
  sql`insert into concentrator (code, name, data_centre, model) values (${code}, ${code}, 'DC', 'M')`;
const countIn = sql<{ n: number }>`select count(*)::int as n from concentrator`;

describe('what is kept until an area changes', () => {
  it('is worked out once for each change, whoever made it, and never older than what was committed', async () => {
    const { db, database } = await testContext();
    const other = connect(database.url, { poolSize: 2 });
    const keep = keepUntilChanged<number>(['estate'], { most: 2 });
    let made = 0;
    const look = () =>
      keep(db, 'count', async () => {
        made += 1;
        return (await countIn.execute(db)).rows[0]?.n ?? -1;
      });
    try {
      expect(await Promise.all([look(), look(), look()])).toEqual([0, 0, 0]);
      expect(made).toBe(1);
      await addConcentrator('A').execute(other.db);
      expect([await look(), await look()]).toEqual([1, 1]);
      expect(made).toBe(2);
      // Another area: nothing to do with it.
      await sql`insert into call_feed (source, last_sync_at) values ('desk', now())`.execute(other.db);
      expect([await look(), made]).toEqual([1, 2]);
      // A write that was taken back changes nothing that anybody sees.
      await inTransaction({ db: other.db }, async (tx) => {
        await addConcentrator('B').execute(tx.db);
        expect(await look()).toBe(1);
        throw new Error('taken back');
      }).catch(() => undefined);
      expect(await look()).toBe(1);
    } finally {
      await other.close();
    }
  });

  it('is seen to have changed when the older of two transactions commits last', async () => {
    const { db, database } = await testContext();
    const other = connect(database.url, { poolSize: 2 });
    const keep = keepUntilChanged<number>(['estate'], { most: 2 });
    const look = () => keep(db, 'count', async () => (await countIn.execute(db)).rows[0]?.n ?? -1);
    try {
      await inTransaction({ db: other.db }, async (older) => {
        await addConcentrator('A').execute(older.db);
        await addConcentrator('B').execute(other.db);
        expect(await look()).toBe(1);
      });
      expect(await look()).toBe(2);
    } finally {
      await other.close();
    }
  });

  it('is shared with transactions that did not write there; one that did sees its own, and leaves nothing behind', async () => {
    const { db } = await testContext();
    const keep = keepUntilChanged<number>(['estate'], { most: 2 });
    let made = 0;
    const look = (from = db) =>
      keep(from, 'count', async () => {
        made += 1;
        return (await countIn.execute(from)).rows[0]?.n ?? -1;
      });
    await inTransaction({ db }, async (tx) => {
      expect([await look(tx.db), await look(tx.db)]).toEqual([0, 0]);
    });
    expect([await look(), made]).toEqual([0, 1]);
    await inTransaction({ db }, async (tx) => {
      await addConcentrator('A').execute(tx.db);
      expect(await look(tx.db)).toBe(1);
      await addConcentrator('B').execute(tx.db);
      expect(await look(tx.db)).toBe(2);
      expect(await look()).toBe(0);
      throw new Error('taken back');
    }).catch(() => undefined);
    expect(await look()).toBe(0);
  });

  it('is never waited for by a transaction, whose connection its maker may be waiting for', async () => {
    const { db } = await testContext();
    const keep = keepUntilChanged<string>(['estate'], { most: 2 });
    const slow = Promise.withResolvers<string>();
    const begun = Promise.withResolvers<void>();
    const first = keep(db, 'a', () => {
      begun.resolve();
      return slow.promise;
    });
    await begun.promise;
    const inside = await inTransaction({ db }, (tx) => keep(tx.db, 'a', async () => 'its own'));
    slow.resolve('slow');
    expect([inside, await first]).toEqual(['its own', 'slow']);
  });

  it('is not kept when making it failed, and the oldest key goes first', async () => {
    const { db } = await testContext();
    const keep = keepUntilChanged<string>(['estate'], { most: 2 });
    const made: string[] = [];
    const look = (key: string) =>
      keep(db, key, async () => {
        made.push(key);
        if (key === 'bad') throw new Error('no');
        return key;
      });
    await expect(look('bad')).rejects.toThrow('no');
    await expect(look('bad')).rejects.toThrow('no');
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await look(key);
    expect(made).toEqual(['bad', 'bad', 'a', 'b', 'c', 'b']);
  });

  it('is looked at once by work that only reads, and then anew', async () => {
    const { db } = await testContext();
    const keep = keepUntilChanged<number>(['estate'], { most: 1 });
    const look = () => keep(db, 'count', async () => (await countIn.execute(db)).rows[0]?.n ?? -1);
    const seen = await lookingOnce(async () => {
      const before = await look();
      await addConcentrator('A').execute(db);
      return [before, await look()];
    });
    expect(seen).toEqual([0, 0]);
    expect(await look()).toBe(1);
  });

  it('costs a handful of marks however much is written, and drops those of another server', async () => {
    const { db } = await testContext();
    for (let n = 0; n < 60; n += 1) await addConcentrator(`C${n}`).execute(db);
    const estateVersion = async () => (await selectVersions(db)).get('estate');
    const marks = async () =>
      (await sql<{ n: number }>`select count(*)::int as n from change_mark where area = 'estate'`.execute(db))
        .rows[0]?.n ?? -1;
    // Marks go once no transaction that is open anywhere on the server is older than they are.
    let more = 0;
    await expect
      .poll(async () => {
        more += 1;
        await addConcentrator(`D${more}`).execute(db);
        return marks();
      })
      .toBeLessThan(20);
    await sql`insert into change_mark values ('estate', '9000000000')`.execute(db);
    const copied = await estateVersion();
    await addConcentrator('after').execute(db);
    expect(await estateVersion()).not.toBe(copied);
    await dropForeignMarks(db);
    const settled = await estateVersion();
    expect(await estateVersion()).toBe(settled);
    await addConcentrator('later').execute(db);
    expect(await estateVersion()).not.toBe(settled);
  });
});
