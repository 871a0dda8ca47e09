import { createHash } from 'node:crypto';

/** A row of the audit trail as text, field by field, as the database writes it. */
export interface AuditText {
  id: number;
  /** UTC with microseconds: `2026-04-20T07:00:00.000000Z`. */
  at: string;
  actorKind: string;
  actorName: string;
  verb: string;
  subject: string;
  /** The database's own text of the data. */
  data: string;
}

/** One position of the chain; `row` is null when the row it sealed is not there. */
export interface SealedRow {
  position: number;
  auditId: number;
  /** Hexadecimal, like every hash here. */
  previousSha256: string;
  sha256: string;
  row: AuditText | null;
}

/** A place in the chain: how many rows there had been, and the seal of the last of them. */
export interface ChainPoint {
  position: number;
  sha256: string;
}

/** Where the chain does not fit: the first row, and why. */
export interface ChainFault {
  position: number | null;
  auditId: number | null;
  reason: string;
}

/** Before the first row. */
export const chainStart: ChainPoint = { position: 0, sha256: '00'.repeat(32) };

/**
 * The seal of a row at a position: SHA-256 over its canonical form, which is every field preceded by its length in bytes, so that
 * no two rows read the same. `audit_sha256` of the database computes the same.
 */
export function sealOf(previousSha256: string, position: number, row: AuditText): string {
  const hash = createHash('sha256');
  for (const field of [
    previousSha256,
    String(position),
    String(row.id),
    row.at,
    row.actorKind,
    row.actorName,
    row.verb,
    row.subject,
    row.data,
  ])
    hash.update(`${Buffer.byteLength(field)}:${field},`);
  return hash.digest('hex');
}

/** Follows one more row. Returns where the chain is then, or what does not fit. */
export function follow(from: ChainPoint, next: SealedRow): ChainPoint | ChainFault {
  const fault = (reason: string): ChainFault => ({ position: next.position, auditId: next.auditId, reason });
  if (next.position !== from.position + 1)
    return {
      position: from.position + 1,
      auditId: null,
      reason: `nothing stands at position ${from.position + 1}: it was taken out`,
    };
  if (next.row === null) return fault('its row was taken out');
  if (next.previousSha256 !== from.sha256) return fault('it does not follow from the row before it');
  if (sealOf(from.sha256, next.position, next.row) !== next.sha256)
    return fault('it does not say what it said when it was sealed');
  return { position: next.position, sha256: next.sha256 };
}

export const isFault = (outcome: ChainPoint | ChainFault): outcome is ChainFault => 'reason' in outcome;
