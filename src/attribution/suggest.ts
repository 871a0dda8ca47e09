import { phraseOf, phraseOfBoth, sha256Of } from './ask.ts';
import { nameTerms } from './core/labels.ts';
import type { Attribution, Compound, Explanation } from './core/result.ts';

/** How strongly a result says something, for telling later whether that has changed. */
export interface SuggestionStrength {
  /** A ratio of rates, or failures in 1,000 site-hours beyond the two added. */
  measure: 'times as often' | 'more than the two added';
  value: number;
  low: number;
  high: number;
  /** As many independent failures say as much; null where it is not counted. */
  effectiveFailures: number | null;
  /** What the data cannot tell it from. */
  cannotTellFrom: string[];
}

/** A hypothesis for an incident, in the shape that its factors take. A person accepts or rejects it. */
export interface FactorSuggestion {
  /** Lower-case letters, digits and single hyphens, at most 80. The same hypothesis has the same key in every result. */
  key: string;
  /** How `said` of a result names it. */
  phrase: string;
  title: string;
  statement: string;
  settledBy: string;
  evidenceFor: string[];
  evidenceAgainst: string[];
  strength: SuggestionStrength;
}

/** What a result suggests as contributing factors: its explanations, then what compounds. Never "the" cause. */
export const asFactorSuggestions = (result: Attribution): FactorSuggestion[] => [
  ...result.explanations.map((each) => fromExplanation(each, result)),
  ...result.compounds.filter(({ verdict }) => verdict === 'compounding').map(fromCompound),
];

function fromExplanation(explanation: Explanation, result: Attribution): FactorSuggestion {
  const { terms, insideNotFailing, outsideFailing, probability, cannotTellFrom, ratio } = explanation;
  const name = nameTerms(terms);
  const chance = `Over all ${result.tried.singles + result.tried.combinations} values and pairs looked at, chance alone would do this with probability ${probability.toPrecision(2)} or less.`;
  return {
    key: slug(name),
    phrase: phraseOf(terms),
    title: capital(name),
    statement: explanation.sentence,
    settledBy:
      cannotTellFrom[0]?.sentence ?? 'Change it at a few of these sites and see whether they still fail.',
    evidenceFor: [explanation.sentence, chance],
    evidenceAgainst: [
      ...(insideNotFailing.count > 0 ? [`${sites(insideNotFailing.count)} with it did not fail.`] : []),
      ...(outsideFailing.count > 0 ? [`${sites(outsideFailing.count)} failed without it.`] : []),
      ...cannotTellFrom.map(({ sentence }) => sentence),
    ],
    strength: {
      measure: 'times as often',
      ...(ratio ?? { value: 1, low: 0, high: 0 }),
      effectiveFailures: explanation.effectiveFailures,
      cannotTellFrom: cannotTellFrom.map((other) => nameTerms(other.terms)),
    },
  };
}

/** Named in the order of the alphabet, so that the same two have the same key whichever was found first. */
function fromCompound({ first, second, sentence, contrast }: Compound): FactorSuggestion {
  const name = [nameTerms(first), nameTerms(second)].sort().join(' with ');
  return {
    key: slug(name),
    phrase: phraseOfBoth(first, second),
    title: `${capital(name)}: each makes the other worse`,
    statement: sentence,
    settledBy: 'Take one of the two away at a few sites and see whether the other does less.',
    evidenceFor: [sentence],
    evidenceAgainst: [],
    strength: {
      measure: 'more than the two added',
      ...(contrast ?? { value: 0, low: 0, high: 0 }),
      effectiveFailures: null,
      cannotTellFrom: [],
    },
  };
}

const sites = (count: number): string => (count === 1 ? '1 site' : `${count} sites`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A long name is cut and told from others by its hash. */
function slug(text: string): string {
  const whole = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (whole !== '' && whole.length <= 80) return whole;
  return `${whole.slice(0, 70).replace(/-$/, '')}-${sha256Of(text).slice(0, 8)}`.replace(/^-/, '');
}
