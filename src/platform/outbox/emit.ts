import { sql } from 'kysely';
import type { Context } from '../context/index.ts';
import { notify } from '../db/index.ts';

export const outboxChannel = 'allclear_outbox';

/** Records a fact for the domains further right, in the transaction of the change, and wakes the dispatcher. */
export async function emit(tx: Context, type: string, data: Record<string, unknown>): Promise<void> {
  await sql`insert into outbox_event (type, at, data)
    values (${type}, ${tx.clock.now()}, ${JSON.stringify(data)}::jsonb)`.execute(tx.db);
  await notify(tx, outboxChannel);
}
