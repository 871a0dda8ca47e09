/**
 * What the search needs to know of a metric. `stats` are the sums of the measures over some leaves (an element,
 * a group of elements, what is left of an element): evidence is a function of sums only, so every candidate is
 * scored from one pass over the lattice.
 */
export interface Evidence {
  /** One column of numbers a leaf. A leaf that says nothing is zero in all of them. */
  measures: Float64Array[];
  /** Signed size of the change, comparable between any two groups of leaves; zero for an empty group. */
  effect(stats: Stats): number;
  /** One over the variance of `effect`: how well it is known. */
  precision(stats: Stats): number;
  /** How strongly the group stands out, in nats; it orders candidates. `all` sums the leaves in play. */
  gain(stats: Stats, all: Stats): number;
  /** Nats by which a change of the group is preferred to chance; it admits candidates that can pay for their name. */
  proof(stats: Stats): number;
  /** `effect` and `precision` of many groups at once: `columns[measure][group]`. The hot loop of the search. */
  fill(columns: readonly Float64Array[], effect: Float64Array, precision: Float64Array): void;
  /** The two measures by which "most of it" may be judged: a cause must hold in most of it by at least one of them. */
  sizes: readonly [number, number];
  /**
   * Whether one cause hides its siblings: where evidence contrasts inside with outside, a sibling left outside weakens
   * the contrast, so siblings are judged together. Where it does not, rounds find them one by one.
   */
  siblingsInteract: boolean;
  /** Actual and expected amounts of some leaves, for the reader. */
  amounts(members: readonly number[]): { actual: number; expected: number };
  /** The same evidence after a change common to all leaves is taken out. */
  withoutCommonEffect(effect: number): Evidence;
}

/** Sums of the measures over a group of leaves. */
export type Stats = Float64Array;

export function sumOf(measures: readonly Float64Array[]): Stats {
  return Float64Array.from(measures, (column) => column.reduce((sum, value) => sum + value, 0));
}

/** Reads an element's sums into `into`, which is returned. */
export function readStats(columns: readonly Float64Array[], element: number, into: Stats): Stats {
  for (let m = 0; m < columns.length; m++) into[m] = (columns[m] as Float64Array)[element] as number;
  return into;
}
