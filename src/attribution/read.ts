import type { Db } from '#platform/db';
import { notFound } from '#platform/errors';
import { parseResult, saidSeparator } from './keep.ts';
import type { ResultSummary, StoredResult } from './model.ts';
import {
  selectFirstSaying,
  selectLastLookAt,
  selectLatestLook,
  selectResult,
  selectResultById,
} from './store.ts';

/** The result with this id; throws `not-found`. */
export async function findResult(db: Db, id: number): Promise<StoredResult> {
  const found = await selectResultById(db, id);
  if (!found) throw notFound('attribution', id);
  return parseResult(found);
}

/** The result with this reference, the newest without one; undefined when there is none. */
export async function findResultByReference(db: Db, reference?: string): Promise<StoredResult | undefined> {
  const found = await selectResult(db, reference);
  return found && parseResult(found);
}

/** What Allclear last found by itself for an incident, or for none (null); undefined before it looked. */
export async function latestLook(db: Db, incidentId: number | null): Promise<StoredResult | undefined> {
  const found = await selectLatestLook(db, incidentId);
  return found && parseResult(found);
}

/**
 * The first result that said this of the time since `from`, whether or not the incident had been declared by then. Nothing
 * that a person asked for counts.
 */
export const firstSaying = (
  db: Db,
  query: { phrase: string; incidentId: number; from: Date },
): Promise<ResultSummary | undefined> => selectFirstSaying(db, { ...query, separator: saidSeparator });

/** When Allclear last looked by itself; null when never. */
export const lastLookAt = (db: Db): Promise<Date | null> => selectLastLookAt(db);
