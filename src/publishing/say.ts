import type { Incident } from '#incidents';
import type { Db } from '#platform/db';
import { AllclearError, type Fault, required } from '#platform/errors';
import { evidenceText } from './core/facts.ts';
import { fillTokens } from './core/tokens.ts';
import type { WordTable } from './core/words.ts';
import { type EvaluatedBody, evaluateBodies, evaluateClaims, requireTokens } from './evaluate-tokens.ts';
import type { StoredClaim, Update } from './model.ts';
import type { SaidFigure } from './review-bulletin.ts';
import { publishingRules } from './rules.ts';
import { selectClaims, selectUpdates } from './store.ts';

export interface SaidText {
  /** The text with every claim in its place. */
  text: string;
  figures: SaidFigure[];
  /** Claims that may not be made, and why. While there are any the text is not fit to go out. */
  refusals: Fault[];
}

interface Scene {
  incident: Incident;
  now: Date;
}

const sayingAt = (asOf: Date, now: Date, wordsAt: (at: Date) => WordTable) => ({
  asOf,
  now,
  update: { number: null, nextUpdateDueAt: null },
  words: wordsAt(asOf),
});

/**
 * Texts outside an update, such as the parts of a report, with their claims evaluated as of now from evidence that is loaded
 * once. In the order given. Stores nothing.
 */
export async function sayTexts(
  db: Db,
  { incident, now }: Scene,
  bodies: readonly string[],
): Promise<SaidText[]> {
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(db);
  const said = await evaluateBodies(
    db,
    { incident, callFeedStaleMinutes },
    bodies,
    sayingAt(now, now, wordsAt),
  );
  return said.map((evaluated, index) => saidText(bodies[index] ?? '', evaluated));
}

function saidText(body: string, { claims, refusals, refusedAt }: EvaluatedBody): SaidText {
  const left = [...claims];
  const text = fillTokens(body, (index) => {
    const refused = refusedAt.get(index);
    return refused === undefined ? (left.shift()?.text ?? '') : `(refused: ${refused})`;
  });
  const figures = claims.map((claim) => ({
    text: claim.text,
    asOf: claim.asOf.toISOString(),
    evidence: evidenceText(claim.evidence),
  }));
  return { text, figures, refusals };
}

/** Throws `input.invalid`, with every fault, when a text holds claims that cannot be read. */
export const assertReadable = (body: string): void => void requireTokens(body);

/** What one claim says now; throws `input.invalid` when it is not one whole claim, `claim.refused` when it may not be made. */
export async function sayClaim(
  db: Db,
  { incident, now }: Scene,
  token: string,
): Promise<{ value: unknown; text: string; asOf: string }> {
  const [checked, ...others] = requireTokens(token);
  if (!checked || others.length > 0)
    throw new AllclearError('input.invalid', 'This is not one claim, such as {{claim calls.quietSince}}.');
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(db);
  const { parameters } = checked.token;
  const [result] = await evaluateClaims(db, { incident, now, callFeedStaleMinutes }, [
    { claim: checked.claim, parameters, saying: sayingAt(now, now, wordsAt) },
  ]);
  const answer = required(result, 'result of the claim');
  if (answer.ok) return { value: answer.value, text: answer.text, asOf: now.toISOString() };
  throw new AllclearError('claim.refused', `${token} may not be said now: ${answer.refused}`);
}

/** Whether what was said still stands by what data show now; `holds` is null when that cannot be told. */
export async function stillHolds(
  db: Db,
  { incident, now }: Scene,
  said: { token: string; value: unknown; asOf: string },
): Promise<{ holds: boolean | null; text: string }> {
  const checked = required(requireTokens(said.token)[0], 'claim');
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(db);
  const saying = sayingAt(new Date(said.asOf), now, wordsAt);
  const [result] = await evaluateClaims(db, { incident, now, callFeedStaleMinutes }, [
    { claim: checked.claim, parameters: checked.token.parameters, saying },
  ]);
  const answer = required(result, 'result of the claim');
  if (answer.value === null)
    return { holds: null, text: answer.ok ? 'Nothing is known now.' : answer.refused };
  const { holds, nowText } = checked.claim.compare(said.value, answer.value, saying);
  return { holds, text: holds ? 'It still holds.' : `Now: ${nowText}.` };
}

/** Every update of an incident in every status, newest first, with its claims as frozen. */
export async function updatesWithClaims(
  db: Db,
  incidentId: number,
): Promise<(Update & { claims: StoredClaim[] })[]> {
  const updates = await selectUpdates(db, [incidentId]);
  const claims = await selectClaims(
    db,
    updates.map(({ id }) => id),
  );
  const byUpdate = Map.groupBy(claims, ({ updateId }) => updateId);
  return updates.map((update) => ({ ...update, claims: byUpdate.get(update.id) ?? [] }));
}
