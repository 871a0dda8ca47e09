import type { Fault } from '#platform/errors';

/** How a call was tied to a practice. `person` is a match made by hand, which no rule overwrites. */
export type MatchMethod = 'ods' | 'postcode' | 'phone' | 'name' | 'person';

/** A report to a service desk, normalised. `source` and `externalId` together name it for ever. */
export interface Call {
  id: number;
  source: string;
  externalId: string;
  externalUrl: string | null;
  channel: string | null;
  openedAt: Date;
  updatedAt: Date | null;
  closedAt: Date | null;
  status: string;
  odsCode: string | null;
  siteText: string | null;
  shortDescription: string | null;
  description: string | null;
  category: string | null;
  impact: number | null;
  urgency: number | null;
  priority: number | null;
  parentExternalId: string | null;
  /** Null while nobody and no rule could say which practice called. */
  practiceId: number | null;
  /** Null, too, when the practice is known but has several sites. */
  siteId: number | null;
  matchMethod: MatchMethod | null;
  /** 0 to 1; null while unmatched. */
  matchScore: number | null;
  /** When Allclear first stored it. */
  receivedAt: Date;
}

/** What names a call. */
export type CallKey = Pick<Call, 'source' | 'externalId'>;

/** What statistics need of a call. */
export interface OpenedCall {
  id: number;
  at: Date;
  practiceId: number | null;
}

/** What an intake of calls did. Rows: added + changed + unchanged + refused. */
export interface CallIntakeReport {
  /** Calls stored for the first time. */
  added: number;
  changed: number;
  /** Rows that said nothing new: identical, older than what is stored, or repeated in the same batch. */
  unchanged: number;
  /** Of the calls in this intake that are stored, those tied to a practice. */
  matched: number;
  unmatched: number;
  /** Rows that were not stored. */
  refused: number;
  /** The first of them, by line; `privacyFaultCount` counts over all. */
  faults: Fault[];
  /** Fields with what looks like an NHS number, in all rows that were not stored. */
  privacyFaultCount: number;
  dryRun: boolean;
}

export type LinkStatus = 'linked' | 'suggested' | 'left' | 'rejected' | 'undone';
export type LinkMethod = 'auto' | 'person';

export type LinkReasonKey =
  | 'outside-window'
  | 'empty-subject'
  | 'words'
  | 'more-words'
  | 'monitoring'
  | 'affected-practice'
  | 'shared-component'
  | 'same-practice';

/** One reason for (or against) a link, in points and in words. */
export interface LinkReason {
  reason: LinkReasonKey;
  points: number;
  text: string;
}

/** What an incident looks like to the linking rule. */
export interface LinkSubject {
  incidentId: number;
  startedAt: Date;
  endedAt: Date | null;
  symptomWords: readonly string[];
  affectedPracticeIds: ReadonlySet<number>;
  sharedComponents: readonly { key: string; value: string }[];
  /** Whether monitoring saw a site of this practice failing within half an hour of `at`. */
  failingNear(practiceId: number, at: Date): boolean;
}

/** What `linkCalls` left behind, over the calls it scored. */
export interface LinkReport {
  linked: number;
  suggested: number;
  left: number;
  /** Calls that a person had decided; their links were not touched. */
  decided: number;
  /** Calls whose status changed. */
  changedCallIds: number[];
}

export interface CallLink {
  incidentId: number;
  callId: number;
  status: LinkStatus;
  method: LinkMethod;
  score: number;
  reasons: LinkReason[];
  /** Who decided, and their words; null for the rule. */
  decidedBy: string | null;
  note: string | null;
  /** When it took this status. */
  at: Date;
}

/** What a person decided about one call or several at once. */
export interface CallDecision {
  id: number;
  incidentId: number;
  decision: 'confirm' | 'undo' | 'reject';
  reason: string;
  decidedBy: string;
  decidedAt: Date;
  /** Who took it back; null while it stands. */
  revertedBy: string | null;
  revertedAt: Date | null;
  /** How many links it changed. */
  calls: number;
}

export interface RevertedDecision {
  decision: CallDecision;
  /** The numbers of the calls whose links are again as before. */
  reverted: string[];
  /** Those that somebody decided anew since: they stay as they are. */
  kept: string[];
}

export interface LinkedCall {
  call: Call;
  linkedAt: Date;
  method: LinkMethod;
  score: number;
}

/** A call that nobody has looked at yet: waiting as a suggestion, or tied to no practice. */
export interface UntriagedCall extends Call {
  untriagedBecause: 'suggested' | 'unmatched';
}

/** How alive a source is. Quiet calls mean nothing when the feed itself is stale. */
export interface FeedState {
  source: string;
  /** The latest instant up to which the source is known to have told everything. */
  lastSyncAt: Date;
  /** When the latest call of any kind was opened; null when it never sent one. */
  lastCallAt: Date | null;
}
