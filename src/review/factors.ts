import { z } from 'zod';
import { asFactorSuggestions, type StoredResult } from '#attribution';
import { type Factor, factorGrades, factors as incidentFactors, slugText, text } from '#incidents';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { changeReview, type Scene } from './change.ts';
import { type EntryData, entry, type NewEntry } from './core/entries.ts';
import { factorsOf } from './core/folds.ts';
import { attributionResults } from './gather.ts';
import { type AttributedShare, elements } from './model.ts';
import { mayWork } from './policy.ts';

const states = ['evidence', 'analysis', 'accuracy check', 'independent review'] as const;

export const factorInput = z.strictObject({
  incident: slugText,
  key: slugText.describe('A short name; an existing one rewrites that factor'),
  title: text(200),
  statement: text(4000),
  element: z.enum(elements).describe('Where in the work system it lies'),
  grade: z.enum(factorGrades),
  evidenceFor: z.array(text(1000)).max(100).default([]),
  evidenceAgainst: z.array(text(1000)).max(100).default([]),
  settledBy: text(2000).optional().describe('What would settle whether it is one'),
});

/**
 * Records a contributing factor, or the next version of one. Supported and confirmed need evidence for it, ruled out
 * evidence against. The share that attribution computed stays with it. Returns the factor's key.
 */
export const recordFactor = (
  context: Context,
  input: z.input<typeof factorInput>,
): Promise<{ key: string; version: number }> =>
  changeReview(
    context,
    { verb: 'review.factor', rule: mayWork, states, independent: true },
    factorInput,
    input,
    async (scene, { incident: _, key, settledBy, ...given }) => {
      assertEvidence(given);
      const before = factorsOf(scene.entries).find((factor) => factor.key === key);
      const share = shareOf({ key, ...given }, await attributionResults(scene.tx, scene));
      const data = {
        ...given,
        settledBy: settledBy ?? null,
        share: share ?? before?.share ?? null,
        seededFrom: before?.seededFrom ?? null,
      };
      return {
        entries: [entry('factor.recorded', data, key)],
        result: { key, version: (before?.version ?? 0) + 1 },
      };
    },
  );

function assertEvidence(of: { grade: string; evidenceFor: string[]; evidenceAgainst: string[] }): void {
  const side = of.grade === 'ruled out' ? 'evidenceAgainst' : 'evidenceFor';
  if (of.grade === 'hypothesis' || of[side].length > 0) return;
  throw new AllclearError(
    'state.refused',
    `A factor is '${of.grade}' only with evidence ${side === 'evidenceFor' ? 'for' : 'against'} it. Nothing was changed.`,
    { faults: [{ field: side, reason: `is needed for the grade '${of.grade}'` }] },
  );
}

export const rivalInput = z.strictObject({
  incident: slugText,
  factor: slugText.describe('The key of the factor that it rivals'),
  statement: text(2000).describe('The other explanation of the same facts'),
  settledBy: text(2000).describe('What would settle which of them is right'),
});

/** Keeps a rival explanation beside a factor, with what would settle it. */
export const addRival = (
  context: Context,
  input: z.input<typeof rivalInput>,
): Promise<{ factor: string; rivals: number }> =>
  changeReview(
    context,
    { verb: 'review.rival', rule: mayWork, states, independent: true },
    rivalInput,
    input,
    ({ entries }, { factor: key, statement, settledBy }) => {
      const factor = factorsOf(entries).find((each) => each.key === key);
      if (!factor) throw notFound('factor', key);
      return {
        entries: [entry('factor.rival', { statement, settledBy }, key)],
        result: { factor: key, rivals: factor.rivals.length + 1 },
      };
    },
  );

/** The incident's factors as the review begins with them, each with the share that attribution computed, where it did. */
export async function seedFactors(scene: Scene): Promise<NewEntry<'factor.recorded'>[]> {
  const known = new Set(factorsOf(scene.entries).map(({ key }) => key));
  const factors = (await incidentFactors(scene.tx.db, scene.incident.id)).filter(
    ({ key }) => !known.has(key),
  );
  if (factors.length === 0) return [];
  const results = await attributionResults(scene.tx, scene);
  return factors.map((factor) => entry('factor.recorded', seedOf(factor, results), factor.key));
}

const seedOf = (factor: Factor, results: readonly StoredResult[]): EntryData<'factor.recorded'> => ({
  title: factor.title,
  statement: factor.statement,
  // What monitoring sees is technology; the authors say where a factor lies when it is anything else.
  element: 'tools and technology',
  grade: factor.grade,
  evidenceFor: factor.evidenceFor,
  evidenceAgainst: factor.evidenceAgainst,
  settledBy: factor.settledBy,
  share: shareOf(factor, results),
  seededFrom: factor.key,
});

/** The newest explanation that is this factor: suggested under its key, or about an attribute value that it names. */
export function shareOf(
  factor: Pick<Factor, 'key' | 'statement' | 'evidenceFor'>,
  results: readonly StoredResult[],
): AttributedShare | null {
  const words = [factor.statement, ...factor.evidenceFor].join(' ');
  for (const { reference, result } of results) {
    const keys = asFactorSuggestions(result).map(({ key }) => key);
    const found = result.explanations.find(
      ({ terms }, index) =>
        keys[index] === factor.key || terms.every(({ value }) => value.length > 2 && words.includes(value)),
    );
    if (found?.share) {
      const { low, value, high } = found.share;
      return { low, estimate: value, high, reference };
    }
  }
  return null;
}
