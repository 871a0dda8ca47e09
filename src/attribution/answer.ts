import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Db } from '#platform/db';
import { askEstate, questionText, sha256Of } from './ask.ts';
import { analyse, attributionVersion } from './core/analyse.ts';
import { gistOf } from './core/gist.ts';
import { defaultAttributionParameters } from './core/question.ts';
import { seedOf } from './core/random.ts';
import { selectAnswer } from './store.ts';

const compress = promisify(gzip);

export interface Period {
  from: Date;
  to: Date;
}

/** What one look at a period gave, before it is stored. Plain data: it may come from another thread. */
export interface Answer {
  inputSha256: string;
  /** Hash of the failures and attributes alone: see `gistOf`. */
  gist: string;
  /** The question, gzip. */
  body: Uint8Array;
  /** The answer as the bytes that are stored. */
  result: string;
}

/**
 * Asks what the sites that failed in a period share. Null when the failures and attributes are those of `knownGist`: there
 * is nothing new to say, and nothing is computed. A question that was answered before, for whomever, is not computed again.
 */
export async function answerPeriod(db: Db, period: Period, knownGist?: string): Promise<Answer | null> {
  const question = await askEstate(db, period);
  const gist = sha256Of(gistOf(question, defaultAttributionParameters));
  if (gist === knownGist) return null;
  const text = questionText(question);
  const inputSha256 = sha256Of(text);
  const known = await selectAnswer(db, inputSha256, attributionVersion);
  return { inputSha256, gist, body: await compress(text), result: known ?? answerText(text, inputSha256) };
}

/** The answer as the bytes that are stored: from the question's bytes and their hash alone. */
export const answerText = (text: string, inputSha256: string): string =>
  JSON.stringify(analyse(JSON.parse(text), seedOf(inputSha256)));
