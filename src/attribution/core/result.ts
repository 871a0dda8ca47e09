import type { Change } from './before-after.ts';
import type { Enough } from './enough.ts';
import type { Interaction } from './interaction.ts';
import type { JointModel } from './joint-model.ts';
import type { Interval } from './numbers.ts';
import type { Term } from './question.ts';
import type { Side } from './rate-ratio.ts';

/** A list of sites as people read it: the first of their codes, and how many there are. */
export interface NamedSites {
  count: number;
  codes: string[];
}

/** `per1000Hours` with its 95% interval in `rate`, which is null without time at risk. */
export type SideWithRate = Side & { per1000Hours: number; rate: Interval | null };

/** What would tell two explanations apart: changed at any one of these sites, that many days without a failure tell. */
export interface ToTell {
  change: Term[];
  sites: NamedSites;
  days: number;
}

/** Something that the failing sites share, measured against those that did not fail. An association, not a proof. */
export interface Explanation {
  /** Same terms, same key: `firmware=fw-9.4.1`. */
  key: string;
  terms: Term[];
  inside: SideWithRate;
  outside: SideWithRate;
  /** Rate inside over rate outside, days compared with themselves. */
  ratio: Interval | null;
  /** The same with the other explanations held fixed; equal to `ratio` when there are none. */
  adjustedRatio: Interval | null;
  /** The share of failures that goes with it. */
  share: Interval | null;
  effectiveFailures: number;
  score: number;
  /** Adjusted for all candidates of its step. */
  probability: number;
  /** The first failure inside, ISO. */
  firstSeenAt: string | null;
  /** When a site first held it, ISO; null when one did before the period, and for times. */
  firstHeldAt: string | null;
  insideNotFailing: NamedSites;
  outsideFailing: NamedSites;
  /** Other names of exactly the same sites and times. */
  sameAs: Term[][];
  /** What the data cannot tell from it, other names included, and the sites at which a change would tell. */
  cannotTellFrom: { terms: Term[]; separatedBy: NamedSites; toTell: ToTell | null; sentence: string }[];
  sentence: string;
}

/** A candidate that would stand alone and does not beside a finding. */
export interface ExplainedAway {
  terms: Term[];
  by: Term[];
  ratioAlone: Interval | null;
  ratioWithin: Interval | null;
  sentence: string;
}

export interface Compound extends Interaction {
  first: Term[];
  second: Term[];
  sentence: string;
}

/** The answer to the estate's own question. Plain data: the same question and seed give the same bytes. */
export interface Attribution {
  version: string;
  seed: number;
  from: string;
  to: string;
  verdict: 'explained' | 'nothing explains it' | 'not enough to say';
  sentence: string;
  sites: number;
  leftOut: NamedSites;
  enough: Enough;
  tried: { singles: number; combinations: number; permutations: number; familyWiseError: number };
  explanations: Explanation[];
  explainedAway: ExplainedAway[];
  compounds: Compound[];
  /** All explanations and their rivals in one model; null when there are none. */
  model: JointModel | null;
}

export type { Change, Enough, Interaction, Interval, JointModel, Side, Term };
