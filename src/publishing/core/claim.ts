import type { z } from 'zod';
import { invariant } from '#platform/errors';
import type { Evidence, EvidenceBase, EvidencePart, EvidenceParts, MetricRequest } from './evidence.ts';
import type { WordTable } from './words.ts';

/** When something was said, and when it is looked at again. The two are the same instant when it is said. */
export interface Saying {
  /** As-of time of the sentence. */
  asOf: Date;
  /** Everything known up to here counts. */
  now: Date;
  /** The update it stands in. */
  update: { number: number | null; nextUpdateDueAt: Date | null };
  /** The table of words that was in force when it was said: a later table changes no sentence that stands. */
  words: WordTable;
}

/** How a figure came about. */
export interface ClaimEvidence {
  /** In plain words: what was counted. */
  text: string;
  counts: Record<string, number>;
  /** Rows it rests on, by table. */
  rowIds?: Record<string, number[]>;
  /** What was left out, a sentence each. */
  exclusions: string[];
}

export type ClaimResult<V = unknown> =
  | { ok: true; value: V; text: string; evidence: ClaimEvidence }
  /** It may not be said. `value` is what data show all the same, if anything, to judge earlier sentences by. */
  | { ok: false; refused: string; value: V | null };

export const refuse = <V>(refused: string, value: V | null = null): ClaimResult<V> => ({
  ok: false,
  refused,
  value,
});

/** One claim as its author writes it. V must survive JSON: it is stored with the sentence. */
export interface ClaimDefinition<P extends z.ZodObject, V extends z.ZodType, N extends EvidencePart> {
  key: string;
  /** What it says, for authors. */
  summary: string;
  /** A whole sentence with the token in it. */
  sentence: string;
  /** What the token became there. */
  example: string;
  formula: string;
  /** In words: until when the sentence stands. */
  holdsWhile: string;
  parameters: P;
  value: V;
  needs: readonly N[];
  /** Figures over windows that it wants measured. */
  metrics?(parameters: z.output<P>, saying: Saying): MetricRequest[];
  evaluate(
    evidence: EvidenceBase & Pick<EvidenceParts, N>,
    parameters: z.output<P>,
    saying: Saying,
  ): ClaimResult<z.output<V>>;
  /** Whether what was said still stands, by what data show now. */
  holds(said: z.output<V>, shown: z.output<V>, saying: Saying): boolean;
  /** What is true now, as the rest of a sentence that begins 'Now:'. */
  nowText(shown: z.output<V>, said: z.output<V>, saying: Saying): string;
}

/** A claim with its types sealed in. Parameters are those of a token: texts. */
export interface Claim {
  key: string;
  summary: string;
  sentence: string;
  example: string;
  formula: string;
  holdsWhile: string;
  parameters: z.ZodObject;
  needs: readonly EvidencePart[];
  metrics(parameters: unknown, saying: Saying): MetricRequest[];
  evaluate(evidence: Evidence, parameters: unknown, saying: Saying): ClaimResult;
  /** Holds, or what is true now. */
  compare(said: unknown, shown: unknown, saying: Saying): { holds: boolean; nowText: string };
}

export function defineClaim<P extends z.ZodObject, V extends z.ZodType, const N extends EvidencePart>(
  claim: ClaimDefinition<P, V, N>,
): Claim {
  const { key, summary, sentence, example, formula, holdsWhile, parameters, needs } = claim;
  return {
    key,
    summary,
    sentence,
    example,
    formula,
    holdsWhile,
    parameters,
    needs,
    metrics: (given, saying) => claim.metrics?.(parameters.parse(given), saying) ?? [],
    evaluate: (evidence, given, saying) =>
      claim.evaluate(withParts(evidence, needs), parameters.parse(given), saying),
    compare(said, shown, saying) {
      const before = claim.value.parse(said);
      const after = claim.value.parse(shown);
      return { holds: claim.holds(before, after, saying), nowText: claim.nowText(after, before, saying) };
    },
  };
}

/** The one cast: it is checked that every part is there. */
function withParts<N extends EvidencePart>(
  evidence: Evidence,
  needs: readonly N[],
): EvidenceBase & Pick<EvidenceParts, N> {
  for (const part of needs) invariant(evidence[part] !== undefined, `evidence ${part} was not loaded`);
  return evidence as EvidenceBase & Pick<EvidenceParts, N>;
}
