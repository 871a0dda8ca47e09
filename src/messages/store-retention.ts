import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, one } from '#platform/db';
import { erase } from './store-read.ts';

const counts = z.strictObject({ goes: z.number(), held: z.number() });

/** What still waits is not old, however long ago it was written. */
const isOld = (before: Date) => sql`address is not null and created_at < ${before}
  and state not in ('queued', 'sending')`;

const isHeld = (incidentIds: readonly number[]) => sql`notice_id in (
  select id from notice where incident_id = any(${[...incidentIds]}::bigint[]))`;

/** How many messages written before still hold their address, and how many of those are of incidents that are held. */
export const countOldAddresses = (
  db: Db,
  before: Date,
  heldIncidents: readonly number[],
): Promise<z.output<typeof counts>> =>
  one(
    db,
    counts,
    sql`select (count(*) filter (where not ${isHeld(heldIncidents)}))::int8 as goes,
        (count(*) filter (where ${isHeld(heldIncidents)}))::int8 as held from message where ${isOld(before)}`,
  );

/** Takes their addresses out, and the texts of those that were written for one alone. Returns how many messages. */
export const removeOldAddresses = (
  tx: Context,
  before: Date,
  heldIncidents: readonly number[],
): Promise<number> =>
  erase(tx, sql`${isOld(before)} and not ${isHeld(heldIncidents)}`, 'The address was deleted.');
