import { sql } from 'kysely';
import type { Context } from '../context/index.ts';

/**
 * Deletes facts of one type that hold personal data: those that were handled before an instant, or, handled or not, those
 * in which a field has this value. Returns how many.
 */
export async function forgetFacts(
  tx: Context,
  type: string,
  which: { handledBefore: Date } | { fields: Readonly<Record<string, string>> },
): Promise<number> {
  const condition =
    'handledBefore' in which
      ? sql`done_at < ${which.handledBefore}`
      : sql`data @> ${JSON.stringify(which.fields)}::jsonb`;
  const result = await sql`delete from outbox_event where type = ${type} and ${condition}`.execute(tx.db);
  return Number(result.numAffectedRows ?? 0n);
}
