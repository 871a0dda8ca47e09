import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '../context/index.ts';
import { type Db, one } from '../db/index.ts';
import { audit } from './write.ts';

const oldRows = z.strictObject({
  /** The last position that may go; 0 when none may. */
  through: z.number(),
  goes: z.number(),
});

/**
 * The beginning of the chain that lies wholly before an instant: only from its beginning may rows go, so that what stays is a
 * chain. A row that is out of its order keeps those after it.
 */
export const oldBeginning = (db: Db, before: Date): Promise<z.output<typeof oldRows>> =>
  one(
    db,
    oldRows,
    sql`with kept as (
        select min(s.position) as first from audit_seal s join audit a on a.id = s.audit_id where a.at >= ${before}
      ), edge as (
        select coalesce((select first - 1 from kept), (select position from audit_head), 0) as through
      )
      select through, (select count(*) from audit_seal where position <= through)::int8 as goes from edge`,
  );

/** Removes it behind a checkpoint, and says so in the trail. Returns how many rows went. */
export async function removeBeginning(tx: Context, before: Date): Promise<number> {
  const { through, goes } = await oldBeginning(tx.db, before);
  if (goes === 0) return 0;
  const now = tx.clock.now();
  const { sha256 } = await one(
    tx.db,
    z.strictObject({ sha256: z.string() }),
    sql`insert into audit_checkpoint (position, sha256, rows, from_at, to_at, removed_at, removed_by)
      select ${through}, (select sha256 from audit_seal where position = ${through}), count(*), min(a.at), max(a.at), ${now},
        ${tx.actor.name}
      from audit a join audit_seal s on s.audit_id = a.id where s.position <= ${through}
      returning encode(sha256, 'hex') as sha256`,
  );
  await sql`select set_config('allclear.retention', 'audit', true)`.execute(tx.db);
  await sql`delete from audit where id in (select audit_id from audit_seal where position <= ${through})`.execute(
    tx.db,
  );
  await sql`delete from audit_seal where position <= ${through}`.execute(tx.db);
  await sql`select set_config('allclear.retention', '', true)`.execute(tx.db);
  await audit(tx, {
    verb: 'audit.checkpoint',
    subject: `audit:${through}`,
    data: { sha256, rows: goes, before: before.toISOString() },
  });
  return goes;
}
