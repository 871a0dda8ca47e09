import { sql } from 'kysely';
import { z } from 'zod';
import type { FactorSuggestion } from '#attribution';
import type { Context } from '#platform/context';
import { type Db, one, rows } from '#platform/db';
import type { SaidIn, Suggestion } from './model.ts';

// The SQL of suggestions.

const strength = z.object({
  measure: z.enum(['times as often', 'more than the two added']),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  effectiveFailures: z.number().nullable(),
  cannotTellFrom: z.array(z.string()),
});

const suggestionRow = z
  .strictObject({
    id: z.number(),
    key: z.string(),
    title: z.string(),
    statement: z.string(),
    settledBy: z.string(),
    evidenceFor: z.array(z.string()),
    evidenceAgainst: z.array(z.string()),
    strength,
    firstResultId: z.number(),
    firstReference: z.string(),
    firstSaidAt: z.date(),
    latestResultId: z.number(),
    latestReference: z.string(),
    latestSaidAt: z.date(),
    lapsedAt: z.date().nullable(),
    decision: z.enum(['accepted', 'rejected']).nullable(),
    decidedAt: z.date().nullable(),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable(),
    decidedStrength: strength.nullable(),
    factorKey: z.string().nullable(),
    returnedBecause: z.string().nullable(),
  })
  .transform((row): Suggestion => {
    const { decision, decidedAt, decidedBy, reason, decidedStrength, factorKey } = row;
    return {
      id: row.id,
      key: row.key,
      title: row.title,
      statement: row.statement,
      settledBy: row.settledBy,
      evidenceFor: row.evidenceFor,
      evidenceAgainst: row.evidenceAgainst,
      strength: row.strength,
      first: { resultId: row.firstResultId, reference: row.firstReference, at: row.firstSaidAt },
      latest: { resultId: row.latestResultId, reference: row.latestReference, at: row.latestSaidAt },
      lapsedAt: row.lapsedAt,
      returnedBecause: row.returnedBecause,
      decision:
        decision && decidedAt
          ? {
              decision,
              at: decidedAt,
              by: decidedBy ?? '',
              reason: reason ?? '',
              strength: decidedStrength ?? row.strength,
              factorKey,
            }
          : null,
    };
  });

/** Those of one incident in the order they were first made. */
export const selectSuggestions = (db: Db, incidentId: number): Promise<Suggestion[]> =>
  rows(
    db,
    suggestionRow,
    sql`select s.id, s.key, s.title, s.statement, s.settled_by as "settledBy", s.evidence_for as "evidenceFor",
        s.evidence_against as "evidenceAgainst", s.strength, s.first_result_id as "firstResultId",
        s.first_reference as "firstReference", s.first_said_at as "firstSaidAt", s.latest_result_id as "latestResultId",
        s.latest_reference as "latestReference", s.latest_said_at as "latestSaidAt", s.lapsed_at as "lapsedAt", s.decision,
        s.decided_at as "decidedAt", s.decided_by as "decidedBy", s.reason, s.decided_strength as "decidedStrength",
        s.factor_key as "factorKey", s.returned_because as "returnedBecause"
      from suggestion s where s.incident_id = ${incidentId} order by s.id`,
  );

/** The id of the newest result compared with the suggestions of an incident; 0 before any. */
export async function latestTaken(db: Db, incidentId: number): Promise<number> {
  const found = await one(
    db,
    z.object({ id: z.number() }),
    sql`select coalesce(max(checked_result_id), 0) as id from suggestion where incident_id = ${incidentId}`,
  );
  return found.id;
}

export async function insertSuggestion(
  tx: Context,
  incidentId: number,
  said: FactorSuggestion,
  { first, latest }: { first: SaidIn; latest: SaidIn },
): Promise<void> {
  await sql`insert into suggestion (incident_id, key, title, statement, settled_by, evidence_for, evidence_against, strength,
      first_result_id, first_reference, first_said_at, latest_result_id, latest_reference, latest_said_at, checked_result_id)
    values (${incidentId}, ${said.key}, ${said.title}, ${said.statement}, ${said.settledBy}, ${said.evidenceFor},
      ${said.evidenceAgainst}, ${JSON.stringify(said.strength)}::jsonb, ${first.resultId}, ${first.reference},
      ${first.at}, ${latest.resultId}, ${latest.reference}, ${latest.at}, ${latest.resultId})`.execute(tx.db);
}

/** Brings the evidence up to date; with `returnedBecause` a rejected one is open again. */
export async function updateSuggestion(
  tx: Context,
  id: number,
  said: FactorSuggestion,
  latest: SaidIn & { returnedBecause: string | null },
): Promise<void> {
  await sql`update suggestion set title = ${said.title}, statement = ${said.statement}, settled_by = ${said.settledBy},
      evidence_for = ${said.evidenceFor}, evidence_against = ${said.evidenceAgainst},
      strength = ${JSON.stringify(said.strength)}::jsonb, latest_result_id = ${latest.resultId},
      latest_reference = ${latest.reference}, latest_said_at = ${latest.at}, lapsed_at = null
    where id = ${id}`.execute(tx.db);
  if (latest.returnedBecause === null) return;
  await sql`update suggestion set decision = null, decided_at = null, decided_by = null, reason = null,
      decided_strength = null, returned_because = ${latest.returnedBecause} where id = ${id}`.execute(tx.db);
}

export async function lapseSuggestions(tx: Context, ids: readonly number[], at: Date): Promise<void> {
  await sql`update suggestion set lapsed_at = ${at} where id = any(${[...ids]}::bigint[])`.execute(tx.db);
}

/** Remembers that all suggestions of an incident were compared with this result. */
export async function markChecked(tx: Context, incidentId: number, resultId: number): Promise<void> {
  await sql`update suggestion set checked_result_id = ${resultId} where incident_id = ${incidentId}`.execute(
    tx.db,
  );
}

export async function saveDecision(
  tx: Context,
  suggestion: Suggestion,
  made: { decision: 'accepted' | 'rejected'; reason: string; factorKey: string | null },
): Promise<void> {
  await sql`update suggestion set decision = ${made.decision}, decided_at = ${tx.clock.now()},
      decided_by = ${tx.actor.name}, reason = ${made.reason}, factor_key = ${made.factorKey},
      decided_strength = ${JSON.stringify(suggestion.strength)}::jsonb, decided_result_id = latest_result_id
    where id = ${suggestion.id}`.execute(tx.db);
}

/** Ids of all results that suggestions name. */
export async function selectSuggestionResults(db: Db): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ id: z.number() }),
    sql`select first_result_id as id from suggestion union select latest_result_id from suggestion
      union select decided_result_id from suggestion where decided_result_id is not null`,
  );
  return found.map(({ id }) => id);
}
