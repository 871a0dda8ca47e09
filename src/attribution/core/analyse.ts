import { createRandom, type Random } from '#platform/numbers';
import { inside as isInside, outside as isOutside, termsOf } from './candidates.ts';
import { relate, separatingSites, trialOf } from './confounding.ts';
import { howMuchIsEnough } from './enough.ts';
import {
  compareFinding,
  differsWithinDays,
  type Finding,
  type Findings,
  findAll,
  findingOf,
} from './findings.ts';
import { interactionOf } from './interaction.ts';
import { jointModel } from './joint-model.ts';
import {
  type AttributionParameters,
  defaultAttributionParameters,
  type EstateQuestion,
  type Term,
} from './question.ts';
import type { Comparison, Side } from './rate-ratio.ts';
import { ratePer1000 } from './rates.ts';
import type { Attribution, Compound, ExplainedAway, Explanation, NamedSites } from './result.ts';
import { buildTable, type Table } from './table.ts';
import {
  cannotTellSentence,
  compoundSentence,
  explainedAwaySentence,
  explanationSentence,
  notEnoughSentence,
  nothingSentence,
} from './words.ts';

/** Raised with any change that can change a result. */
export const attributionVersion = '2';

const mostNamed = 50;
/** Values that would stand alone and are compared with the findings, those of the highest scores first. */
const mostRelated = 12;

/** Answers the estate's own question. The same question, seed and version give the same result to the byte. */
export function analyse(
  question: EstateQuestion,
  seed: number,
  parameters: AttributionParameters = defaultAttributionParameters,
): Attribution {
  const random = createRandom(seed);
  const table = buildTable(question, parameters);
  const familyWiseError = parameters.singleLevel + parameters.combinationLevel;
  const failing = table.siteFailures.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const base = {
    version: attributionVersion,
    seed,
    from: new Date(question.fromMs).toISOString(),
    to: new Date(question.toMs).toISOString(),
    sites: table.sites.length,
    leftOut: named(table.leftOut.map(({ code }) => code)),
  };
  if (failing < parameters.enoughFailingSites) {
    const enough = howMuchIsEnough(table, 0);
    const tried = { singles: 0, combinations: 0, permutations: 0, familyWiseError };
    const nothing = { explanations: [], explainedAway: [], compounds: [], model: null };
    return {
      ...base,
      verdict: 'not enough to say',
      sentence: notEnoughSentence(enough),
      enough,
      tried,
      ...nothing,
    };
  }
  const findings = findAll(table, random, parameters);
  const enough = howMuchIsEnough(table, findings.alone.critical);
  const related = relateAll(table, findings, parameters);
  const explanations = findings.found.map((finding) => explain(table, finding, findings.found, related));
  return {
    ...base,
    verdict: explanations.length > 0 ? 'explained' : 'nothing explains it',
    sentence: explanations[0]?.sentence ?? nothingSentence(enough, familyWiseError),
    enough,
    tried: {
      singles: findings.alone.candidates.length,
      combinations: findings.combinationsTried,
      permutations: findings.permutations,
      familyWiseError,
    },
    explanations,
    explainedAway: related.flatMap((each) =>
      each.relation === 'explained' ? [explainAway(table, each)] : [],
    ),
    compounds: compoundsOf(table, findings.found, random, parameters.bootstraps),
    model: modelOf(table, findings.found, related),
  };
}

/** Everything found and its rivals in one model; another name of the same thing is no rival. */
function modelOf(table: Table, found: readonly Finding[], related: readonly Related[]): Attribution['model'] {
  const rivals = related.filter(({ relation }) => relation !== 'same').map(({ candidate }) => candidate);
  const factors = [...found, ...rivals].map((finding, index) => ({
    terms: termsOf(table, finding.candidate),
    role: index < found.length ? ('found' as const) : ('rival' as const),
    side: finding.side,
  }));
  const byDay = [...found, ...rivals].every(({ candidate }) => differsWithinDays(table, candidate));
  return jointModel(table, factors, byDay);
}

const named = (codes: readonly string[]): NamedSites => ({
  count: codes.length,
  codes: codes.slice(0, mostNamed),
});

