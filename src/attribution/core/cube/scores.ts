import { type Evidence, readStats, type Stats } from './evidence.ts';
import type { Cuboid, Lattice, Projection, Sums } from './lattice.ts';
import type { LocaliseOptions } from './model.ts';

/** Of one cuboid, per element: the change, how well it is known, what it is worth, and whether it holds. */
export interface Scores {
  effect: Float64Array;
  precision: Float64Array;
  /** Nats by which it stands out; 0 where the proof does not pay for the name. */
  evidence: Float64Array;
  /** 1 where the proof pays for the name and most of the element shows the change, whichever attribute cuts it. */
  holds: Uint8Array;
  /** The sums named by `Evidence.sizes`. */
  sizes: [Float64Array, Float64Array];
  /** Scratch: how much of each element falls short, by either size. */
  short: [Float64Array, Float64Array];
}

export function emptyScores(lattice: Lattice): Scores[] {
  return lattice.cuboids.map(({ size }) => ({
    effect: new Float64Array(size),
    precision: new Float64Array(size),
    evidence: new Float64Array(size),
    holds: new Uint8Array(size),
    sizes: [none, none],
    short: [new Float64Array(size), new Float64Array(size)],
  }));
}

const none = new Float64Array(0);

/** What a round of scoring looks at: the sums of the leaves in play. */
export interface Field {
  lattice: Lattice;
  evidence: Evidence;
  options: LocaliseOptions;
  sums: Sums;
  all: Stats;
}

/** Nats to name an element: one of its cuboid's, one of the cuboids, less what we expected to find anyway. */
export function price(lattice: Lattice, cuboid: Cuboid, options: LocaliseOptions): number {
  return Math.log(cuboid.size) + Math.log(lattice.cuboids.length / options.expectedCauses);
}

/** Fills `scores`. An element that pays for its name holds unless its parts contradict it. */
export function scoreAll(field: Field, scores: readonly Scores[]): void {
  const { lattice, evidence, sums } = field;
  for (const cuboid of lattice.cuboids) {
    const columns = sums[cuboid.index] ?? [];
    const into = scores[cuboid.index];
    if (!into) continue;
    evidence.fill(columns, into.effect, into.precision);
    into.sizes = [columns[evidence.sizes[0]] ?? none, columns[evidence.sizes[1]] ?? none];
    weigh(field, cuboid, columns, into);
  }
  for (const cuboid of lattice.cuboids)
    for (const link of cuboid.parents) strikeOut(link, scores, field.options);
}

function weigh(field: Field, cuboid: Cuboid, columns: readonly Float64Array[], into: Scores): void {
  const stats = new Float64Array(field.evidence.measures.length);
  const cost = price(field.lattice, cuboid, field.options);
  for (let e = 0; e < cuboid.size; e++) {
    const proven = into.effect[e] !== 0 && field.evidence.proof(readStats(columns, e, stats)) > cost;
    into.holds[e] = proven ? 1 : 0;
    into.evidence[e] = proven ? field.evidence.gain(stats, field.all) : 0;
  }
}

/**
 * Strikes out the coarser elements of which too much falls short along the attribute this projection drops: parts whose
 * effect is, by `shortErrors` standard errors, below `effectShare` of the whole's. "Too much" is more than `shortShare`
 * of the element by both of its sizes.
 */
function strikeOut(link: Projection, scores: readonly Scores[], options: LocaliseOptions): void {
  const part = scores[link.finer.index];
  const whole = scores[link.coarser.index];
  if (!part || !whole) return;
  const [first, second] = whole.short;
  first.fill(0);
  second.fill(0);
  const errorsSquared = options.shortErrors * options.shortErrors;
  for (let e = 0; e < link.elements.length; e++) {
    const t = link.elements[e] as number;
    const size = part.sizes[0][e] as number;
    if (whole.holds[t] === 0 || size === 0) continue;
    const effect = whole.effect[t] as number;
    const own = part.effect[e] as number;
    const gap = effect >= 0 ? options.effectShare * effect - own : own - options.effectShare * effect;
    if (gap <= 0 || gap * gap * (part.precision[e] as number) <= errorsSquared) continue;
    first[t] = (first[t] as number) + size;
    second[t] = (second[t] as number) + (part.sizes[1][e] as number);
  }
  for (let t = 0; t < link.coarser.size; t++) {
    if ((first[t] as number) <= options.shortShare * (whole.sizes[0][t] as number)) continue;
    if ((second[t] as number) > options.shortShare * (whole.sizes[1][t] as number)) whole.holds[t] = 0;
  }
}

/** Whether the change common to all leaves is shown by most of every attribute's values. */
export function holdsEverywhere(field: Field, scores: readonly Scores[]): boolean {
  const { lattice, evidence, all, options } = field;
  const effect = evidence.effect(all);
  const sign = Math.sign(effect);
  return lattice.cuboids
    .filter((cuboid) => cuboid.attributes.length === 1)
    .every((cuboid) => {
      const part = scores[cuboid.index];
      const short: [number, number] = [0, 0];
      for (let e = 0; part && e < cuboid.size; e++) {
        const gap = options.effectShare * Math.abs(effect) - sign * (part.effect[e] as number);
        if (gap <= 0 || gap * gap * (part.precision[e] as number) <= options.shortErrors ** 2) continue;
        short[0] += part.sizes[0][e] as number;
        short[1] += part.sizes[1][e] as number;
      }
      return evidence.sizes.some((measure, i) => (short[i] ?? 0) <= options.shortShare * (all[measure] ?? 0));
    });
}
