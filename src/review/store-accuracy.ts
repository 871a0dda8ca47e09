import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, rows } from '#platform/db';
import { type AccuracyAnswer, type AccuracyCheck, verdicts } from './model.ts';

// SQL of the accuracy check. A link's secret is never kept, only its digest.

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const answerShape = {
  id: z.number(),
  verdict: z.enum(verdicts),
  corrections: z.string().nullable(),
  saidBy: z.string(),
  channel: z.enum(['link', 'telephone']),
  at: z.date(),
};

const checkRow = z
  .strictObject({
    checkId: z.number(),
    practiceId: z.number(),
    odsCode: z.string(),
    practiceName: z.string(),
    sentAt: z.date(),
    expiresAt: z.date(),
    answer: z.strictObject({ ...answerShape, at: z.string().transform((text) => new Date(text)) }).nullable(),
  })
  .transform(
    ({ checkId, answer, ...check }): Omit<AccuracyCheck, 'settled'> => ({ id: checkId, ...check, answer }),
  );

/** Every practice that was asked, by its code, with its latest answer. */
export const selectChecks = (db: Db, reviewId: number): Promise<Omit<AccuracyCheck, 'settled'>[]> =>
  rows(
    db,
    checkRow,
    sql`select c.id as "checkId", c.practice_id as "practiceId", p.ods_code as "odsCode", p.name as "practiceName",
        c.sent_at as "sentAt", c.expires_at as "expiresAt",
        case when a.id is null then null else jsonb_build_object('id', a.id, 'verdict', a.verdict, 'corrections', a.corrections,
          'saidBy', a.said_by, 'channel', a.channel, 'at', a.recorded_at) end as answer
      from accuracy_check c join practice p on p.id = c.practice_id
        left join lateral (select * from accuracy_answer where check_id = c.id order by id desc limit 1) a on true
      where c.review_id = ${reviewId} order by p.ods_code`,
  );

const linkedRow = z.strictObject({
  checkId: z.number(),
  reviewId: z.number(),
  incidentId: z.number(),
  practiceId: z.number(),
  facts: z.string(),
  sentAt: z.date(),
  expiresAt: z.date(),
});
export type LinkedCheck = z.output<typeof linkedRow>;

const linkedColumns = sql`c.id as "checkId", c.review_id as "reviewId", r.incident_id as "incidentId",
  c.practice_id as "practiceId", c.facts, c.sent_at as "sentAt", c.expires_at as "expiresAt"`;

/** What a link leads to, while it lives. */
export const findByLink = (db: Db, secret: string, now: Date): Promise<LinkedCheck | undefined> =>
  maybeOne(
    db,
    linkedRow,
    sql`select ${linkedColumns} from accuracy_check c join review r on r.id = c.review_id
      where c.digest = ${digestOf(secret)} and c.expires_at > ${now}`,
  );

export const findByPractice = (
  db: Db,
  reviewId: number,
  practiceId: number,
): Promise<LinkedCheck | undefined> =>
  maybeOne(
    db,
    linkedRow,
    sql`select ${linkedColumns} from accuracy_check c join review r on r.id = c.review_id
      where c.review_id = ${reviewId} and c.practice_id = ${practiceId}`,
  );

export async function insertChecks(
  tx: Context,
  reviewId: number,
  checks: readonly { practiceId: number; secret: string; facts: string }[],
  expiresAt: Date,
): Promise<void> {
  if (checks.length === 0) return;
  await sql`insert into accuracy_check (review_id, practice_id, digest, facts, sent_at, expires_at)
    select ${reviewId}, practice_id, digest, facts, ${tx.clock.now()}::timestamptz, ${expiresAt}::timestamptz
    from unnest(${checks.map((c) => c.practiceId)}::bigint[], ${checks.map((c) => digestOf(c.secret))}::bytea[],
      ${checks.map((c) => c.facts)}::text[]) as row (practice_id, digest, facts)`.execute(tx.db);
}

/** A new link for a practice; the old one is dead from then on. */
export async function replaceLink(tx: Context, checkId: number, secret: string): Promise<void> {
  await sql`update accuracy_check set digest = ${digestOf(secret)} where id = ${checkId}`.execute(tx.db);
}

export const latestAnswer = (db: Db, checkId: number): Promise<AccuracyAnswer | undefined> =>
  maybeOne(
    db,
    z.strictObject(answerShape),
    sql`select id, verdict, corrections, said_by as "saidBy", channel, recorded_at as at from accuracy_answer
      where check_id = ${checkId} order by id desc limit 1`,
  );

export async function insertAnswer(
  tx: Context,
  check: LinkedCheck,
  answer: Omit<AccuracyAnswer, 'id' | 'at'>,
): Promise<void> {
  await sql`insert into accuracy_answer (review_id, check_id, verdict, corrections, said_by, channel, recorded_at,
      recorded_by)
    values (${check.reviewId}, ${check.checkId}, ${answer.verdict}, ${answer.corrections}, ${answer.saidBy},
      ${answer.channel}, ${tx.clock.now()}, ${tx.actor.name})`.execute(tx.db);
}
