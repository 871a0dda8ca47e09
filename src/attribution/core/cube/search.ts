import { type Evidence, readStats, type Stats, sumOf } from './evidence.ts';
import { addUp, type Cuboid, emptySums, type Lattice, leavesUnder } from './lattice.ts';
import type { LocaliseOptions } from './model.ts';
import { emptyScores, type Field, holdsEverywhere, price, type Scores, scoreAll } from './scores.ts';

/** One element of the lattice with its evidence in nats. Evidence orders candidates; the price of its name admits one. */
export interface Candidate {
  cuboid: Cuboid;
  element: number;
  stats: Stats;
  effect: number;
  evidence: number;
}

export interface Found {
  causes: (Candidate & { members: number[] })[];
  ranking: Candidate[];
  everywhere: { effect: number; evidence: number } | null;
  /** Single leaves far from their forecast that are too many to be causes; 0 where there are few. */
  scattered: number;
}

/** Candidates of one cuboid that are remembered in a round. */
const rememberedPerCuboid = 10;
/** Answers in the ranking. */
const rankingLength = 5;
/** Siblings that one round may name together. */
const largestGroup = 4;

interface Round extends Field {
  /** Measures of the leaves not yet explained; the others are zero. */
  measures: Float64Array[];
  /** 1 for leaves that a cause explains. */
  explained: Uint8Array;
  scores: Scores[];
}

/**
 * Causes by rounds: score every element on the leaves not yet explained, take the best element or group of siblings,
 * shorten each where fewer terms say the same, set its leaves aside, and look again until nothing pays for its name.
 */
export function search(
  lattice: Lattice,
  codes: readonly Int32Array[],
  given: Evidence,
  options: LocaliseOptions,
): Found {
  const found = peel(firstRound(lattice, given, options), codes);
  const aside = scatteredLeaves(lattice, given, found, options);
  if (aside.length === 0) return found;
  const again = firstRound(lattice, given, options);
  for (const measure of again.measures) for (const leaf of aside) measure[leaf] = 0;
  return { ...peel(again, codes), scattered: aside.length };
}

/** Takes causes one after the other, until nothing pays for its name or there are as many as may be named. */
function peel(round: Round, codes: readonly Int32Array[]): Found {
  const found: Found = { causes: [], ranking: [], everywhere: null, scattered: 0 };
  while (found.causes.length < round.options.maxCauses) {
    scoreRound(round);
    const best = bestOfCuboids(round);
    const group = bestGroup(round, best);
    if (!found.everywhere) {
      found.everywhere = commonShift(round, group);
      if (found.everywhere) {
        takeOutShift(round, found.everywhere.effect);
        continue;
      }
    }
    if (group.length === 0) break;
    const causes = group.map((candidate) => shortened(round, candidate));
    if (found.ranking.length === 0) found.ranking = ranked(causes, best.flat());
    const before = found.causes.length;
    for (const cause of causes) {
      const members = explain(round, cause, codes);
      if (members) found.causes.push({ ...cause, members });
    }
    if (found.causes.length === before) break;
  }
  found.causes.length = Math.min(found.causes.length, round.options.maxCauses);
  return found;
}

/**
 * Leaves that each by themselves stand out, under none of the causes, when there are more of them than could ever be named:
 * forecasts that were lost, say. Where a share e of leaves stands out anyhow, a cause of n leaves of which k do is worth
 * n KL(k/n, e) nats (the binomial log-likelihood ratio), or what its other leaves prove; one that cannot pay for its name
 * with either is no cause, and its leaves are scattered too. Empty in the usual case.
 */
