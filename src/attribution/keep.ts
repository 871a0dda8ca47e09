import { audit } from '#platform/audit';
import type { Context } from '#platform/context';
import { lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import type { Answer, Period } from './answer.ts';
import { phraseOf, phraseOfBoth, sha256Of } from './ask.ts';
import { attributionVersion } from './core/analyse.ts';
import type { Attribution } from './core/result.ts';
import type { StoredResult } from './model.ts';
import { insertInput, insertResult, type ResultRow, selectResult } from './store.ts';

export interface Keeping extends Period {
  incidentId: number | null;
  /** The verb, or what looked by itself. */
  by: 'attribution.explain' | 'attribution.look';
}

/**
 * Stores an answer with its inputs in the open transaction, audits it and emits `attribution.changed`. The same answer for
 * the same incident is stored once, whoever comes first.
 */
export async function keepAnswer(tx: Context, answer: Answer, keeping: Keeping): Promise<StoredResult> {
  await lockForTransaction(tx, 'attribution');
  const { from, to, incidentId, by } = keeping;
  const { inputSha256, gist, result } = answer;
  const reference = sha256Of(`${attributionVersion}/${inputSha256}/${incidentId ?? ''}`).slice(0, 12);
  const known = await selectResult(tx.db, reference);
  if (known) return parseResult(known);
  const row = {
    ...{ reference, incidentId, from, to, inputSha256, gist, result },
    computedAt: tx.clock.now(),
    version: attributionVersion,
    automatic: by === 'attribution.look',
    said: saidBy(JSON.parse(result)),
  };
  await insertInput(tx, inputSha256, Buffer.from(answer.body));
  const id = await insertResult(tx, row);
  const data = { from: from.toISOString(), to: to.toISOString(), incidentId, inputSha256 };
  await audit(tx, { verb: by, subject: `attribution:${reference}`, data });
  await emit(tx, 'attribution.changed', { resultId: id, incidentId });
  return parseResult({ id, ...row });
}

/** What a result says, in one line: its verdict, its explanations in order of name, and what compounds. */
export function saidBy({ verdict, explanations, compounds }: Attribution): string {
  const alone = explanations.map(({ terms }) => phraseOf(terms));
  const together = compounds
    .filter((each) => each.verdict === 'compounding')
    .map(({ first, second }) => phraseOfBoth(first, second));
  return [verdict, ...alone.sort(), ...together.sort()].join(saidSeparator);
}

export const saidSeparator = '; ';

// The text is our own, written by answerText and kept unchanged.
export const parseResult = ({ result, gist: _, ...row }: ResultRow): StoredResult => ({
  ...row,
  result: JSON.parse(result),
});
