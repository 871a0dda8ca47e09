import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import { finds, inTransaction } from '../db/index.ts';
import { hasEmitted } from './emit.ts';

/** Handles one fact inside the transaction that marked it handled, so its effects happen exactly once. */
export type Handler = (tx: Context, data: Record<string, unknown>) => Promise<void>;

export interface Dispatcher {
  /** Handles everything waiting, and what that leads to, then returns how many facts were handled. */
  drain(): Promise<number>;
}

const maxAttempts = 5;

/**
 * Delivers outbox facts to their handlers, oldest first. Several processes may drain at once: each fact is taken by
 * one (`for update skip locked`), so across processes a later fact may be handled before an earlier one. That is
 * harmless as long as handlers take a fact for "look again at these" and recompute from what is stored, as all of ours
 * do; a handler must not carry state from one fact to the next.
 *
 * A fact whose handlers fail is tried again by a later drain, not at once: what failed needs time to pass. After five
 * failures it is parked with its error, where `doctor` and readiness show it. The facts behind it go on.
 */
export function createDispatcher(context: Context, handlers: Record<string, readonly Handler[]>): Dispatcher {
  let running: Promise<number> | undefined;
  async function run(): Promise<number> {
    const failed: number[] = [];
    let handled = 0;
    // Most drains find nothing: that is asked without a transaction.
    for (let more = await finds(context.db, sql`select from outbox_event where ${waiting}`); more; ) {
      const outcome = await handleNext(context, handlers, failed);
      more = outcome.more;
      if (outcome.handled) handled += 1;
      if (outcome.failed !== undefined) failed.push(outcome.failed);
    }
    return handled;
  }

  return {
    async drain() {
      // A drain asked for while one runs must also see what arrived since that one looked last.
      while (running) await running.catch(() => undefined);
      running = run().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

const waiting = sql`done_at is null and attempts < ${maxAttempts}`;

interface Outcome {
  handled: boolean;
  /** The fact whose handlers failed. */
  failed?: number;
  /** Others waited when this one was taken, or it led to some. */
  more: boolean;
}

interface TakenFact {
  id: number;
  type: string;
  data: Record<string, unknown>;
  more: boolean;
}

/** Handles the oldest waiting fact that is not in `except`. */
async function handleNext(
  context: Context,
  handlers: Record<string, readonly Handler[]>,
  except: readonly number[],
): Promise<Outcome> {
  let taken: number | undefined;
  try {
    return await inTransaction(context, async (tx) => {
      const fact = await takeNext(tx, except);
      if (!fact) return { handled: false, more: false };
      taken = fact.id;
      for (const handle of handlers[fact.type] ?? []) await handle(tx, fact.data);
      return { handled: true, more: fact.more || hasEmitted(tx) };
    });
  } catch (error) {
    if (taken === undefined) throw error;
    context.log.error({ err: error, outboxEvent: taken }, 'a fact could not be handled');
    await noteFailure(context, taken, error);
    return { handled: false, failed: taken, more: true };
  }
}

/** Marks the oldest waiting fact that is not in `except` as handled, unless the transaction is taken back. */
async function takeNext(tx: Context, except: readonly number[]): Promise<TakenFact | undefined> {
  const passed = sql`id <> all(${[...except]}::bigint[])`;
  const found = await sql<TakenFact>`
    update outbox_event set done_at = ${tx.clock.now()}
    where id = (
      select id from outbox_event where ${waiting} and ${passed} order by id limit 1 for update skip locked
    ) returning id, type, data,
      exists (select from outbox_event other where other.id <> outbox_event.id and ${waiting} and ${passed}) as more`.execute(
    tx.db,
  );
  return found.rows[0];
}

/** Another process may have taken the fact meanwhile and handled it: then there is nothing to note. */
async function noteFailure(context: Context, id: number, error: unknown): Promise<void> {
  await sql`update outbox_event set attempts = attempts + 1, last_error = ${String(error)}
    where id = ${id} and done_at is null`.execute(context.db);
}
