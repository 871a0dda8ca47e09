import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { inTransaction } from '../db/index.ts';
import { createDispatcher, emit, type Handler } from './index.ts';

/** Emits facts of one type, numbered from 1, each in a transaction of its own. */
async function givenFacts(context: TestContext, count: number, type = 'counted'): Promise<void> {
  for (let n = 1; n <= count; n += 1) await inTransaction(context, (tx) => emit(tx, type, { n }));
}

interface StoredFact {
  n: number;
  done: boolean;
  attempts: number;
  lastError: string | null;
}

async function facts(context: TestContext): Promise<StoredFact[]> {
  const found = await sql<StoredFact>`select (data->>'n')::int as n, done_at is not null as done, attempts,
    last_error as "lastError" from outbox_event order by id`.execute(context.db);
  return found.rows;
}

/** A table that handlers write into, so that what they did shares the fate of their transaction. */
async function givenEffects(context: TestContext): Promise<() => Promise<number[]>> {
  await sql`create table effect (id bigint generated always as identity, n integer)`.execute(context.db);
  return async () => {
    const found = await sql<{ n: number }>`select n from effect order by id`.execute(context.db);
    return found.rows.map((row) => row.n);
  };
}

const write: Handler = async (tx, data) =>
  void (await sql`insert into effect (n) values (${data.n})`.execute(tx.db));

const failOn =
  (n: number, times = Number.POSITIVE_INFINITY): Handler =>
  async (_tx, data) => {
    if (data.n !== n || times <= 0) return;
    times -= 1;
    throw new Error(`cannot handle ${n}`);
  };

describe('the outbox', () => {
  it('hands each fact to every handler of its type, oldest first, once', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 3);
    await givenFacts(context, 1, 'nobody hears of it');
    const dispatcher = createDispatcher(context, { counted: [write, write] });
    expect(await dispatcher.drain()).toBe(4);
    expect(await effects()).toEqual([1, 1, 2, 2, 3, 3]);
    expect(await dispatcher.drain()).toBe(0);
    expect(await effects()).toHaveLength(6);
  });

  it('two dispatchers at once share the facts: none twice, none left', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 40);
    const dispatchers = [1, 2].map(() => createDispatcher(context, { counted: [write] }));
    const handled = await Promise.all(dispatchers.map((dispatcher) => dispatcher.drain()));
    expect(handled.reduce((sum, each) => sum + each)).toBe(40);
    expect((await effects()).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  });

  it('does not hear of a fact whose change was taken back', async () => {
    const context = await testContext();
    const change = inTransaction(context, async (tx) => {
      await emit(tx, 'counted', { n: 1 });
      throw new Error('taken back');
    });
    await expect(change).rejects.toThrow('taken back');
    expect(await createDispatcher(context, {}).drain()).toBe(0);
  });

  it('takes back what a failing handler, and those before it, did', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 1);
    await createDispatcher(context, { counted: [write, failOn(1)] }).drain();
    expect(await effects()).toEqual([]);
    expect(await facts(context)).toEqual([
      { n: 1, done: false, attempts: 1, lastError: 'Error: cannot handle 1' },
    ]);
  });

  it('tries again with a later drain, not at once: what failed needs time to pass', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 1);
    const dispatcher = createDispatcher(context, { counted: [write, failOn(1, 2)] });
    expect([await dispatcher.drain(), await dispatcher.drain()]).toEqual([0, 0]);
    expect(await effects()).toEqual([]);
    expect(await dispatcher.drain()).toBe(1);
    expect(await effects()).toEqual([1]);
  });

  it('parks a fact after five failures, with its error; the facts behind it go on', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 3);
    const dispatcher = createDispatcher(context, { counted: [failOn(2), write] });
    expect(await dispatcher.drain()).toBe(2);
    expect(await effects()).toEqual([1, 3]);
    for (let drain = 0; drain < 7; drain += 1) expect(await dispatcher.drain()).toBe(0);
    expect((await facts(context))[1]).toMatchObject({ n: 2, done: false, attempts: 5 });
    const mended = createDispatcher(context, { counted: [write] });
    expect(await mended.drain()).toBe(0);
  });

  it('handles what handling leads to in the same drain', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 1);
    const lead: Handler = async (tx, data) => {
      if (Number(data.n) < 4) await emit(tx, 'counted', { n: Number(data.n) + 1 });
    };
    expect(await createDispatcher(context, { counted: [lead, write] }).drain()).toBe(4);
    expect(await effects()).toEqual([1, 2, 3, 4]);
  });

  it('a drain asked for while one runs sees the facts that came since', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 1);
    let late: Promise<number> | undefined;
    const dispatcher = createDispatcher(context, {
      counted: [
        write,
        async (_tx, data) => {
          if (data.n !== 1) return;
          // Committed beside the running drain, which asks for another and does not wait for it.
          await inTransaction(context, (other) => emit(other, 'counted', { n: 2 }));
          late = dispatcher.drain();
        },
      ],
    });
    await dispatcher.drain();
    await late;
    expect(await effects()).toEqual([1, 2]);
    expect((await facts(context)).every((fact) => fact.done)).toBe(true);
  });

  it('a drain that the database cuts short does not stop the next', async () => {
    const context = await testContext();
    const effects = await givenEffects(context);
    await givenFacts(context, 1);
    let cut = true;
    const dispatcher = createDispatcher(context, {
      counted: [
        async (tx) => {
          if (!cut) return;
          cut = false;
          await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.db);
        },
        write,
      ],
    });
    await dispatcher.drain().catch(() => undefined);
    expect(await effects()).toEqual([]);
    expect(await dispatcher.drain()).toBe(1);
    expect(await effects()).toEqual([1]);
  });
});
