import type { ActionBulletin, ReviewBulletin } from './review-bulletin.ts';

/**
 * The public page's model. It is plain data (it is also served as JSON), computed once per publication, and everything
 * public is rendered from it alone: pages, feeds, text. Times are ISO 8601 UTC strings.
 */
export interface Bulletin {
  schemaVersion: 1;
  builtAt: string;
  /** Data are true as of this instant. */
  asOf: string;
  /** Set when the data behind the page cannot be read any more: the instant since when. */
  staleSince: string | null;
  /** Shown on every page while true: names are invented and nothing is live. */
  demonstration: boolean;
  organisation: { name: string; serviceName: string };
  publicUrl: string;
  report: ReportRoute;
  current: IncidentBulletin[];
  planned: PlannedWork[];
  past: IncidentBulletin[];
  practices: PracticeBulletin[];
  /** Put in by whoever publishes: reviews stand to the right of publishing. */
  reviews: ReviewBulletin[];
  actions: ActionBulletin[];
}

export interface ReportRoute {
  phone: string | null;
  email: string | null;
  url: string | null;
  /** e.g. 'The service desk is open Monday to Friday, 8am to 6:30pm.' */
  hours: string;
}

/** Colours are those of the NHS tag; the text always carries the meaning. */
export type Tone = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'grey';

export interface Label {
  text: string;
  tone: Tone;
}

export interface PlannedWork {
  title: string;
  startsAt: string;
  endsAt: string | null;
  siteCount: number;
  incidentSlug: string | null;
  text: string;
}

export interface IncidentBulletin {
  slug: string;
  reference: string;
  title: string;
  summary: string;
  /** Derived from the four states; never typed by a person. */
  label: Label;
  states: {
    response: string;
    recovery: string;
    review: string;
    communication: string;
  };
  startedAt: string;
  declaredAt: string | null;
  endedAt: string | null;
  nextUpdate: { dueAt: string | null; late: boolean };
  /** Key facts for the summary list, each computed: never typed. */
  facts: ComputedFact[];
  factors: FactorBulletin[];
  measures: MeasureBulletin[];
  progress: MigrationBulletin | null;
  exitCriteria: { title: string; met: boolean | null; text: string }[];
  advice: { kind: 'do' | 'dont' | 'information'; text: string; approvedBy: string; approvedAt: string }[];
  command: { group: string; purpose: string; lead: string | null }[];
  nextSteps: { text: string; due: string | null }[];
  /** Newest first. The first one is the latest. */
  updates: PublishedUpdate[];
  /** Every affected or listed practice with its state now, by name. */
  practices: PracticeLine[];
}

export interface ComputedFact {
  label: string;
  text: string;
  asOf: string;
  /** How the figure came about, in a sentence: what was counted and what was left out. */
  evidence: string;
}

export interface FactorBulletin {
  title: string;
  statement: string;
  grade: 'hypothesis' | 'supported' | 'confirmed' | 'ruled out';
  evidenceFor: string[];
  evidenceAgainst: string[];
  settledBy: string | null;
}

export interface MeasureBulletin {
  title: string;
  description: string;
  temporary: boolean;
  startedAt: string | null;
  endedAt: string | null;
  /** 'We expect the weekday peak on VPN-A to fall from 104% to below 85% of its rating by 27 April.' */
  promise: string | null;
  outcome: {
    status: 'came true' | 'not yet' | 'did not come true' | 'cannot be measured';
    text: string;
    measuredAt: string;
  } | null;
}

export interface MigrationBulletin {
  title: string;
  total: number;
  moved: number;
  verified: number;
  planned: number;
  /** 'almost all', from docs/algorithms/words.md. */
  movedWords: string;
  cannotMove: { reason: string; count: number; contacted: number }[];
  text: string;
}

export interface PublishedUpdate {
  number: number;
  kind: 'update' | 'correction';
  corrects: number | null;
  title: string;
  /** Site-relative permalink. */
  path: string;
  publishedAt: string;
  author: string;
  approvedBy: string;
  /** Markdown as approved, still holding its claim tokens; token n stands for `claims[n]`. */
  body: string;
  claims: PublishedClaim[];
}

export interface PublishedClaim {
  key: string;
  /** The frozen sentence part that stands where the token stood. */
  text: string;
  asOf: string;
  /** How it was computed, in plain words. */
  evidence: string;
  holds: boolean;
  /** When it stopped holding, and what would be said now; null while it holds. */
  stoppedAt: string | null;
  nowText: string | null;
}

export type PublicState = 'up' | 'degraded' | 'down' | 'unknown';

export interface PracticeLine {
  odsCode: string;
  name: string;
  town: string;
  state: PublicState;
  /** 'Moved', 'Planned', 'Cannot move', 'Not planned' or null when there is no migration. */
  migration: string | null;
}

export interface PracticeBulletin extends PracticeLine {
  postcode: string;
  sites: {
    code: string;
    name: string;
    state: PublicState;
    since: string | null;
    lastReadingAt: string | null;
  }[];
  incidents: {
    slug: string;
    title: string;
    /** Whether this practice was ever affected, and its impact periods. */
    affected: boolean;
    periods: { from: string; to: string | null; kind: string }[];
    callsLogged: number;
    migrationText: string | null;
    recoveryText: string | null;
  }[];
}
