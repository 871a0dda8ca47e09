import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { invariant, notFound, parseInput } from '#platform/errors';
import { answerText } from './answer.ts';
import { askEstate, questionText, sha256Of } from './ask.ts';
import { attributionVersion } from './core/analyse.ts';
import { type Recomputation, recomputeInput } from './model.ts';
import { mayReadAttribution } from './policy.ts';
import { selectInput, selectResult } from './store.ts';

const expand = promisify(gunzip);

/** Computes a stored result again from its kept inputs and says whether it is the same to the byte. */
export async function recompute(
  context: Context,
  input: z.input<typeof recomputeInput>,
): Promise<Recomputation> {
  authorise(context.actor, mayReadAttribution);
  const { result: reference } = parseInput(recomputeInput, input, 'input of attribution.recompute');
  const stored = await selectResult(context.db, reference);
  if (!stored) throw notFound('attribution', reference);
  const { inputSha256, version } = stored;
  const text = (await expand(await selectInput(context.db, inputSha256))).toString('utf8');
  invariant(
    sha256Of(text) === inputSha256,
    `inputs of attribution ${reference} are not those that were stored`,
  );
  return {
    reference,
    sameBytes: answerText(text, inputSha256) === stored.result,
    version,
    versionNow: attributionVersion,
    inputSha256,
    inputSha256Now: sha256Of(questionText(await askEstate(context.db, stored))),
  };
}
