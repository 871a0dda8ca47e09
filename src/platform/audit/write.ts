import { sql } from 'kysely';
import type { Context } from '../context/index.ts';

/**
 * Writes the audit row of a change, in the change's own transaction. `subject` is `kind:id`. The database seals the row as the
 * transaction commits, so that the order of the chain is that of the commits.
 */
export async function audit(
  tx: Context,
  entry: { verb: string; subject: string; data: Record<string, unknown> },
): Promise<void> {
  await sql`insert into audit (at, actor_kind, actor_name, verb, subject, data)
    values (${tx.clock.now()}, ${tx.actor.kind}, ${tx.actor.name}, ${entry.verb}, ${entry.subject}, ${JSON.stringify(entry.data)}::jsonb)`.execute(
    tx.db,
  );
}
