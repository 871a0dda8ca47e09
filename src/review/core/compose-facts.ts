import type { ImpactPeriod, Incident, Measure } from '#incidents';
import type { SaidText } from '#publishing';
import type { ConcernCounts, RecoveryProgress } from '#recovery';
import type {
  AccuracyCheck,
  EvidenceItem,
  Redaction,
  Review,
  ReviewAction,
  ReviewComment,
  ReviewFactor,
} from '../model.ts';

/** Everything a report is composed from. */
export interface ReportFacts {
  now: Date;
  incident: Incident;
  review: Review;
  interests: { interests: string; reportsTo: string[]; at: Date } | null;
  order: readonly string[];
  /** Written parts by their key, their claims as said now. */
  written: ReadonlyMap<string, SaidText>;
  /** Of the kinds that are shown by the item. */
  evidence: readonly EvidenceItem[];
  evidenceCounts: readonly { kind: string; count: number }[];
  impact: {
    periods: readonly ImpactPeriod[];
    sites: number;
    practices: number;
    calls: number;
  };
  factors: readonly ReviewFactor[];
  measures: readonly Measure[];
  recovery: Omit<RecoveryProgress, 'practices'>;
  concerns: ConcernCounts;
  actions: readonly ReviewAction[];
  comments: readonly ReviewComment[];
  statement: { text: string; by: string; at: Date } | null;
  accuracy: { closesAt: Date | null; checks: readonly AccuracyCheck[] };
  redactions: readonly Redaction[];
  acceptedBy: { name: string; organisation: string; at: Date } | null;
}
