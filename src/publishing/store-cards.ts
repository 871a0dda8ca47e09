import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import {
  type Advice,
  type AdviceAudience,
  type AdviceKind,
  adviceAudiences,
  adviceKinds,
  type CommsAlert,
} from './model.ts';

// Alerts for the communications lead, and advice cards.

const alertRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  update: z.number(),
  claim: z.string(),
  at: z.date(),
  text: z.string(),
  acknowledgedAt: z.date().nullable(),
  acknowledgedBy: z.string().nullable(),
});

/** Alerts, newest first: all, or those nobody has acknowledged. */
export const selectAlerts = (
  db: Db,
  of: { incidentId?: number; openOnly?: boolean } = {},
): Promise<CommsAlert[]> =>
  rows(
    db,
    alertRow,
    sql`select a.id, a.incident_id as "incidentId", u.number as update, c.key as claim, a.at, a.text,
        a.acknowledged_at as "acknowledgedAt", a.acknowledged_by as "acknowledgedBy"
      from comms_alert a join incident_update u on u.id = a.update_id
        join update_claim c on c.id = a.claim_id
      where (${of.incidentId ?? null}::bigint is null or a.incident_id = ${of.incidentId ?? null}::bigint)
        and (${of.openOnly !== true} or a.acknowledged_at is null)
      order by a.at desc, a.id desc`,
  );

/** One alert a claim, however often it is found. */
export async function insertAlert(
  tx: Context,
  alert: { incidentId: number; updateId: number; claimId: number; text: string },
): Promise<void> {
  await sql`insert into comms_alert (incident_id, update_id, claim_id, at, text)
    values (${alert.incidentId}, ${alert.updateId}, ${alert.claimId}, ${tx.clock.now()}, ${alert.text})
    on conflict (claim_id) do nothing`.execute(tx.db);
}

/** False when there is no such alert, or it was acknowledged before. */
export async function acknowledge(tx: Context, alertId: number): Promise<boolean> {
  const done = await rows(
    tx.db,
    z.object({ id: z.number() }),
    sql`update comms_alert set acknowledged_at = ${tx.clock.now()}, acknowledged_by = ${tx.actor.name}
      where id = ${alertId} and acknowledged_at is null returning id`,
  );
  return done.length > 0;
}

const adviceRow = z.strictObject({
  number: z.number(),
  kind: z.enum(adviceKinds),
  audience: z.enum(adviceAudiences),
  text: z.string(),
  proposedBy: z.string(),
  proposedAt: z.date(),
  approvedBy: z.string().nullable(),
  approvedAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnAt: z.date().nullable(),
});

const adviceColumns = sql`number, kind, audience, text, proposed_by as "proposedBy", proposed_at as "proposedAt",
  approved_by as "approvedBy", approved_at as "approvedAt", expires_at as "expiresAt", withdrawn_by as "withdrawnBy", withdrawn_at as "withdrawnAt"`;

/** The advice cards of an incident, by number. */
export const selectAdvice = (db: Db, incidentId: number): Promise<Advice[]> =>
  rows(
    db,
    adviceRow,
    sql`select ${adviceColumns} from advice where incident_id = ${incidentId} order by number`,
  );

/** The caller holds the lock of the incident's advice. */
export const insertAdvice = (
  tx: Context,
  advice: { incidentId: number; kind: AdviceKind; audience: AdviceAudience; text: string },
): Promise<Advice> =>
  one(
    tx.db,
    adviceRow,
    sql`insert into advice (incident_id, number, kind, audience, text, proposed_by, proposed_at)
      select ${advice.incidentId}, coalesce(max(number), 0) + 1, ${advice.kind}, ${advice.audience}, ${advice.text},
        ${tx.actor.name}, ${tx.clock.now()}::timestamptz
      from advice where incident_id = ${advice.incidentId} returning ${adviceColumns}`,
  );

export const lockAdvice = (tx: Context, incidentId: number, number: number): Promise<Advice | undefined> =>
  maybeOne(
    tx.db,
    adviceRow,
    sql`select ${adviceColumns} from advice where incident_id = ${incidentId} and number = ${number} for update`,
  );

export const saveAdvice = (tx: Context, incidentId: number, advice: Advice): Promise<Advice> =>
  one(
    tx.db,
    adviceRow,
    sql`update advice set approved_by = ${advice.approvedBy}, approved_at = ${advice.approvedAt},
        expires_at = ${advice.expiresAt}, withdrawn_by = ${advice.withdrawnBy}, withdrawn_at = ${advice.withdrawnAt}
      where incident_id = ${incidentId} and number = ${advice.number} returning ${adviceColumns}`,
  );
