import type { Incident } from '#incidents';
import type { Context } from '#platform/context';
import type { Fault } from '#platform/errors';
import { fillTokens } from './core/tokens.ts';
import { type EvaluatedBody, evaluateBody } from './evaluate-tokens.ts';
import { publishingRules } from './rules.ts';

export interface Preview {
  /** The body as it would read now; a claim that would be refused says so in its place. */
  text: string;
  claims: EvaluatedBody['claims'];
  refusals: Fault[];
}

/** How a body would read if it were approved now. */
export async function previewBody(
  { db, clock }: Context,
  incident: Incident,
  body: string,
  nextUpdateDueAt: Date | null,
): Promise<Preview> {
  const now = clock.now();
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(db);
  const saying = { asOf: now, now, update: { number: null, nextUpdateDueAt }, words: wordsAt(now) };
  const evaluated = await evaluateBody(db, { incident, callFeedStaleMinutes }, body, saying);
  const said = [...evaluated.claims];
  const text = fillTokens(body, (index) => {
    const refused = evaluated.refusedAt.get(index);
    return refused === undefined ? (said.shift()?.text ?? '') : `(refused: ${refused})`;
  });
  return { text, claims: evaluated.claims, refusals: evaluated.refusals };
}
