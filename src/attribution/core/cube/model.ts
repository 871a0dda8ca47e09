/** A leaf table: one code per attribute and row. Codes index `values`. Rows that share all their codes are merged. */
export interface Cube {
  attributes: readonly string[];
  /** Per attribute the names its codes stand for. */
  values: readonly (readonly string[])[];
  /** Per attribute the code of each row. */
  codes: readonly Int32Array[];
  metric: Metric;
}

/**
 * What was measured, one number a row.
 * `additive`: an amount (traffic, money); leaves are compared by their relative change.
 * `count`: events against events expected; small numbers are noisy and are treated as Poisson counts.
 * `ratio`: `part` of `whole` now, `pastPart` of `pastWhole` before (failing of all; the past is the forecast).
 */
export type Metric =
  | { kind: 'additive'; actual: Float64Array; forecast: Float64Array }
  | { kind: 'count'; actual: Float64Array; forecast: Float64Array }
  | {
      kind: 'ratio';
      part: Float64Array;
      whole: Float64Array;
      pastPart: Float64Array;
      pastWhole: Float64Array;
    };

/** The dials of the search, the same for every kind of metric. `docs/algorithms/localisation.md` explains each. */
export interface LocaliseOptions {
  /** A part of a cause must show at least this share of the cause's effect. */
  effectShare: number;
  /** Parts that fall short may make up at most this share of a cause. */
  shortShare: number;
  /** Standard errors by which a part must fall short before it counts against a cause. */
  shortErrors: number;
  /** A sibling joins a group of causes when it multiplies the group's evidence by at least this. */
  joinFactor: number;
  /** Causes expected before looking: the prior odds of each candidate. Use less than one where nobody says that something is wrong. */
  expectedCauses: number;
  /** At most so many causes are returned. */
  maxCauses: number;
  /** At most so many attributes in one cause. Lowered, with a note, when the cube would not fit. */
  maxAttributes: number;
}

export const localiseDefaults: LocaliseOptions = {
  effectShare: 0.4,
  shortShare: 0.5,
  shortErrors: 2,
  joinFactor: 1.2,
  expectedCauses: 3,
  maxCauses: 12,
  maxAttributes: 5,
};

export interface Term {
  attribute: string;
  value: string;
}

export interface Cause {
  terms: Term[];
  /** Nats by which the data prefer this cause to none, after the price of naming it. */
  evidence: number;
  /** `additive`: share of the larger of actual and forecast (0.4: 40% fell away; negative: grew). Others: log of actual over expected. */
  effect: number;
  actual: number;
  expected: number;
  /** Leaves under it that carry information. */
  leaves: number;
}

export interface Localisation {
  /** The causes: each explains leaves that the ones before it do not. Empty when nothing stands out. */
  causes: Cause[];
  /** Answers in order of belief: the first causes, then runners-up on the same data. For "the first five answers". */
  ranking: Cause[];
  /** Present when every part moved alike: that shift is taken out before causes are sought. */
  everywhere: { effect: number; evidence: number } | null;
  /** Why there is no cause; null when there is one. */
  reason: string | null;
  /** What was left out or merged, in sentences. */
  notes: string[];
  leaves: number;
}
