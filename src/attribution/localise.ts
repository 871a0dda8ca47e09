import { additiveEvidence } from './core/cube/additive.ts';
import { countEvidence, ratioEvidence } from './core/cube/counts.ts';
import type { Evidence } from './core/cube/evidence.ts';
import {
  affordableDepth,
  buildLattice,
  elementCodes,
  type Lattice,
  leavesUnder,
} from './core/cube/lattice.ts';
import { type Leaves, leavesOf } from './core/cube/leaves.ts';
import {
  type Cause,
  type Cube,
  type Localisation,
  type LocaliseOptions,
  localiseDefaults,
  type Metric,
} from './core/cube/model.ts';
import { type Candidate, type Found, search } from './core/cube/search.ts';

export type { Cause, Cube, Localisation, LocaliseOptions, Metric } from './core/cube/model.ts';
export { localiseDefaults } from './core/cube/model.ts';

/**
 * Which attribute combinations explain why a metric is not what was forecast. Pure: the same cube gives the same
 * answer, whatever the order of its rows. Degenerate cubes give no cause and a reason, never an exception.
 * `docs/algorithms/localisation.md` describes the method and what it scores on the public benchmarks.
 */
export function localise(cube: Cube, options: Partial<LocaliseOptions> = {}): Localisation {
  const dials = { ...localiseDefaults, ...options };
  const leaves = leavesOf(cube);
  const reason = tooLittle(leaves);
  if (reason)
    return { causes: [], ranking: [], everywhere: null, reason, notes: leaves.notes, leaves: leaves.count };
  const depth = affordableDepth(leaves.radix, leaves.count, dials.maxAttributes);
  const wanted = Math.min(dials.maxAttributes, leaves.radix.length);
  const notes =
    depth < wanted
      ? [...leaves.notes, `Combinations of more than ${depth} attributes were not looked at.`]
      : leaves.notes;
  const lattice = buildLattice(leaves.radix, leaves.codes, leaves.count, depth);
  const evidence = evidenceOf(cube.metric.kind, leaves.columns);
  const found = search(lattice, leaves.codes, evidence, dials);
  return described(cube, lattice, evidence, found, notes, leaves);
}

function tooLittle(leaves: Leaves): string | null {
  if (leaves.radix.length === 0) return 'There is no attribute to look along.';
  if (leaves.count === 0) return 'There is no usable row.';
  if (leaves.count === 1) return 'There is one leaf only: nothing to compare it with.';
  return null;
}

function evidenceOf(kind: Metric['kind'], columns: readonly Float64Array[]): Evidence {
  const [first = none, second = none, third = none, fourth = none] = columns;
  if (kind === 'ratio') return ratioEvidence(first, second, third, fourth);
  return kind === 'count' ? countEvidence(first, second) : additiveEvidence(first, second);
}

const none = new Float64Array(0);

function described(
  cube: Cube,
  lattice: Lattice,
  evidence: Evidence,
  found: Found,
  notes: string[],
  leaves: Leaves,
): Localisation {
  const cause = (candidate: Candidate, members: readonly number[]): Cause => ({
    terms: termsOf(cube, lattice, candidate),
    evidence: candidate.evidence,
    effect: candidate.effect,
    ...evidence.amounts(members),
    leaves: members.length,
  });
  const membersOf = (candidate: Candidate): number[] =>
    leavesUnder(candidate.cuboid, candidate.element, lattice, leaves.codes);
  return {
    causes: found.causes.map((candidate) => cause(candidate, candidate.members)),
    ranking: found.ranking.map((candidate) => cause(candidate, membersOf(candidate))),
    everywhere: found.everywhere,
    reason: reasonFor(found),
    notes: found.scattered > 0 ? [...notes, scatterNote(found.scattered, leaves.count)] : notes,
    leaves: leaves.count,
  };
}

function termsOf(cube: Cube, lattice: Lattice, candidate: Candidate): Cause['terms'] {
  const codes = elementCodes(candidate.cuboid, candidate.element, lattice.radix);
  return candidate.cuboid.attributes.map((k, j) => ({
    attribute: cube.attributes[k] ?? '',
    value: cube.values[k]?.[codes[j] ?? 0] ?? '',
  }));
}

const scatterNote = (scattered: number, leaves: number): string =>
  `${scattered} of ${leaves} leaves are far from their forecast each by itself: too many to be causes, so none of them is named. Are forecasts missing?`;

function reasonFor(found: Found): string | null {
  if (found.causes.length > 0) return null;
  return found.everywhere
    ? 'Every part moved alike: no combination of attributes stands out.'
    : 'No combination of attributes differs from its forecast by more than chance allows.';
}
