import type { CallRow } from '../call-row.ts';

/** What of a stored call decides whether a row says anything new. */
export interface KnownCall {
  source: string;
  externalId: string;
  digest: string;
  updatedAt: Date | null;
}

export interface IntakeRow {
  call: CallRow;
  digest: string;
}

export interface IntakePlan<R> {
  adds: R[];
  changes: R[];
  /** Rows that say nothing new. */
  unchanged: number;
}

export const callKey = (call: { source: string; externalId: string }): string =>
  JSON.stringify([call.source, call.externalId]);

/**
 * Settles which rows are new and which change a call. A row that the source itself dates before what is known is old
 * news, so a late or repeated delivery never undoes a newer one; undated rows count as newer. Of several rows for
 * one call in a batch, the newest counts, of equals the last.
 */
export function planIntake<R extends IntakeRow>(
  rows: readonly R[],
  known: ReadonlyMap<string, KnownCall>,
): IntakePlan<R> {
  const newest = new Map<string, R>();
  for (const row of rows) {
    const key = callKey(row.call);
    const other = newest.get(key);
    if (!other || !isOlder(row.call.updatedAt, other.call.updatedAt)) newest.set(key, row);
  }
  const adds: R[] = [];
  const changes: R[] = [];
  for (const [key, row] of newest) {
    const stored = known.get(key);
    if (!stored) adds.push(row);
    else if (stored.digest !== row.digest && !isOlder(row.call.updatedAt, stored.updatedAt))
      changes.push(row);
  }
  return { adds, changes, unchanged: rows.length - adds.length - changes.length };
}

const isOlder = (at: Date | null, than: Date | null): boolean => at !== null && than !== null && at < than;
