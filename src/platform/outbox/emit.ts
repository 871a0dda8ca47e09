import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import type { Db } from '../db/index.ts';

export const outboxChannel = 'allclear_outbox';

/** Transactions that recorded a fact. */
const emitters = new WeakSet<Db>();

/** Whether a fact was recorded in this transaction. */
export const hasEmitted = (tx: Context): boolean => emitters.has(tx.db);

/** Records a fact for the domains further right, in the transaction of the change, and wakes the dispatcher. */
export async function emit(tx: Context, type: string, data: Record<string, unknown>): Promise<void> {
  emitters.add(tx.db);
  await sql`with fact as (
      insert into outbox_event (type, at, data)
      values (${type}, ${tx.clock.now()}, ${JSON.stringify(data)}::jsonb) returning id)
    select pg_notify(${outboxChannel}, '') from fact`.execute(tx.db);
}