function scatteredLeaves(
  lattice: Lattice,
  evidence: Evidence,
  found: Found,
  options: LocaliseOptions,
): number[] {
  if (found.causes.length < options.maxCauses) return [];
  const finest = lattice.cuboids.reduce((a, b) => (b.attributes.length > a.attributes.length ? b : a));
  const cost = price(lattice, finest, options);
  const stats = new Float64Array(evidence.measures.length);
  const leaves = evidence.measures[0]?.length ?? 0;
  const standsOut = Uint8Array.from({ length: leaves }, (_, leaf) =>
    evidence.proof(readStats(evidence.measures, leaf, stats)) > cost ? 1 : 0,
  );
  const loose = standsOut.slice();
  for (const { members } of found.causes) for (const leaf of members) loose[leaf] = 0;
  const count = loose.reduce((sum, each) => sum + each, 0);
  if (count <= options.maxCauses) return [];
  for (const { cuboid, members } of found.causes) {
    const sum = sumOf(
      evidence.measures.map((column) =>
        Float64Array.from(quiet(members, standsOut), (leaf) => column[leaf] ?? 0),
      ),
    );
    const together = crowding(members, standsOut, count / leaves);
    if (Math.max(together, evidence.proof(sum)) > price(lattice, cuboid, options)) continue;
    for (const leaf of members) loose[leaf] = standsOut[leaf] ?? 0;
  }
  return [...loose.keys()].filter((leaf) => loose[leaf] === 1);
}

const quiet = (members: readonly number[], standsOut: Uint8Array): number[] =>
  members.filter((leaf) => standsOut[leaf] === 0);

/** Nats by which more of these leaves stand out than the share `usual` of all does. */
function crowding(members: readonly number[], standsOut: Uint8Array, usual: number): number {
  const share = 1 - quiet(members, standsOut).length / members.length;
  if (share <= usual) return 0;
  const part = (p: number, q: number): number => (p > 0 ? p * Math.log(p / q) : 0);
  return members.length * (part(share, usual) + part(1 - share, 1 - usual));
}

function firstRound(lattice: Lattice, evidence: Evidence, options: LocaliseOptions): Round {
  return {
    lattice,
    evidence,
    options,
    measures: evidence.measures.map((column) => column.slice()),
    sums: emptySums(lattice, evidence.measures.length),
    scores: emptyScores(lattice),
    all: sumOf(evidence.measures),
    explained: new Uint8Array(evidence.measures[0]?.length ?? 0),
  };
}

function scoreRound(round: Round): void {
  addUp(round.lattice, round.measures, round.sums);
  // The coarsest cuboid comes last: its few elements add up to everything.
  round.all = sumOf(round.sums[round.sums.length - 1] ?? []);
  scoreAll(round, round.scores);
}

/** Per cuboid the elements that hold, best first. */
function bestOfCuboids(round: Round): Candidate[][] {
  return round.lattice.cuboids.map((cuboid) => {
    const scores = round.scores[cuboid.index];
    const best: Candidate[] = [];
    for (let e = 0; scores && e < cuboid.size; e++) {
      if (scores.holds[e] === 0) continue;
      const last = best[rememberedPerCuboid - 1];
      if (last && (scores.evidence[e] as number) <= last.evidence) continue;
      remember(best, candidateAt(round, cuboid, e));
    }
    return best;
  });
}

function remember(best: Candidate[], candidate: Candidate): void {
  let place = best.length;
  while (place > 0 && (best[place - 1]?.evidence ?? 0) < candidate.evidence) place--;
  best.splice(place, 0, candidate);
  if (best.length > rememberedPerCuboid) best.length = rememberedPerCuboid;
}

/** The group of siblings (often of one) with the most evidence, over all cuboids. Ties go to fewer attributes. */
function bestGroup(round: Round, best: readonly Candidate[][]): Candidate[] {
  let chosen: Candidate[] = [];
  let most = 0;
  for (let c = best.length - 1; c >= 0; c--) {
    const group = grown(round, best[c] ?? []);
    if (group.evidence > most) {
      most = group.evidence;
      chosen = group.members;
    }
  }
  return chosen;
}

/**
 * From the best element of a cuboid, adds siblings while each multiplies the evidence by `joinFactor`, after paying for
 * its name.
 */