const namedSites = (table: Table, sites: readonly number[]): NamedSites =>
  named(sites.map((site) => table.sites[site]?.code ?? ''));

interface Related {
  candidate: Finding;
  finding: Finding;
  relation: 'same' | 'explained' | 'cannot tell';
}

/** How the other values that would stand alone relate to what was found: each to the first finding that it depends on. */
function relateAll(table: Table, { found, alone }: Findings, parameters: AttributionParameters): Related[] {
  const foundKeys = new Set(found.map(({ candidate }) => keyOf(termsOf(table, candidate))));
  const standing = [...alone.candidates.keys()]
    .filter((at) => (alone.probability[at] ?? 1) <= parameters.singleLevel)
    .sort((a, b) => (alone.score[b] ?? 0) - (alone.score[a] ?? 0) || a - b)
    .slice(0, mostRelated + found.length);
  return standing.flatMap((at): Related[] => {
    const value = alone.candidates[at];
    if (!value || foundKeys.has(keyOf(termsOf(table, value)))) return [];
    const candidate = findingOf(table, value, alone.score[at] ?? 0, alone.probability[at] ?? 1);
    for (const finding of found) {
      const relation = relate(table, candidate, finding);
      if (relation !== 'apart') return [{ candidate, finding, relation }];
    }
    return [];
  });
}

const keyOf = (terms: readonly Term[]): string =>
  terms.map(({ key, value }) => `${key}=${value}`).join(' & ');

function explain(
  table: Table,
  finding: Finding,
  found: readonly Finding[],
  related: readonly Related[],
): Explanation {
  const terms = termsOf(table, finding.candidate);
  const comparison = compareFinding(table, finding);
  const others = found.filter((other) => other !== finding);
  const adjusted = others.length === 0 ? comparison : compareFinding(table, finding, others);
  const own = related.filter((each) => each.finding === finding);
  return {
    key: keyOf(terms),
    terms,
    ...ratesOf(table, finding, comparison),
    ratio: comparison.ratio,
    adjustedRatio: adjusted.ratio,
    share: comparison.share,
    effectiveFailures: comparison.effectiveFailures,
    score: finding.score,
    probability: finding.probability,
    ...sitesOf(table, finding),
    sameAs: own.flatMap(({ relation, candidate }) =>
      relation === 'same' ? [termsOf(table, candidate.candidate)] : [],
    ),
    cannotTellFrom: own.flatMap(({ relation, candidate }) =>
      relation === 'explained' ? [] : [cannotTell(table, candidate, finding)],
    ),
    sentence: explanationSentence(terms, comparison, isApart(table, comparison)),
  };
}

/** Whether no site is on both sides: only then "of the others" can be said of sites. */
const isApart = (table: Table, { inside, outside }: Comparison): boolean =>
  inside.sites + outside.sites <= table.sites.length;

/** Both sides with their rates, each with an interval of its own. */
function ratesOf(
  { rows, sites }: Table,
  { side }: Finding,
  comparison: Comparison,
): Pick<Explanation, 'inside' | 'outside'> {
  const count = sites.length;
  const failures = new Float64Array(2 * count);
  const hours = new Float64Array(2 * count);
  for (let row = 0; row < rows.count; row++) {
    const which = side[row] ?? 2;
    if (which > 1) continue;
    const at = which * count + (rows.site[row] ?? 0);
    failures[at] = (failures[at] ?? 0) + (rows.failures[row] ?? 0);
    hours[at] = (hours[at] ?? 0) + (rows.hours[row] ?? 0);
  }
  const of = (which: number, counts: Side): Explanation['inside'] => {
    const [from, to] = [which * count, (which + 1) * count];
    const rate = ratePer1000(failures.subarray(from, to), hours.subarray(from, to));
    return { ...counts, per1000Hours: rate?.value ?? 0, rate };
  };
  return { inside: of(isInside, comparison.inside), outside: of(isOutside, comparison.outside) };
}

