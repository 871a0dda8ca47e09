import { candidateOf } from './candidates.ts';
import { compareFinding, findingOf } from './findings.ts';
import type { AttributionParameters, EstateQuestion, Term } from './question.ts';
import type { Comparison } from './rate-ratio.ts';
import { buildTable } from './table.ts';
import { explanationSentence } from './words.ts';

/**
 * Measures what somebody suspects. Nothing was searched, so nothing is adjusted for; who tries many suspicions should ask
 * for a search instead.
 */
export function measureTerms(
  question: EstateQuestion,
  terms: readonly Term[],
  parameters: AttributionParameters,
): Comparison & { sentence: string } {
  const table = buildTable(question, parameters);
  const comparison = compareFinding(table, findingOf(table, candidateOf(table, terms), 0, 1));
  const apart = comparison.inside.sites + comparison.outside.sites <= table.sites.length;
  return { ...comparison, sentence: explanationSentence(terms, comparison, apart) };
}
