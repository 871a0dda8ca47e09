import type { FactorSuggestion, SuggestionStrength } from '#attribution';
import { formatDateTime } from '#platform/clock';
import type { Suggestion } from '../model.ts';

/** The result that a set of suggestions comes from. */
export interface SaidBy {
  resultId: number;
  at: Date;
}

/** What a new result changes of what was suggested before. */
export interface SuggestionChanges {
  made: FactorSuggestion[];
  /** Said again: the evidence is brought up to date. `returnedBecause` opens a rejected one again. */
  again: { known: Suggestion; now: FactorSuggestion; returnedBecause: string | null }[];
  /** No longer said, and not known to be so before. */
  lapsed: Suggestion[];
}

/** Compares what a result says with what is known, one key at a time. */
export function compareSuggestions(
  known: readonly Suggestion[],
  said: readonly FactorSuggestion[],
): SuggestionChanges {
  const byKey = new Map(known.map((each) => [each.key, each]));
  const now = new Map(said.map((each) => [each.key, each]));
  return {
    made: [...now.values()].filter(({ key }) => !byKey.has(key)),
    again: [...now.values()].flatMap((each) => {
      const before = byKey.get(each.key);
      return before ? [{ known: before, now: each, returnedBecause: returnReason(before, each) }] : [];
    }),
    lapsed: known.filter(({ key, lapsedAt }) => lapsedAt === null && !now.has(key)),
  };
}

/** Why a rejected suggestion is open again, as a sentence; null when it stays rejected. */
function returnReason(before: Suggestion, now: FactorSuggestion): string | null {
  const { decision } = before;
  if (decision?.decision !== 'rejected') return null;
  const change = materialChange(decision.strength, now.strength);
  if (change === null) return null;
  return `${decision.by} rejected it at ${formatDateTime(decision.at)}: ${decision.reason} Since then the evidence has changed: ${change}`;
}

/**
 * Whether evidence has materially changed since somebody rejected it: all of the interval now lies above what was
 * estimated then, or the data now tell it from what they could not tell it from then. More of the same is no change: who
 * rejects an association knows that it will go on. Null when it has not.
 */
export function materialChange(then: SuggestionStrength, now: SuggestionStrength): string | null {
  if (now.low > then.value)
    return `it was ${figure(then)} then and is ${figure(now)} now, all of which lies above what it was.`;
  const left = then.cannotTellFrom.filter((other) => now.cannotTellFrom.includes(other));
  if (then.cannotTellFrom.length > 0 && left.length === 0)
    return `the data can now tell it from ${then.cannotTellFrom.join(' and ')}.`;
  return null;
}

const figure = ({ measure, value, low, high }: SuggestionStrength): string =>
  `${digits(value)} ${measure} (${digits(low)} to ${digits(high)})`;

const digits = (value: number): string => String(Number(value.toPrecision(2)));
