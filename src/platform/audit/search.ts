import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, rows } from '../db/index.ts';

const entrySchema = z.strictObject({
  id: z.number(),
  at: z.date(),
  actorKind: z.enum(['person', 'token', 'system']),
  actorName: z.string(),
  verb: z.string(),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Where it stands in the chain, and its seal in hexadecimal; null for a row that was put in past the program. */
  position: z.number().nullable(),
  sha256: z.string().nullable(),
});

/** One row of the audit trail. */
export type AuditEntry = z.output<typeof entrySchema>;

export interface AuditQuery {
  from?: Date | undefined;
  to?: Date | undefined;
  actor?: string | undefined;
  /** The beginning of the verb: `update.` finds all that was done with updates. */
  verb?: string | undefined;
  subject?: string | undefined;
  /** Found in the actor, the verb, the subject or the data. */
  text?: string | undefined;
  /** Entries older than this one, for the next page. */
  before?: number | undefined;
  limit: number;
}

/** Finds entries, newest first. */
export const searchAudit = (db: Db, query: AuditQuery): Promise<AuditEntry[]> => {
  const like = (text: string | undefined, head = ''): string | null =>
    text === undefined ? null : `${head}${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { from = null, to = null, actor = null, before = null, limit } = query;
  const verb = like(query.verb);
  const subject = like(query.subject);
  const text = like(query.text, '%');
  return rows(
    db,
    entrySchema,
    sql`select id, at, actor_kind as "actorKind", actor_name as "actorName", verb, subject, data, position,
        encode(sha256, 'hex') as sha256 from audit left join audit_seal on audit_id = id
      where (${from}::timestamptz is null or at >= ${from}) and (${to}::timestamptz is null or at < ${to})
        and (${actor}::text is null or lower(actor_name) = lower(${actor}))
        and (${verb}::text is null or verb like ${verb}) and (${subject}::text is null or subject like ${subject})
        and (${text}::text is null or actor_name ilike ${text} or verb ilike ${text} or subject ilike ${text}
          or data::text ilike ${text})
        and (${before}::bigint is null or id < ${before})
      order by id desc limit ${limit}`,
  );
};
