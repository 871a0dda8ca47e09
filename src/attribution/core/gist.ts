import { mergeFailures } from './failures.ts';
import type { AttributionParameters, EstateQuestion } from './question.ts';

/**
 * What of a question decides whether there is anything new to say: which sites failed when, and which attributes they held.
 * An hour more of time at risk, a later end of an episode, or a reading of a load is left out: the clock alone is no news.
 */
export function gistOf(question: EstateQuestion, parameters: AttributionParameters): string {
  const { fromMs, toMs } = question;
  const onsets = mergeFailures(question.episodes, parameters.mergeMinutes)
    .filter((failure) => failure.fromMs >= fromMs && failure.fromMs < toMs)
    .map(({ siteId, fromMs: at }) => [siteId, at]);
  const held = question.spells.map(({ siteId, key, value, fromMs: since }) => [siteId, key, value, since]);
  return JSON.stringify([onsets, held.sort(compareCells)]);
}

function compareCells(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
