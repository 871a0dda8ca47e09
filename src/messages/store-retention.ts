import { sql } from 'kysely';
import type { Context } from '#platform/context';
import { countHeldApart, type Db, type HeldApart } from '#platform/db';
import { erase } from './store-read.ts';

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
): Promise<HeldApart> => countHeldApart(db, sql`from message where ${isOld(before)}`, isHeld(heldIncidents));

/** Takes their addresses out, and the texts of those that were written for one alone. Returns how many messages. */
export const removeOldAddresses = (
  tx: Context,
  before: Date,
  heldIncidents: readonly number[],
): Promise<number> =>
  erase(tx, sql`${isOld(before)} and not ${isHeld(heldIncidents)}`, 'The address was deleted.');
