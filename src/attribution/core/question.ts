/** A site as the result names it. */
export interface QuestionSite {
  id: number;
  code: string;
}

/** A time of one site, [fromMs, toMs). */
export interface SiteSpan {
  siteId: number;
  fromMs: number;
  toMs: number;
}

/** A value that a site held. */
export interface SiteSpell extends SiteSpan {
  key: string;
  value: string;
}

/** The load of a concentrator over [fromMs, toMs), as a share of its rating then. */
export interface LoadSpan {
  concentrator: string;
  fromMs: number;
  toMs: number;
  share: number;
}

/** What is asked: which attributes do the sites that failed in [fromMs, toMs) share, against those that did not. */
export interface EstateQuestion {
  fromMs: number;
  toMs: number;
  sites: readonly QuestionSite[];
  /** Attributes as they were held; may reach beyond the window. */
  spells: readonly SiteSpell[];
  /** When the state of a site was known. All other time is unknown, and counts neither for nor against. */
  known: readonly SiteSpan[];
  /** Outages and flaps; one that began before the window is not a failure of the window. */
  episodes: readonly SiteSpan[];
  loads: readonly LoadSpan[];
}

/** Part of an explanation: this attribute had this value. */
export interface Term {
  key: string;
  value: string;
}

/** All parameters of the analysis, with the reason for each in docs/algorithms/attribution.md. */
export interface AttributionParameters {
  /** Episodes of a site closer than this are one failure. */
  mergeMinutes: number;
  minimumSites: number;
  minimumFailingSites: number;
  /** Fewer failing sites than this in all: not enough to say. */
  enoughFailingSites: number;
  /** Family-wise error allowed to single attributes, and to combinations. */
  singleLevel: number;
  combinationLevel: number;
  permutations: { first: number; most: number };
  /** Additions spent on permutations before their number is cut. */
  permutationBudget: number;
  bootstraps: number;
  mostFindings: number;
  /** Pairs tried at most, those of most sites first. */
  mostCombinations: number;
  /** Shares of the rating that part the load bands. */
  loadBands: readonly number[];
  /** Hours of the London day at which a new band begins. */
  hourBands: readonly number[];
}

export const defaultAttributionParameters: AttributionParameters = {
  mergeMinutes: 60,
  minimumSites: 5,
  minimumFailingSites: 3,
  enoughFailingSites: 8,
  singleLevel: 0.04,
  combinationLevel: 0.01,
  permutations: { first: 124, most: 999 },
  permutationBudget: 40_000_000,
  bootstraps: 999,
  mostFindings: 5,
  mostCombinations: 20_000,
  loadBands: [0.7, 0.9],
  hourBands: [0, 7, 10, 13, 17, 20],
};
