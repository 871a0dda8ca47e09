import type { Random } from '#platform/numbers';
import {
  type Candidate,
  inside as isInside,
  type Mask,
  maskOf,
  pairsOf,
  rowsInside,
  singlesOf,
} from './candidates.ts';
import { cellsOf } from './cells.ts';
import type { AttributionParameters } from './question.ts';
import { type Comparison, compareRates } from './rate-ratio.ts';
import { noStrata, type Strata } from './resample.ts';
import { type Search, search } from './search.ts';
import type { Table } from './table.ts';

/** An explanation that stands after those found before it. */
export interface Finding {
  candidate: Candidate;
  mask: Mask;
  /** `inside`, `outside` or unclear, by row of the table. */
  side: Uint8Array;
  score: number;
  /** Adjusted for all candidates looked at in its step. */
  probability: number;
}

export interface Findings {
  found: Finding[];
  /** The first search, over single values, nothing held fixed: what would stand alone. */
  alone: Search;
  combinationsTried: number;
  permutations: number;
}

/**
 * Finds explanations one after the other: the best single value; then the best in worlds that keep apart what was found;
 * and when no single value is left, the best pair, and the best third value within it.
 */
export function findAll(table: Table, random: Random, parameters: AttributionParameters): Findings {
  const singles = singlesOf(table);
  const found: Finding[] = [];
  const step = (candidates: readonly Candidate[], level: number, strata: Strata): Search =>
    search(table, { candidates, level, strata, random, parameters });
  const alone = step(singles, parameters.singleLevel, noStrata(table));
  let permutations = alone.permutations;
  let latest = alone;
  let pairs: Candidate[] | undefined;
  while (found.length < parameters.mostFindings) {
    const strata = strataOf(table, found);
    if (found.length > 0) latest = step(singles, parameters.singleLevel, strata);
    let best = bestOf(table, latest, parameters.singleLevel, parameters);
    if (!best) {
      pairs ??= pairsOf(table, parameters.minimumSites, parameters.mostCombinations);
      const together = step(pairs, parameters.combinationLevel, strata);
      permutations = Math.max(permutations, together.permutations);
      best = bestOf(table, together, parameters.combinationLevel, parameters);
      if (best) best = narrow(table, best, found, singles, random, parameters);
    }
    if (!best) break;
    found.push(best);
  }
  return { found, alone, combinationsTried: pairs?.length ?? 0, permutations };
}

/**
 * The highest score that reaches the level and rests on enough failing sites. Others near it may challenge it: of two that
 * overlap, the one of which more is left within the other is the better explanation.
 */
function bestOf(
  table: Table,
  { candidates, score, probability }: Search,
  level: number,
  { minimumFailingSites }: AttributionParameters,
): Finding | undefined {
  const order = [...candidates.keys()]
    .filter((at) => (probability[at] ?? 1) <= level)
    .sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
  let best: Finding | undefined;
  for (const at of order) {
    const candidate = candidates[at];
    if (!candidate || (best && (score[at] ?? 0) < challengeShare * best.score)) break;
    const finding = findingOf(table, candidate, score[at] ?? 0, probability[at] ?? 1);
    if (failingSitesInside(table, finding.side) < minimumFailingSites) continue;
    if (!best || zWithin(table, finding, best) > zWithin(table, best, finding)) best = finding;
  }
  return best;
}

/** A score of at least this share of the best one challenges it. */
const challengeShare = 0.8;

const zWithin = (table: Table, finding: Finding, other: Finding): number =>
  compareFinding(table, finding, [other]).z;

export function findingOf(table: Table, candidate: Candidate, score: number, probability: number): Finding {
  const mask = maskOf(table, candidate);
  return { candidate, mask, side: rowsInside(table, mask), score, probability };
}

function failingSitesInside({ rows, sites }: Table, side: Uint8Array): number {
  const failing = new Uint8Array(sites.length);
  for (let row = 0; row < rows.count; row++) {
    if (side[row] === isInside && (rows.failures[row] ?? 0) > 0) failing[rows.site[row] ?? 0] = 1;
  }
  return failing.reduce((sum, each) => sum + each, 0);
}

