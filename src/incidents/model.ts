import { z } from 'zod';
import type { SuggestionStrength } from '#attribution';
import { parseLondon } from '#platform/clock';

// Words of an incident. States are named in English: the same word is stored, shown and typed.

export const responseStates = [
  'candidate',
  'investigating',
  'cause identified',
  'mitigating',
  'monitoring',
  'restored',
  'stood down',
  'declined',
  'merged',
] as const;
export type ResponseState = (typeof responseStates)[number];

export const recoveryStates = ['not started', 'recovering', 'recovered'] as const;
export type RecoveryState = (typeof recoveryStates)[number];

export const reviewStates = [
  'not commissioned',
  'commissioned',
  'evidence',
  'analysis',
  'accuracy check',
  'independent review',
  'accepted',
  'published',
  'actions',
  'effectiveness checked',
  'closed',
] as const;
export type ReviewState = (typeof reviewStates)[number];

/** `none due` also once the incident is closed. */
export const communicationStates = ['none due', 'due', 'overdue'] as const;
export type CommunicationState = (typeof communicationStates)[number];

export interface FourStates {
  response: ResponseState;
  recovery: RecoveryState;
  review: ReviewState;
  communication: CommunicationState;
}

/** NHS England's three kinds of emergency (EPRR framework); null when none has been declared. */
export const eprrTypes = ['business continuity incident', 'critical incident', 'major incident'] as const;
export type EprrType = (typeof eprrTypes)[number];

/** An attribute of sites that the incident is about: `{ key: 'concentrator', value: 'VPN-A' }`. */
export interface Component {
  key: string;
  value: string;
}

export interface Incident {
  id: number;
  slug: string;
  /** e.g. `INC-2026-001`. */
  reference: string;
  title: string;
  summary: string;
  /** 1 is the highest, 5 the lowest. */
  itSeverity: number;
  eprrType: EprrType | null;
  symptomWords: string[];
  components: Component[];
  startedAt: Date;
  declaredAt: Date | null;
  endedAt: Date | null;
  /** A cache of the events. `communication` moves with the clock: `communicationAt` gives it for an instant. */
  states: FourStates;
  nextUpdateDueAt: Date | null;
  demonstration: boolean;
}

/** What is stored of an incident beside its events, and follows from them. */
export type IncidentCaches = Omit<Incident, 'id' | 'slug' | 'reference' | 'demonstration'>;

/** One entry of the append-only timeline. */
export interface TimelineEntry {
  id: number;
  incidentId: number;
  type: string;
  /** When it happened. */
  at: Date;
  recordedAt: Date;
  actor: string;
  /** One sentence for people. */
  text: string;
  data: Record<string, unknown>;
  public: boolean;
  evidence: string | null;
}

/** What `recordEvent` takes. `at` defaults to now, `public` to false, `text` to `data.text`. */
export interface NewEvent {
  type: string;
  at?: Date;
  text?: string;
  data?: Record<string, unknown>;
  public?: boolean;
  evidence?: string | null;
}

/** `told by practice` is what no reading shows and the practice says: it is not fixed at its site. */
export const impactKinds = ['outage', 'unstable', 'degraded capacity', 'told by practice'] as const;
export type ImpactKind = (typeof impactKinds)[number];

/** A site was affected from, to (null: still is), as one episode shows; without an episode, as the practice told us. */
export interface ImpactPeriod {
  siteId: number;
  from: Date;
  to: Date | null;
  kind: ImpactKind;
  episodeId: number | null;
  evidence: string;
}

export interface CommandMember {
  role: string;
  person: string;
  organisation: string | null;
  from: Date;
}

export interface CommandAction {
  number: number;
  text: string;
  owner: string;
  due: Date | null;
  doneAt: Date | null;
}

export interface CommandGroup {
  group: string;
  purpose: string;
  /** Who leads it now; null until somebody is assigned. */
  lead: string | null;
  members: CommandMember[];
  actions: CommandAction[];
}

export const factorGrades = ['hypothesis', 'supported', 'confirmed', 'ruled out'] as const;
export type FactorGrade = (typeof factorGrades)[number];

/** A contributing factor; never "the" cause. */
export interface Factor {
  key: string;
  title: string;
  statement: string;
  grade: FactorGrade;
  evidenceFor: string[];
  evidenceAgainst: string[];
  settledBy: string | null;
  addedAt: Date;
  gradedAt: Date | null;
  gradedBy: string | null;
  reason: string | null;
}

/** A result of attribution, as a suggestion names it. */
export interface SaidIn {
  resultId: number;
  reference: string;
  at: Date;
}