function grown(round: Round, siblings: readonly Candidate[]): { members: Candidate[]; evidence: number } {
  const [first, ...others] = siblings;
  if (!first) return { members: [], evidence: 0 };
  const members = [first];
  const cost = price(round.lattice, first.cuboid, round.options);
  let stats = first.stats;
  let evidence = first.evidence;
  for (const sibling of round.evidence.siblingsInteract ? others : []) {
    if (members.length === largestGroup || sibling.effect * first.effect < 0) continue;
    const together = stats.map((value, m) => value + (sibling.stats[m] as number));
    const joined = round.evidence.gain(together, round.all) - cost * members.length;
    if (joined < round.options.joinFactor * evidence) continue;
    members.push(sibling);
    stats = together;
    evidence = joined;
  }
  return { members, evidence };
}

/** Drops terms while what they exclude shows the same change: a cause is not narrower than it must be. */
function shortened(round: Round, candidate: Candidate): Candidate {
  let current = candidate;
  for (;;) {
    let next: Candidate | null = null;
    for (const link of current.cuboid.parents) {
      const parent = candidateAt(round, link.coarser, link.elements[current.element] ?? 0);
      if (!round.scores[link.coarser.index]?.holds[parent.element] || !sameBeyond(round, current, parent))
        continue;
      if (!next || parent.evidence > next.evidence) next = parent;
    }
    if (!next) return current;
    current = next;
  }
}

function candidateAt(round: Round, cuboid: Cuboid, element: number): Candidate {
  const stats = readStats(round.sums[cuboid.index] ?? [], element, new Float64Array(round.measures.length));
  const scores = round.scores[cuboid.index];
  return {
    cuboid,
    element,
    stats,
    effect: scores?.effect[element] ?? 0,
    evidence: scores?.evidence[element] ?? 0,
  };
}

function sameBeyond(round: Round, inner: Candidate, outer: Candidate): boolean {
  const rest = outer.stats.map((value, m) => value - (inner.stats[m] as number));
  const size = round.evidence.sizes[0];
  if ((rest[size] as number) <= 1e-9 * (outer.stats[size] as number)) return true;
  const effect = round.evidence.effect(rest) * Math.sign(inner.effect);
  return effect >= round.options.effectShare * Math.abs(inner.effect);
}

/** A shift shown everywhere and better supported than any part of the whole: then that is the first answer. */
function commonShift(round: Round, group: readonly Candidate[]): { effect: number; evidence: number } | null {
  const { evidence, all } = round;
  const gain = evidence.gain(all, all);
  const strongest = group.reduce((sum, candidate) => sum + candidate.evidence, 0);
  if (gain <= strongest || !holdsEverywhere(round, round.scores)) return null;
  return { effect: evidence.effect(all), evidence: gain };
}

function takeOutShift(round: Round, effect: number): void {
  round.evidence = round.evidence.withoutCommonEffect(effect);
  round.measures = round.evidence.measures.map((column) =>
    column.map((value, i) => (round.explained[i] === 1 ? 0 : value)),
  );
}

/** The causes of the first round, then the other candidates by evidence; the same leaves in other words only once. */
function ranked(causes: readonly Candidate[], candidates: readonly Candidate[]): Candidate[] {
  const others = [...candidates].sort(
    (a, b) => b.evidence - a.evidence || a.cuboid.attributes.length - b.cuboid.attributes.length,
  );
  const ranking: Candidate[] = [];
  for (const candidate of [...causes, ...others]) {
    const repeated = ranking.some((earlier) =>
      earlier.stats.every((value, m) => value === candidate.stats[m]),
    );
    if (!repeated) ranking.push(candidate);
    if (ranking.length === rankingLength) break;
  }
  return ranking;
}

/** Sets the cause's leaves aside and returns them; null when an earlier cause explains all of them. */
function explain(round: Round, cause: Candidate, codes: readonly Int32Array[]): number[] | null {
  const members = leavesUnder(cause.cuboid, cause.element, round.lattice, codes);
  if (members.every((i) => round.explained[i] === 1)) return null;
  for (const i of members) round.explained[i] = 1;
  for (const measure of round.measures) for (const i of members) measure[i] = 0;
  return members;
}
