import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { askEstate, questionText, sha256Of } from './ask.ts';
import { analyse, attributionVersion } from './core/analyse.ts';
import { seedOf } from './core/random.ts';
import { explainInput, type StoredResult } from './model.ts';
import { mayExplain } from './policy.ts';
import { insertInput, insertResult, type ResultRow, selectResult } from './store.ts';

const compress = promisify(gzip);

/**
 * Answers, from the data of [from, to), what the failing sites share, and stores the answer with its inputs. Data that were
 * asked about before give the stored answer again. `to` is cut to now. Emits `attribution.changed` for a new answer.
 */
export async function explain(context: Context, input: z.input<typeof explainInput>): Promise<StoredResult> {
  authorise(context.actor, mayExplain);
  const parsed = parseInput(explainInput, input, 'input of attribution.explain');
  const now = context.clock.now();
  const { from } = parsed;
  const to = parsed.to < now ? parsed.to : now;
  if (from >= to) {
    throw new AllclearError('input.invalid', 'The period is empty or in the future. Nothing was stored.', {
      remedy: 'Give a from before to, and before now.',
    });
  }
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'attribution');
    const text = questionText(await askEstate(tx.db, { from, to }));
    const inputSha256 = sha256Of(text);
    const incidentId = parsed.incidentId ?? null;
    const reference = sha256Of(`${attributionVersion}/${inputSha256}/${incidentId ?? ''}`).slice(0, 12);
    const known = await selectResult(tx.db, reference);
    if (known) return parseResult(known);
    const row = {
      ...{ reference, incidentId, from, to, inputSha256 },
      computedAt: now,
      version: attributionVersion,
      result: answerText(text, inputSha256),
    };
    await insertInput(tx, inputSha256, await compress(text));
    const id = await insertResult(tx, row);
    const data = { from: from.toISOString(), to: to.toISOString(), incidentId, inputSha256 };
    await audit(tx, { verb: 'attribution.explain', subject: `attribution:${reference}`, data });
    await emit(tx, 'attribution.changed', { resultId: id, incidentId });
    return parseResult({ id, ...row });
  });
}

/** The answer as the bytes that are stored: from the question's bytes and their hash alone. */
export const answerText = (text: string, inputSha256: string): string =>
  JSON.stringify(analyse(JSON.parse(text), seedOf(inputSha256)));

// The text is our own, written by answerText and kept unchanged.
export const parseResult = ({ result, ...row }: ResultRow): StoredResult => ({
  ...row,
  result: JSON.parse(result),
});