function sitesOf(
  table: Table,
  finding: Finding,
): Pick<Explanation, 'firstSeenAt' | 'firstHeldAt' | 'insideNotFailing' | 'outsideFailing'> {
  const { rows, events, sites } = table;
  const held = new Uint8Array(sites.length);
  const failedInside = new Uint8Array(sites.length);
  const failedOutside = new Uint8Array(sites.length);
  let firstMs = Number.POSITIVE_INFINITY;
  let event = 0;
  for (let row = 0; row < rows.count; row++) {
    const site = rows.site[row] ?? 0;
    const failures = rows.failures[row] ?? 0;
    const isHeld = finding.side[row] === isInside;
    if (isHeld && (rows.hours[row] ?? 0) > 0) held[site] = 1;
    if (failures > 0) (isHeld ? failedInside : failedOutside)[site] = 1;
    // Events stand in the order of rows: the next one is the first of this row.
    if (failures > 0 && isHeld) firstMs = Math.min(firstMs, events.atMs[event] ?? firstMs);
    event += failures;
  }
  const which = (is: (site: number) => boolean): NamedSites =>
    namedSites(
      table,
      sites.flatMap((_, site) => (is(site) ? [site] : [])),
    );
  return {
    firstSeenAt: Number.isFinite(firstMs) ? new Date(firstMs).toISOString() : null,
    firstHeldAt: firstHeldAt(table, finding),
    insideNotFailing: which((site) => held[site] === 1 && failedInside[site] === 0),
    outsideFailing: which((site) => failedOutside[site] === 1),
  };
}

/** When a site first held it, if that was within the period; null for what was there before, and for times. */
function firstHeldAt({ segments, fromMs }: Table, { mask }: Finding): string | null {
  if (!mask.ofSites) return null;
  let firstMs = Number.POSITIVE_INFINITY;
  for (let segment = 0; segment < segments.count; segment++)
    if (mask.segment[segment] === isInside) firstMs = Math.min(firstMs, segments.fromMs[segment] ?? firstMs);
  return firstMs > fromMs && Number.isFinite(firstMs) ? new Date(firstMs).toISOString() : null;
}

function cannotTell(
  table: Table,
  candidate: Finding,
  finding: Finding,
): Explanation['cannotTellFrom'][number] {
  const terms = termsOf(table, candidate.candidate);
  const sites = separatingSites(table, candidate.side, finding.side);
  const trial = trialOf(table, finding, candidate);
  const toTell = trial && {
    change: termsOf(table, trial.change.candidate),
    sites: namedSites(table, trial.sites),
    days: trial.days,
  };
  const sentence = cannotTellSentence(terms, termsOf(table, finding.candidate), sites.length, toTell);
  return { terms, separatedBy: namedSites(table, sites), toTell, sentence };
}

function explainAway(table: Table, { candidate, finding }: Related): ExplainedAway {
  const terms = termsOf(table, candidate.candidate);
  const by = termsOf(table, finding.candidate);
  const ratio = (others: readonly Finding[]): Comparison['ratio'] =>
    compareFinding(table, candidate, others).ratio;
  return {
    terms,
    by,
    ratioAlone: ratio([]),
    ratioWithin: ratio([finding]),
    sentence: explainedAwaySentence(terms, by),
  };
}

/** Every two findings, and the parts of every finding of two values, of which all four combinations occur. */
function compoundsOf(table: Table, found: readonly Finding[], random: Random, draws: number): Compound[] {
  const couples = found.flatMap((first, index) => [
    ...found.slice(index + 1).map((second) => [first, second] as const),
    ...partsOf(table, first),
  ]);
  return couples.flatMap(([one, two]) => {
    const first = termsOf(table, one.candidate);
    const second = termsOf(table, two.candidate);
    // A value of one attribute cannot hold together with another value of it.
    if (first.some(({ key }) => second.some((term) => term.key === key))) return [];
    const interaction = interactionOf(table, one.side, two.side, random, draws);
    if (!interaction.contrast) return [];
    return [{ first, second, ...interaction, sentence: compoundSentence(first, second, interaction) }];
  });
}

function partsOf(table: Table, { candidate }: Finding): (readonly [Finding, Finding])[] {
  const [one, two, ...more] = candidate.parts;
  if (!one || !two || more.length > 0) return [];
  const part = (each: typeof one): Finding => findingOf(table, { parts: [each] }, 0, 1);
  return [[part(one), part(two)]];
}
