import { formatNumber } from '#platform/clock';
import type { Component, Factor } from '../model.ts';

/** What two incidents are compared by. */
export interface RelatedFacts {
  components: readonly Component[];
  siteIds: ReadonlySet<number>;
  factors: readonly Pick<Factor, 'title' | 'grade'>[];
  symptomWords: readonly string[];
  /** Null while it lasts. */
  from: Date;
  to: Date | null;
}

export type RelatedReasonKey = 'component' | 'sites' | 'factor' | 'symptom words' | 'same time';

/** One thing that both incidents have, in points and in words. */
export interface RelatedReason {
  reason: RelatedReasonKey;
  points: number;
  text: string;
}

// docs/algorithms/related-incidents.md gives the reasons for these figures.
export const relatedParameters = {
  component: { each: 15, most: 40 },
  sites: { most: 30, leastShared: 2 },
  factor: { each: 20, most: 40, leastWordsAlike: 0.5 },
  symptomWords: { each: 3, most: 9 },
  sameTime: 10,
  /** Below this many points two incidents have too little in common to be worth a look. */
  least: 15,
} as const;

/** What two incidents share, most points first; the sum is their score. Symmetric in its two incidents. */
export function compareIncidents(
  one: RelatedFacts,
  other: RelatedFacts,
): { score: number; reasons: RelatedReason[] } {
  const reasons = [
    ...components(one, other),
    ...sites(one, other),
    ...factors(one, other),
    ...symptoms(one, other),
    ...sameTime(one, other),
  ].sort((a, b) => b.points - a.points);
  return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons };
}

/** The incidents worth a look, most alike first; ties keep the order given. */
export function rankRelated<T extends { facts: RelatedFacts }>(
  subject: RelatedFacts,
  others: readonly T[],
  limit: number,
): (T & { score: number; reasons: RelatedReason[] })[] {
  return others
    .map((other) => ({ ...other, ...compareIncidents(subject, other.facts) }))
    .filter(({ score }) => score >= relatedParameters.least)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

function components(one: RelatedFacts, other: RelatedFacts): RelatedReason[] {
  const nameOf = ({ key, value }: Component): string => `${key} ${value}`;
  const theirs = new Set(other.components.map((each) => nameOf(each).toLowerCase()));
  const shared = [...new Set(one.components.map(nameOf))].filter((name) => theirs.has(name.toLowerCase()));
  if (shared.length === 0) return [];
  const { each, most } = relatedParameters.component;
  return [
    {
      reason: 'component',
      points: Math.min(most, each * shared.length),
      text: `Both are about ${shared.sort().join(', ')}`,
    },
  ];
}

/** The overlap coefficient: of the smaller incident's sites, how many the other had too. */
function sites(one: RelatedFacts, other: RelatedFacts): RelatedReason[] {
  const shared = [...one.siteIds].filter((id) => other.siteIds.has(id)).length;
  const { most, leastShared } = relatedParameters.sites;
  if (shared < leastShared) return [];
  const smaller = Math.min(one.siteIds.size, other.siteIds.size);
  return [
    {
      reason: 'sites',
      points: Math.round((most * shared) / smaller),
      text: `${formatNumber(shared)} sites were affected in both`,
    },
  ];
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);

/** Jaccard: words in both, out of the words in either. */
function alike(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** A factor that was ruled out says nothing about what happened. */
function factors(one: RelatedFacts, other: RelatedFacts): RelatedReason[] {
  const { each, most, leastWordsAlike } = relatedParameters.factor;
  const counted = (facts: RelatedFacts) => facts.factors.filter(({ grade }) => grade !== 'ruled out');
  const pairs = counted(one).flatMap((factor) => {
    const like = counted(other).find(({ title }) => alike(factor.title, title) >= leastWordsAlike);
    return like ? [{ mine: factor.title, theirs: like.title }] : [];
  });
  const mirrored = counted(other).filter((factor) =>
    counted(one).some(({ title }) => alike(factor.title, title) >= leastWordsAlike),
  ).length;
  if (pairs.length === 0) return [];
  return [
    {
      reason: 'factor',
      points: Math.min(most, each * Math.min(pairs.length, mirrored)),
      text: pairs
        .map(({ mine, theirs }) =>
          mine === theirs ? `Both have the factor “${mine}”` : `“${mine}” is like “${theirs}”`,
        )
        .join('. '),
    },
  ];
}

function symptoms(one: RelatedFacts, other: RelatedFacts): RelatedReason[] {
  const words = (facts: RelatedFacts): Set<string> =>
    new Set(facts.symptomWords.flatMap((text) => [...wordsOf(text)]));
  const theirs = words(other);
  const shared = [...words(one)].filter((word) => theirs.has(word)).sort();
  if (shared.length === 0) return [];
  const { each, most } = relatedParameters.symptomWords;
  return [
    {
      reason: 'symptom words',
      points: Math.min(most, each * shared.length),
      text: `Callers used the same words: ${shared.join(', ')}`,
    },
  ];
}

function sameTime(one: RelatedFacts, other: RelatedFacts): RelatedReason[] {
  const end = ({ to }: RelatedFacts): number => to?.getTime() ?? Number.POSITIVE_INFINITY;
  const meet = one.from.getTime() <= end(other) && other.from.getTime() <= end(one);
  return meet
    ? [{ reason: 'same time', points: relatedParameters.sameTime, text: 'They ran at the same time' }]
    : [];
}
