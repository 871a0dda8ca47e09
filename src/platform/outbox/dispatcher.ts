import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import { inTransaction } from '../db/index.ts';

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
    for (;;) {
      const outcome = await handleNext(context, handlers, failed);
      if (outcome === 'empty') return handled;
      if (outcome === 'handled') handled += 1;
      else failed.push(outcome.failed);
    }
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

/** Handles the oldest waiting fact that is not in `except`. */
async function handleNext(
  context: Context,
  handlers: Record<string, readonly Handler[]>,
  except: readonly number[],
): Promise<'handled' | 'empty' | { failed: number }> {
  let taken: number | undefined;
  try {
    return await inTransaction(context, async (tx) => {
      const found = await sql<{ id: number; type: string; data: Record<string, unknown> }>`
        update outbox_event set done_at = ${tx.clock.now()}
        where id = (
          select id from outbox_event
          where done_at is null and attempts < ${maxAttempts} and id <> all(${[...except]}::bigint[])
          order by id limit 1 for update skip locked
        ) returning id, type, data`.execute(tx.db);
      const event = found.rows[0];
      if (!event) return 'empty';
      taken = event.id;
      for (const handle of handlers[event.type] ?? []) await handle(tx, event.data);
      return 'handled';
    });
  } catch (error) {
    if (taken === undefined) throw error;
    context.log.error({ err: error, outboxEvent: taken }, 'a fact could not be handled');
    await noteFailure(context, taken, error);
    return { failed: taken };
  }
}

/** Another process may have taken the fact meanwhile and handled it: then there is nothing to note. */
async function noteFailure(context: Context, id: number, error: unknown): Promise<void> {
  await sql`update outbox_event set attempts = attempts + 1, last_error = ${String(error)}
    where id = ${id} and done_at is null`.execute(context.db);
}
