import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import { inTransaction } from '../db/index.ts';

/** Handles one fact inside the transaction that marks it handled, so its effects happen exactly once. */
export type Handler = (tx: Context, data: Record<string, unknown>) => Promise<void>;

export interface Dispatcher {
  /** Handles everything waiting, and what that leads to, then returns how many facts were handled. */
  drain(): Promise<number>;
}

const maxAttempts = 5;

/**
 * Delivers outbox facts to their handlers, oldest first. Several processes may drain at once: each fact is taken by
 * one (`for update skip locked`). A fact whose handlers fail is retried; after five failures it is parked with its
 * error, where `doctor` and readiness show it, and the facts behind it go on.
 */
export function createDispatcher(context: Context, handlers: Record<string, readonly Handler[]>): Dispatcher {
  async function next(): Promise<'handled' | 'failed' | 'empty'> {
    let taken: number | undefined;
    try {
      return await inTransaction(context, async (tx) => {
        const found = await sql<{ id: number; type: string; data: Record<string, unknown> }>`
          select id, type, data from outbox_event where done_at is null and attempts < ${maxAttempts}
          order by id limit 1 for update skip locked`.execute(tx.db);
        const event = found.rows[0];
        if (!event) return 'empty';
        taken = event.id;
        for (const handle of handlers[event.type] ?? []) await handle(tx, event.data);
        await sql`update outbox_event set done_at = ${tx.clock.now()} where id = ${event.id}`.execute(tx.db);
        return 'handled';
      });
    } catch (error) {
      if (taken === undefined) throw error;
      context.log.error({ err: error, outboxEvent: taken }, 'a fact could not be handled');
      await sql`update outbox_event set attempts = attempts + 1, last_error = ${String(error)} where id = ${taken}`.execute(
        context.db,
      );
      return 'failed';
    }
  }

  let running: Promise<number> | undefined;
  async function run(): Promise<number> {
    let handled = 0;
    for (let outcome = await next(); outcome !== 'empty'; outcome = await next()) {
      if (outcome === 'handled') handled += 1;
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
