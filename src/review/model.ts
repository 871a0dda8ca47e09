import { z } from 'zod';
import { type FactorGrade, metricKeys, type ReviewState } from '#incidents';

// Words of a review. Each list is named in English: the same word is stored, shown and typed.

export interface Review {
  id: number;
  incidentId: number;
  state: ReviewState;
  independentReviewer: string;
  reviewerOrganisation: string;
  /** For comparing accounts; never published. */
  reviewerAddress: string | null;
  /** People the reviewer reports to, as said at their appointment. */
  reportsTo: string[];
  commissionedAt: Date;
  /** When the present reviewer was appointed. */
  appointedAt: Date;
  /** Until when practices may answer; null before the accuracy check is opened. */
  accuracyClosesAt: Date | null;
  /** A London calendar date, YYYY-MM-DD. */
  dueBy: string;
  termsOfReference: string;
}

/** SEIPS: where in the work system a contributing factor lies. */
export const elements = [
  'people',
  'tasks',
  'tools and technology',
  'internal environment',
  'organisation',
  'external environment',
] as const;
export type SystemElement = (typeof elements)[number];

/** A share of the failures, as attribution computed it: 0 to 1, with its interval. */
export interface AttributedShare {
  low: number;
  estimate: number;
  high: number;
  /** Of the attribution result it comes from. */
  reference: string;
}

export interface Rival {
  statement: string;
  /** What would settle which of the two is right. */
  settledBy: string;
}

/** A contributing factor; there are several, and none of them is "the" cause. */
export interface ReviewFactor {
  key: string;
  title: string;
  statement: string;
  element: SystemElement;
  grade: FactorGrade;
  evidenceFor: string[];
  evidenceAgainst: string[];
  settledBy: string | null;
  rivals: Rival[];
  share: AttributedShare | null;
  /** The factor of the incident that it began as. */
  seededFrom: string | null;
  recordedBy: string;
  recordedAt: Date;
  /** How often it has been rewritten. */
  version: number;
}

export const statementKinds = ['statement', 'went well', 'went badly', 'where we got lucky'] as const;
export type StatementKind = (typeof statementKinds)[number];

export const evidenceKinds = [
  'timeline',
  'publication',
  'withdrawn claim',
  'calls',
  'episodes',
  'estate change',
  'measure',
  'data gap',
  'attribution',
  ...statementKinds,
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** One thing the review rests on, frozen when it was gathered. */
export interface EvidenceItem {
  number: number;
  kind: EvidenceKind;
  title: string;
  source: string;
  /** When it happened at its source. */
  at: Date;
  content: unknown;
  sha256: string;
  public: boolean;
  recordedAt: Date;
  recordedBy: string;
}

export const dispositions = ['accepted', 'accepted in part', 'not accepted'] as const;
export type Disposition = (typeof dispositions)[number];

export interface ReviewComment {
  number: number;
  about: string;
  text: string;
  public: boolean;
  by: string;
  at: Date;
  response: { disposition: Disposition; text: string; by: string; at: Date } | null;
}

export interface Redaction {
  number: number;
  /** What is left out: a phrase wherever the authors' text has it, an item of evidence, or a comment of the reviewer. */
  what: 'phrase' | 'evidence' | 'comment';
  target: string;
  reason: string;
  by: string;
  at: Date;
}

export interface WrittenSection {
  key: string;
  text: string;
  by: string;
  at: Date;
  version: number;
}

export const verdicts = ['agree', 'correct'] as const;
export type Verdict = (typeof verdicts)[number];

export interface AccuracyAnswer {
  id: number;
  verdict: Verdict;
  corrections: string | null;
  saidBy: string;
  channel: 'link' | 'telephone';
  at: Date;
}

/** What one practice was asked, and its latest answer. */
export interface AccuracyCheck {
  id: number;
  practiceId: number;
  odsCode: string;
  practiceName: string;
  sentAt: Date;
  expiresAt: Date;
  answer: AccuracyAnswer | null;
  /** What was done about a correction; null while it waits. */
  settled: { outcome: Disposition; text: string; by: string; at: Date } | null;
}

export const actionTypes = ['detect', 'prevent', 'correct', 'prepare'] as const;
export type ActionType = (typeof actionTypes)[number];

/** From strong to weak: a change of design needs nobody to remember it; a reminder needs everybody to. */
export const actionStrengths = ['design change', 'automation', 'training', 'reminder'] as const;
export type ActionStrength = (typeof actionStrengths)[number];

export const actionStatuses = [
  'proposed',
  'accepted',
  'in progress',
  'done',
  'shown to work',
  'not effective',
  'rejected',
] as const;
export type ActionStatus = (typeof actionStatuses)[number];

export const measureKinds = ['metric', 'claim', 'judgement'] as const;

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const actionComparators = ['below', 'at most', 'above', 'at least', 'falls by at least'] as const;

/** How it will be shown that an action works. */
export const actionMeasure = z.discriminatedUnion('kind', [
  /** The product measures a figure at the check date, over the hours before it. */
  z.strictObject({
    kind: z.literal('metric'),
    metric: z.enum(metricKeys),
    parameters,
    comparator: z.enum(actionComparators),
    target: z.number(),
    windowHours: z.number(),
    baseline: z.number().nullable(),
    baselineText: z.string(),
    text: z.string(),
  }),
  /** The product says a claim when the action is done, and looks at the check date whether it still holds. */
  z.strictObject({ kind: z.literal('claim'), token: z.string(), baselineText: z.string(), text: z.string() }),
  /** A person other than the owner judges, with evidence. */
  z.strictObject({ kind: z.literal('judgement'), baselineText: z.string(), text: z.string() }),
]);
export type ActionMeasure = z.output<typeof actionMeasure>;

export const checkOutcomes = ['shown to work', 'not effective', 'cannot be measured'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

export interface ActionCheck {
  outcome: CheckOutcome;
  text: string;
  value: number | null;
  at: Date;
  by: string;
}

/** One line of an action's history. */
export interface ActionChange {
  at: Date;
  by: string;
  text: string;
}

export interface ReviewAction {
  reviewId: number;
  incidentId: number;
  number: number;
  /** `INC-2026-001/3`. */
  reference: string;
  /** One sentence that begins with a verb. */
  statement: string;
  /** The same for the public; null when the statement itself may be read by all. */
  publicWording: string | null;
  factors: string[];
  type: ActionType;
  strength: ActionStrength;
  owner: string;
  ownerOrganisation: string;
  /** London calendar dates, YYYY-MM-DD. */
  dueOn: string;
  originalDueOn: string;
  checkOn: string;
  measure: ActionMeasure;
  status: ActionStatus;
  proposedBy: string;
  /** The last time it was said to be done; null before, and again once it is reopened. */
  doneAt: Date | null;
  checks: ActionCheck[];
  history: ActionChange[];
  /** The claim as it was said when the action was done. */
  said: { value: unknown; text: string; asOf: string } | null;
  remindedFor: string[];
}

/** How long before and after its due date the owner of an action is told, in days. */
export const reminderDays = { before: 7, escalateAfter: 7 } as const;

export const reviewParameters = {
  /** How far before the incident's start changes of the estate are gathered. */
  changeWeeks: 4,
  /** How long practices have to check the facts about themselves, unless told otherwise. */
  accuracyDays: 10,
  /** A higher-severity report is due so long after the incident ended (GPSoC supplier requirements). */
  serviceReportDays: 10,
  /** Severities for which it is. */
  serviceReportSeverity: 2,
} as const;
