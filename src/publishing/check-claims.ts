import type { Incident } from '#incidents';
import type { Db } from '#platform/db';
import { required } from '#platform/errors';
import { lookingOnce } from '#platform/kept';
import { findClaim } from './core/catalogue.ts';
import type { Saying } from './core/claim.ts';
import type { WordTable } from './core/words.ts';
import { type ClaimToEvaluate, evaluateClaims } from './evaluate-tokens.ts';
import { publishingRules } from './rules.ts';
import type { HoldingClaim } from './store.ts';

/** A frozen claim that data now contradict. */
export interface StoppedClaim {
  holding: HoldingClaim;
  nowText: string;
}

/**
 * Which of these claims of one incident no longer hold, as known at `now`. A claim that cannot be evaluated any more (a
 * stale feed, missing readings) is not contradicted: absence of data proves nothing either way.
 */
export const checkClaims = (
  db: Db,
  of: { incident: Incident; now: Date },
  holding: readonly HoldingClaim[],
): Promise<StoppedClaim[]> => lookingOnce(() => contradicted(db, of, holding));

async function contradicted(
  db: Db,
  of: { incident: Incident; now: Date },
  holding: readonly HoldingClaim[],
): Promise<StoppedClaim[]> {
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(db);
  const claims = holding.map((one) => toEvaluate(one, of.now, wordsAt));
  const results = await evaluateClaims(db, { ...of, callFeedStaleMinutes }, claims);
  return holding.flatMap((one, index): StoppedClaim[] => {
    const { claim, saying } = required(claims[index], 'claim');
    const value = results[index]?.value ?? null;
    if (value === null) return [];
    const { holds, nowText } = claim.compare(one.claim.value, value, saying);
    return holds ? [] : [{ holding: one, nowText }];
  });
}

function toEvaluate(
  { claim, number, nextUpdateDueAt }: HoldingClaim,
  now: Date,
  wordsAt: (at: Date) => WordTable,
): ClaimToEvaluate {
  const { asOf } = claim;
  const saying: Saying = { asOf, now, update: { number, nextUpdateDueAt }, words: wordsAt(asOf) };
  // What was published keeps its catalogue entry for ever: an entry may be added, never taken away.
  return { claim: required(findClaim(claim.key), claim.key), parameters: claim.parameters, saying };
}
