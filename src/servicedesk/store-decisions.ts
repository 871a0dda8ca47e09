import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { CallDecision, CallLink } from './model.ts';

// What people decided about several calls at once, and how each link was before.

const decisionRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  decision: z.enum(['confirm', 'undo', 'reject']),
  reason: z.string(),
  decidedBy: z.string(),
  decidedAt: z.date(),
  revertedBy: z.string().nullable(),
  revertedAt: z.date().nullable(),
  calls: z.number(),
});

const decisionColumns = sql.raw(`d.id, d.incident_id as "incidentId", d.decision, d.reason,
  d.decided_by as "decidedBy", d.decided_at as "decidedAt", d.reverted_by as "revertedBy",
  d.reverted_at as "revertedAt", (select count(*) from call_decision_link l where l.decision_id = d.id) as calls`);

export async function insertDecision(
  tx: Context,
  decision: Pick<CallDecision, 'incidentId' | 'decision' | 'reason'>,
  links: readonly { link: CallLink; before: CallLink | undefined }[],
): Promise<number> {
  const { id } = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into call_decision (incident_id, decision, reason, decided_by, decided_at)
      values (${decision.incidentId}, ${decision.decision}, ${decision.reason}, ${tx.actor.name}, ${tx.clock.now()})
      returning id`,
  );
  const values = links.map(({ link, before }) => ({ call_id: link.callId, before, set_at: link.at }));
  await sql`insert into call_decision_link (decision_id, call_id, before, set_at)
    select ${id}, call_id, before, set_at
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as row (call_id bigint, before jsonb, set_at timestamptz)`.execute(
    tx.db,
  );
  return id;
}

export const findDecision = (db: Db, id: number): Promise<CallDecision | undefined> =>
  maybeOne(db, decisionRow, sql`select ${decisionColumns} from call_decision d where d.id = ${id}`);

/** The newest decisions about calls of an incident that nobody took back. */
export const recentDecisions = (db: Db, of: { incidentId: number; limit: number }): Promise<CallDecision[]> =>
  rows(
    db,
    decisionRow,
    sql`select ${decisionColumns} from call_decision d
      where d.incident_id = ${of.incidentId} and d.reverted_at is null order by d.id desc limit ${of.limit}`,
  );

/** What a decision changed: the link before, and whether it still is as the decision left it. */
export interface DecidedLink {
  callId: number;
  externalId: string;
  before: CallLink | null;
  untouched: boolean;
}

const beforeSchema = z
  .object({
    incidentId: z.number(),
    callId: z.number(),
    status: z.enum(['linked', 'suggested', 'left', 'rejected', 'undone']),
    method: z.enum(['auto', 'person']),
    score: z.number(),
    reasons: z.array(z.unknown()),
    decidedBy: z.string().nullable(),
    note: z.string().nullable(),
    at: z.coerce.date(),
  })
  // The reasons are those that this domain stored.
  .transform((link): CallLink => ({ ...link, reasons: link.reasons as CallLink['reasons'] }));

export const decidedLinks = (db: Db, decisionId: number): Promise<DecidedLink[]> =>
  rows(
    db,
    z.strictObject({
      callId: z.number(),
      externalId: z.string(),
      before: beforeSchema.nullable(),
      untouched: z.boolean(),
    }),
    sql`select l.call_id as "callId", call.external_id as "externalId", l.before,
        coalesce(link.at = l.set_at and link.status = case d.decision when 'confirm' then 'linked'
          when 'undo' then 'undone' else 'rejected' end, false) as untouched
      from call_decision_link l join call_decision d on d.id = l.decision_id join call on call.id = l.call_id
        left join call_link link on link.call_id = l.call_id and link.incident_id = d.incident_id
      where l.decision_id = ${decisionId} order by l.call_id`,
  );

export async function deleteLinks(
  tx: Context,
  incidentId: number,
  callIds: readonly number[],
): Promise<void> {
  await sql`delete from call_link where incident_id = ${incidentId} and call_id = any(${[...callIds]}::bigint[])`.execute(
    tx.db,
  );
}

export async function markReverted(tx: Context, decisionId: number): Promise<void> {
  await sql`update call_decision set reverted_by = ${tx.actor.name}, reverted_at = ${tx.clock.now()}
    where id = ${decisionId}`.execute(tx.db);
}
