import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, one, rows } from '../db/index.ts';
import {
  type ChainFault,
  type ChainPoint,
  chainStart,
  follow,
  isFault,
  type SealedRow,
} from './core/seal.ts';

/** What came of following the whole chain. */
export interface ChainVerdict {
  /** Rows that were followed, from the checkpoint on. */
  rows: number;
  head: ChainPoint;
  /** Up to where rows were removed because their time was over; null when none were. */
  checkpoint: (ChainPoint & { removedAt: Date; removedBy: string; rows: number }) | null;
  /** The first row that does not fit; null when all of them do. */
  fault: ChainFault | null;
}

const atOnce = 2_000;

const point = z.strictObject({ position: z.number(), sha256: z.string() });

/** The last seal, as it is kept apart from the rows. */
export const auditHead = (db: Db): Promise<ChainPoint> =>
  one(db, point, sql`select position, encode(sha256, 'hex') as sha256 from audit_head`);

/**
 * Follows the chain from its beginning, or from the last checkpoint, to its head, computing every seal anew. With `known`, a head
 * that was written down before, the chain must still pass through it. Sees one state of the database, whatever is added meanwhile.
 */
export async function verifyChain(db: Db, known?: ChainPoint): Promise<ChainVerdict> {
  if (db.isTransaction) return verifyIn(db, known);
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => verifyIn(tx, known));
}

async function verifyIn(db: Db, known: ChainPoint | undefined): Promise<ChainVerdict> {
  const head = await auditHead(db);
  const checkpoint = (await lastCheckpoint(db)) ?? null;
  const start: ChainPoint = checkpoint
    ? { position: checkpoint.position, sha256: checkpoint.sha256 }
    : chainStart;
  const verdict = (end: ChainPoint, fault: ChainFault | null): ChainVerdict => ({
    rows: end.position - start.position,
    head,
    checkpoint,
    fault,
  });
  let at = start;
  let isKnownPassed = known === undefined || known.position <= start.position;
  for (;;) {
    const next = await selectSealed(db, at.position);
    for (const row of next) {
      const outcome = follow(at, row);
      if (isFault(outcome)) return verdict(at, outcome);
      if (known?.position === row.position) {
        if (known.sha256 !== row.sha256) return verdict(at, otherThanKnown(row));
        isKnownPassed = true;
      }
      at = outcome;
    }
    if (next.length < atOnce) break;
  }
  const fault =
    endFault(at, head) ??
    (isKnownPassed ? null : beyondEnd(at, known)) ??
    (await unsealedRow(db)) ??
    (checkpoint ? await unannounced(db, checkpoint) : null);
  return verdict(at, fault);
}

const otherThanKnown = ({ position, auditId }: SealedRow): ChainFault => ({
  position,
  auditId,
  reason: 'its seal is not the one that was written down: the chain was written anew up to here',
});

const beyondEnd = (at: ChainPoint, known: ChainPoint | undefined): ChainFault => ({
  position: at.position + 1,
  auditId: null,
  reason: `the chain ends here, and position ${known?.position ?? 0} was written down: rows were cut off the end`,
});

function endFault(at: ChainPoint, head: ChainPoint): ChainFault | null {
  if (at.position === head.position && at.sha256 === head.sha256) return null;
  if (at.position < head.position)
    return {
      position: at.position + 1,
      auditId: null,
      reason: `nothing stands at position ${at.position + 1}, and the head is at ${head.position}: rows were cut off the end`,
    };
  return {
    position: at.position,
    auditId: null,
    reason: 'the last row is not the one that the head was kept of',
  };
}

const sealedRow = z.strictObject({
  position: z.number(),
  auditId: z.number(),
  previousSha256: z.string(),
  sha256: z.string(),
  id: z.number().nullable(),
  at: z.string().nullable(),
  actorKind: z.string().nullable(),
  actorName: z.string().nullable(),
  verb: z.string().nullable(),
  subject: z.string().nullable(),
  data: z.string().nullable(),
});

async function selectSealed(db: Db, after: number): Promise<SealedRow[]> {
  const found = await rows(
    db,
    sealedRow,
    sql`select s.position, s.audit_id as "auditId", encode(s.previous_sha256, 'hex') as "previousSha256",
        encode(s.sha256, 'hex') as sha256, a.id,
        to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.actor_kind as "actorKind",
        a.actor_name as "actorName", a.verb, a.subject, a.data::text as data
      from audit_seal s left join audit a on a.id = s.audit_id
      where s.position > ${after} order by s.position limit ${atOnce}`,
  );
  return found.map(({ position, auditId, previousSha256, sha256, ...row }) => ({
    ...{ position, auditId, previousSha256, sha256 },
    row:
      row.id === null
        ? null
        : {
            id: row.id,
            at: row.at ?? '',
            actorKind: row.actorKind ?? '',
            actorName: row.actorName ?? '',
            verb: row.verb ?? '',
            subject: row.subject ?? '',
            data: row.data ?? '',
          },
  }));
}

/** A row that was put in past the trigger has no seal. */
async function unsealedRow(db: Db): Promise<ChainFault | null> {
  const found = await maybeOne(
    db,
    z.strictObject({ id: z.number() }),
    sql`select a.id from audit a where not exists (select from audit_seal s where s.audit_id = a.id) order by a.id limit 1`,
  );
  return found
    ? { position: null, auditId: found.id, reason: 'it has no seal: it was put in past the program' }
    : null;
}

const checkpointRow = z.strictObject({
  position: z.number(),
  sha256: z.string(),
  rows: z.number(),
  removedAt: z.date(),
  removedBy: z.string(),
});

const lastCheckpoint = (db: Db) =>
  maybeOne(
    db,
    checkpointRow,
    sql`select position, encode(sha256, 'hex') as sha256, rows, removed_at as "removedAt", removed_by as "removedBy"
      from audit_checkpoint order by position desc limit 1`,
  );

/** A removal is itself a row of the trail, sealed after the checkpoint; a checkpoint that nobody announced is none. */
async function unannounced(db: Db, checkpoint: ChainPoint): Promise<ChainFault | null> {
  const found = await maybeOne(
    db,
    z.strictObject({ id: z.number() }),
    sql`select id from audit where verb = 'audit.checkpoint' and subject = ${`audit:${checkpoint.position}`}
      and data->>'sha256' = ${checkpoint.sha256} limit 1`,
  );
  return found
    ? null
    : {
        position: checkpoint.position,
        auditId: null,
        reason: 'the chain begins after a checkpoint of which the trail says nothing',
      };
}