/** Looks for a third value inside a pair: only its failures count, and only its sites and times trade places. */
function narrow(
  table: Table,
  pair: Finding,
  found: readonly Finding[],
  singles: readonly Candidate[],
  random: Random,
  parameters: AttributionParameters,
): Finding {
  const own = new Set(pair.candidate.parts.map(({ attribute }) => attribute));
  const candidates = singles.filter(({ parts }) => parts.every(({ attribute }) => !own.has(attribute)));
  const level = parameters.combinationLevel;
  const strata = strataOf(table, [...found, pair]);
  const counted = eventsInside(table, pair.mask);
  const within = search(table, { candidates, level, strata, counted, random, parameters });
  const third = bestOf(table, within, level, parameters);
  if (!third) return pair;
  const parts = [...pair.candidate.parts, ...third.candidate.parts];
  return findingOf(table, { parts }, pair.score, pair.probability);
}

function eventsInside({ events, segments, calendar }: Table, mask: Mask): Uint8Array {
  return Uint8Array.from(events.segment, (segment, event) => {
    const cell = (segments.group[segment] ?? 0) * calendar.slots + (events.slot[event] ?? 0);
    return mask.segment[segment] === isInside && mask.cell[cell] === isInside ? 1 : 0;
  });
}

/**
 * Keeps apart what was found. Sites trade histories only with sites that were inside for about as much of the window: for
 * none, for all, or for the same quarter of it; and no failure is shown with attributes of the other side. Half hours trade
 * places only on the same side.
 */
export function strataOf(table: Table, found: readonly Pick<Finding, 'mask'>[]): Strata {
  const strata = noStrata(table);
  for (const { mask } of found) {
    if (mask.ofTime) {
      for (let cell = 0; cell < strata.cell.length; cell++)
        strata.cell[cell] = (strata.cell[cell] ?? 0) * 2 + (mask.cell[cell] === isInside ? 1 : 0);
    }
    if (mask.ofSites) {
      const share = sharesInside(table, mask);
      for (let site = 0; site < share.length; site++)
        strata.site[site] = (strata.site[site] ?? 0) * 6 + quarterOf(share[site] ?? 0);
      for (let segment = 0; segment < mask.segment.length; segment++)
        strata.segment[segment] =
          (strata.segment[segment] ?? 0) * 2 + (mask.segment[segment] === isInside ? 1 : 0);
    }
  }
  return strata;
}

const quarterOf = (share: number): number =>
  share <= 0.02 ? 0 : share >= 0.98 ? 5 : 1 + Math.min(3, Math.floor(share * 4));

/** The share of the window in which each site is inside. */
function sharesInside({ segments, sites, fromMs, toMs }: Table, mask: Mask): Float64Array {
  const share = new Float64Array(sites.length);
  for (let segment = 0; segment < segments.count; segment++) {
    if (mask.segment[segment] !== isInside) continue;
    const site = segments.site[segment] ?? 0;
    const held = (segments.toMs[segment] ?? 0) - (segments.fromMs[segment] ?? 0);
    share[site] = (share[site] ?? 0) + held / (toMs - fromMs);
  }
  return share;
}

/** Whether days may be kept apart when this is compared: weekdays differ only between days. */
export const differsWithinDays = (table: Table, { parts }: Candidate): boolean =>
  parts.every(({ attribute }) => !['weekday', 'day'].includes(table.attributes[attribute]?.key ?? ''));

/** The rates inside and outside a finding, within days, and within the sides of `others`. */
export function compareFinding(
  table: Table,
  finding: Pick<Finding, 'side' | 'candidate'>,
  others: readonly Pick<Finding, 'side'>[] = [],
): Comparison {
  const byDay = differsWithinDays(table, finding.candidate);
  return compareRates(cellsOf(table, finding.side, { byDay, within: others.map(({ side }) => side) }));
}