/** A hypothesis of attribution about this incident. A person makes it a factor, or rejects it. */
export interface Suggestion {
  id: number;
  key: string;
  title: string;
  statement: string;
  settledBy: string;
  evidenceFor: string[];
  evidenceAgainst: string[];
  strength: SuggestionStrength;
  /** The first result that said it, perhaps before the incident was declared. */
  first: SaidIn;
  /** The latest that said it. */
  latest: SaidIn;
  /** Since when results no longer say it; null while they do. */
  lapsedAt: Date | null;
  /** Why one that was rejected is open again. */
  returnedBecause: string | null;
  /** Null while it is open. */
  decision: {
    decision: 'accepted' | 'rejected';
    at: Date;
    by: string;
    reason: string;
    /** The evidence as it was then. */
    strength: SuggestionStrength;
    /** The factor that it became, or that it is evidence for. */
    factorKey: string | null;
  } | null;
}

export const metricKeys = [
  'calls.linkedPerDeskDay',
  'calls.deskHoursSinceLast',
  'sites.flapping',
  'sites.downNow',
  'outages.perDay',
  'availability.percent',
  'concentrator.peakUtilisation',
  'concentrator.siteCount',
] as const;
export type MetricKey = (typeof metricKeys)[number];

/** `falls by at least` compares the fall from the baseline, in per cent of the baseline. */
export const comparators = ['below', 'at most', 'above', 'at least', 'falls by at least'] as const;
export type Comparator = (typeof comparators)[number];

/** A figure measured from data. `value` is null when the data for it are missing; `text` then says what is. */
export interface Measurement {
  value: number | null;
  unit: string;
  from: Date;
  to: Date;
  /** Data are true as of this instant; earlier than `to` when a feed stopped before it. */
  asOf: Date;
  text: string;
  evidence: string;
}

export type MetricParameters = Record<string, string | number | boolean>;

/** What a measure is expected to do; see docs/algorithms/exit-criteria.md. */
export interface MeasurePromise {
  metric: MetricKey;
  parameters: MetricParameters;
  baselineFrom: Date;
  baselineTo: Date;
  comparator: Comparator;
  expected: number;
  by: Date;
  /** Hours after the start before its effect counts. */
  settleHours: number;
  /** Hours of the trailing window that is measured; null: as long as the baseline. */
  windowHours: number | null;
  /** The promise as a sentence: given by a person, or made from the fields. */
  text: string;
}

export const outcomeStatuses = [
  'came true',
  'partly came true',
  'not yet',
  'did not come true',
  'cannot be measured',
] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

/** Whether failures changed when a measure began, by like hours of the week; see docs/algorithms/attribution.md. */
export interface MeasureChange {
  verdict: 'fell' | 'rose' | 'no clear change' | 'not enough to say';
  /** Rate after over rate before with its 95% interval; null where there is nothing to compare. */
  ratio: { value: number; low: number; high: number } | null;
  /** The same over the change at all other sites; null when all sites are meant. */
  againstOthers: { value: number; low: number; high: number } | null;
  strata: 'hour of the week' | 'hour of the day';
  sentence: string;
  asOf: Date;
  /** The measure's promise has fallen due, or the measure has ended: it stays as it is. */
  final: boolean;
}

/** What a measure did to a load, half hours against themselves, with its interval; see docs/algorithms/what-if.md. */
export interface LoadChange {
  verdict: 'came true' | 'partly came true' | 'did not come true' | 'cannot be told';
  text: string;
  asOf: Date;
  /** The measure's promise has fallen due, or the measure has ended: it stays as it is. */
  final: boolean;
}

export interface MeasureOutcome {
  status: OutcomeStatus;
  value: number | null;
  baseline: number | null;
  text: string;
  measuredAt: Date;
  /** True once `by` has passed: only late data may still change it. */
  final: boolean;
  /** Beside the plain figure; absent when the promise is not about failures or a concentrator, or before it is measured. */
  change?: MeasureChange;
  load?: LoadChange;
}

export interface Measure {
  key: string;
  title: string;
  description: string;
  temporary: boolean;
  startedAt: Date;
  endedAt: Date | null;
  promise: MeasurePromise | null;
  outcome: MeasureOutcome | null;
}

export interface ExitCriterion {
  key: string;
  title: string;
  metric: MetricKey;
  parameters: MetricParameters;
  comparator: Comparator;
  threshold: number;
  windowHours: number;
  /** Null: unknown, because it was never evaluated or the data are missing. Unknown is not met. */
  met: boolean | null;
  value: number | null;
  text: string;
  asOf: Date | null;
}

export interface NextStep {
  number: number;
  text: string;
  due: Date | null;
  doneAt: Date | null;
}

/** An instant in a verb's input: ISO 8601 or British text (London assumed without an offset), or a Date. */
export const instant = z
  .union([z.string().meta({ format: 'date-time' }), z.date()])
  .transform((value, context): Date => {
    const parsed = typeof value === 'string' ? parseLondon(value) : value;
    if (parsed && !Number.isNaN(parsed.getTime())) return parsed;
    context.addIssue({ code: 'custom', message: 'is not a date and time such as 2026-04-27T10:30:00+01:00' });
    return z.NEVER;
  });

/** Trimmed text that is not empty. */
export const text = (maxLength = 4000) => z.string().trim().min(1).max(maxLength);

/** A short code in a verb's input: an incident's slug, the key of a factor or a measure. */
export const slugText = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens')
  .max(80);
