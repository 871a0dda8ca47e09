import { nameTerms } from './core/labels.ts';
import type { Attribution, Compound, Explanation } from './core/result.ts';

/** A hypothesis for an incident, in the shape that its factors take. A person accepts or rejects it. */
export interface FactorSuggestion {
  /** Lower-case letters, digits and single hyphens, at most 80. */
  key: string;
  title: string;
  statement: string;
  settledBy: string;
  evidenceFor: string[];
  evidenceAgainst: string[];
}

/** What a result suggests as contributing factors: its explanations, then what compounds. Never "the" cause. */
export const asFactorSuggestions = (result: Attribution): FactorSuggestion[] => [
  ...result.explanations.map((each) => fromExplanation(each, result)),
  ...result.compounds.filter(({ verdict }) => verdict === 'compounding').map(fromCompound),
];

function fromExplanation(explanation: Explanation, result: Attribution): FactorSuggestion {
  const { terms, insideNotFailing, outsideFailing, probability, cannotTellFrom } = explanation;
  const name = nameTerms(terms);
  const chance = `Over all ${result.tried.singles + result.tried.combinations} values and pairs looked at, chance alone would do this with probability ${probability.toPrecision(2)} or less.`;
  return {
    key: slug(name),
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
  };
}

function fromCompound({ first, second, sentence }: Compound): FactorSuggestion {
  const name = `${nameTerms(first)} with ${nameTerms(second)}`;
  return {
    key: slug(name),
    title: `${capital(name)}: each makes the other worse`,
    statement: sentence,
    settledBy: 'Take one of the two away at a few sites and see whether the other does less.',
    evidenceFor: [sentence],
    evidenceAgainst: [],
  };
}

const sites = (count: number): string => (count === 1 ? '1 site' : `${count} sites`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80)
    .replace(/-$/, '');
