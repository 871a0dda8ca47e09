import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';
import type { FrozenFacts, Pack } from './bulletin.ts';

// Communications packs, frozen with their updates.

const packRow = z.strictObject({
  updateId: z.number(),
  facts: z.strictObject({
    response: z.string(),
    recovery: z.string(),
    review: z.string(),
    itSeverity: z.number(),
    affected: z.strictObject({
      count: z.number(),
      areas: z.array(z.string()),
      odsCodes: z.array(z.string()),
    }),
    advice: z.array(z.number()),
  }),
  texts: z.strictObject({
    patient: z.string(),
    posts: z.array(z.strictObject({ network: z.string(), limit: z.number(), text: z.string() })),
    phone: z.string(),
    poster: z.strictObject({ heading: z.string(), lines: z.array(z.string()) }),
    staff: z.string(),
  }),
});
export type StoredPack = z.output<typeof packRow>;

/** The packs of some updates; those published before there were packs have none. */
export const selectPacks = (db: Db, updateIds: readonly number[]): Promise<StoredPack[]> =>
  rows(
    db,
    packRow,
    sql`select update_id as "updateId", facts, texts from update_pack
      where update_id = any(${[...updateIds]}::bigint[]) order by update_id`,
  );

export async function insertPack(
  tx: Context,
  updateId: number,
  pack: { facts: FrozenFacts; texts: Pack },
): Promise<void> {
  await sql`insert into update_pack (update_id, facts, texts, created_at)
    values (${updateId}, ${JSON.stringify(pack.facts)}::jsonb, ${JSON.stringify(pack.texts)}::jsonb,
      ${tx.clock.now()})`.execute(tx.db);
}
