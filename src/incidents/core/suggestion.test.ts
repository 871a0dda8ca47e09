import { describe, expect, it } from 'vitest';
import type { FactorSuggestion, SuggestionStrength } from '#attribution';
import type { Suggestion } from '../model.ts';
import { compareSuggestions, materialChange } from './suggestion.ts';

const at = new Date('2026-04-21T12:00:00Z');

const strength = (change: Partial<SuggestionStrength> = {}): SuggestionStrength => ({
  measure: 'times as often',
  ...{ value: 3, low: 2, high: 4.5, effectiveFailures: 20, cannotTellFrom: [] },
  ...change,
});

const said = (key: string, change: Partial<SuggestionStrength> = {}): FactorSuggestion => ({
  ...{ key, phrase: key, title: key, statement: `${key}.`, settledBy: 'Change it.' },
  ...{ evidenceFor: [], evidenceAgainst: [], strength: strength(change) },
});

const known = (key: string, change: Partial<Suggestion> = {}): Suggestion => ({
  ...said(key),
  id: 1,
  first: { resultId: 1, reference: 'a', at },
  latest: { resultId: 1, reference: 'a', at },
  lapsedAt: null,
  returnedBecause: null,
  decision: null,
  ...change,
});

const decided = (decision: 'accepted' | 'rejected', change: Partial<SuggestionStrength> = {}) => ({
  decision: { decision, at, by: 'Idris Okell', reason: 'No.', strength: strength(change), factorKey: null },
});

describe('what a new result changes', () => {
  it('tells new hypotheses, known ones and those that no longer hold apart', () => {
    const changes = compareSuggestions(
      [known('a'), known('b'), known('c', { lapsedAt: at })],
      [said('a'), said('d')],
    );
    expect(changes.made.map(({ key }) => key)).toEqual(['d']);
    expect(changes.again.map(({ now }) => now.key)).toEqual(['a']);
    expect(changes.lapsed.map(({ key }) => key)).toEqual(['b']);
  });

  it.each<[string, Suggestion, Partial<SuggestionStrength>, RegExp | null]>([
    ['open', known('a'), {}, null],
    ['accepted, and stronger', known('a', decided('accepted')), { low: 9 }, null],
    ['rejected, the same', known('a', decided('rejected')), {}, null],
    ['rejected, more failures', known('a', decided('rejected')), { effectiveFailures: 400, low: 2.9 }, null],
    [
      'rejected, surely stronger',
      known('a', decided('rejected')),
      { value: 6, low: 3.1, high: 9 },
      /it was 3 times/,
    ],
    [
      'rejected when it could not be told from another',
      known('a', decided('rejected', { cannotTellFrom: ['model x'] })),
      {},
      /can now tell it from model x/,
    ],
    [
      'rejected, and still cannot be told',
      known('a', decided('rejected', { cannotTellFrom: ['model x'] })),
      { cannotTellFrom: ['model x'] },
      null,
    ],
  ])('%s', (_, before, now, expected) => {
    const reason = compareSuggestions([before], [said('a', now)]).again[0]?.returnedBecause ?? null;
    if (expected === null) expect(reason).toBeNull();
    else {
      expect(reason).toMatch(expected);
      expect(reason).toMatch(/^Idris Okell rejected it at 1pm on Tuesday 21 April 2026: No\./);
    }
  });

  it('says what changed', () => {
    expect(materialChange(strength(), strength({ value: 6, low: 3.1, high: 9 }))).toBe(
      'it was 3 times as often (2 to 4.5) then and is 6 times as often (3.1 to 9) now, all of which lies above what it was.',
    );
  });
});
