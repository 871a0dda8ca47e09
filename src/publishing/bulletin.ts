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
  /** Everything is an exercise: titles say so already. Absent in snapshots from before there were rehearsals. */
  rehearsal?: boolean;
  organisation: { name: string; serviceName: string };
  publicUrl: string;
  report: ReportRoute;
  current: IncidentBulletin[];
  planned: PlannedWork[];
  /** Planned work as calendars were told of it, by start: what is over or called off stays in it. */
  calendar: CalendarEntry[];
  past: IncidentBulletin[];
  practices: PracticeBulletin[];
  /** What suppliers say on their own status pages, by name. */
  suppliers: SupplierBulletin[];
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

/** A piece of planned work with what a calendar needs to follow its changes. */
export interface CalendarEntry {
  /** The same for ever. */
  uid: string;
  /** Counts the changes since it was first published. */
  sequence: number;
  status: 'confirmed' | 'cancelled';
  title: string;
  text: string;
  startsAt: string;
  /** Null when nobody has said when it ends. */
  endsAt: string | null;
  firstPublishedAt: string;
  changedAt: string;
  incidentSlug: string;
  /** Practices whose sites are part of it. */
  odsCodes: string[];
  /** How far it has come; null when it is not a wave of moves. */
  progress: { total: number; moved: number; verified: number } | null;
}

/** A supplier's own words, with when we read them. Never ours. */
export interface SupplierBulletin {
  key: string;
  name: string;
  /** Their page. */
  url: string;
  indicator: 'none' | 'minor' | 'major' | 'critical' | 'maintenance' | 'unknown';
  /** Their status in their words; null when their feed only lists items. */
  statement: string | null;
  /** By their own clock; null when they do not tell. */
  saidAt: string | null;
  /** When we last read their feed whole. */
  readAt: string;
  /** Whether that is too long ago to be relied on. */
  stale: boolean;
  /** Newest first. */
  items: SupplierItem[];
}

export interface SupplierItem {
  title: string;
  at: string | null;
  url: string | null;
  /** `investigating`, `resolved`; null when they do not tell. */
  state: string | null;
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
  /** Each change of response, recovery and review since it was declared, oldest first; the last one is the present. */
  statusHistory: StatusChange[];
  /** 1 is the highest, 5 the lowest. */
  itSeverity: number;
  /** ODS codes of practices that it affected, that move as part of it, or that called about it. */
  concerns: string[];
  startedAt: string;
  declaredAt: string | null;
  endedAt: string | null;
  nextUpdate: { dueAt: string | null; late: boolean };
  /** Key facts for the summary list, each computed: never typed. */
  facts: ComputedFact[];
  factors: FactorBulletin[];
  measures: MeasureBulletin[];
  progress: MigrationBulletin | null;
  /** How practices return to normal, by their own word; null before anybody was asked or reported. */
  recovery: RecoveryBulletin | null;
  exitCriteria: { title: string; met: boolean | null; text: string }[];
  /** Approved, not withdrawn, and not past its end. */
  advice: AdviceCard[];
  command: { group: string; purpose: string; lead: string | null }[];
  nextSteps: { text: string; due: string | null }[];
  /** Newest first. The first one is the latest. */
  updates: PublishedUpdate[];
  /** Every affected or listed practice with its state now, by name. */
  practices: PracticeLine[];
}

/** Counts only: no practice is named here. */
export interface RecoveryBulletin {
  total: number;
  recovered: number;
  recovering: number;
  notReplied: number;
  /** Between which London days the last practice is expected to be back to normal, YYYY-MM-DD; null when it cannot be said. */
  expected: { low: string; high: string } | null;
  /** Why it cannot be said; null when it can. */
  refused: string | null;
  /** By postcode area, by name; areas with few practices are put together. */
  areas: { name: string; total: number; recovered: number; recovering: number; notReplied: number }[];
}

export interface StatusChange {
  at: string;
  response: string;
  recovery: string;
  review: string;
}

export interface AdviceCard {
  number: number;
  kind: 'do' | 'dont' | 'information';
  /** Whom it is for: practices, or patients by way of the communications pack. */
  audience: 'practices' | 'patients';
  text: string;
  approvedBy: string;
  approvedAt: string;
  /** When it ends unless a clinical safety lead renews it. */
  expiresAt: string;
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
    status: 'came true' | 'partly came true' | 'not yet' | 'did not come true' | 'cannot be measured';
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
  /** When the next update was then said to come. */
  nextUpdateDueAt?: string | null;
  /** What was true at publication and is needed by other formats; absent in previews and in updates older than packs. */
  frozen?: FrozenFacts;
  pack?: Pack;
}

/** Facts about the incident as they stood when an update was published. */
export interface FrozenFacts {
  response: string;
  recovery: string;
  review: string;
  itSeverity: number;
  /** Practices affected by then. The codes are left out when there are too many to list. */
  affected: { count: number; areas: string[]; odsCodes: string[] };
  /** The numbers of the advice cards that the pack rests on. */
  advice: number[];
}

/** The communications pack of an update: words for others to use, frozen with it. */
export interface Pack {
  /** For the practice's website. */
  patient: string;
  /** For social media: one post a network, within its limit; `{link}` stands for the address of the page. */
  posts: { network: string; limit: number; text: string }[];
  /** To be recorded or read out on the telephone. */
  phone: string;
  /** For the waiting room. */
  poster: { heading: string; lines: string[] };
  /** For the practice's staff. */
  staff: string;
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
  /** Names of the groups that its sites are tagged with (`group:<name>`). */
  groups: string[];
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
