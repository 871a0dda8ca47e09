import type { Site } from '#estate';
import type {
  ExitCriterion,
  ImpactPeriod,
  Incident,
  Measure,
  Measurement,
  MetricKey,
  MetricParameters,
} from '#incidents';
import type { ConcentratorForecast, MigrationProgress } from '#planning';
import type { OpenHours } from '#platform/clock';
import { invariant } from '#platform/errors';
import type { RecoveryForecast, RecoveryProgress } from '#recovery';
import type { FeedState, UntriagedCall } from '#servicedesk';
import type { SiteState } from '#telemetry';
import type { SupplierStatus } from './supplier.ts';

/** A linked call as far as counting needs it. */
export interface CallFact {
  id: number;
  at: Date;
  practiceId: number | null;
}

/** What claims can rest on, by part. All of it is as known at one instant, `now`. */
export interface EvidenceParts {
  /** Sites that are open, by code. */
  sites: Pick<Site, 'id' | 'code' | 'practiceId' | 'postcode'>[];
  /** Of the incident, of every kind, in order of time. */
  impact: readonly Pick<ImpactPeriod, 'siteId' | 'from' | 'to' | 'kind'>[];
  /** The present of each site; a site that is absent is unknown. */
  states: ReadonlyMap<number, SiteState>;
  calls: {
    /** Calls linked to the incident, by when they were opened. */
    linked: CallFact[];
    /** Calls since the incident began that nobody has looked at. */
    untriaged: { id: number; at: Date; because: UntriagedCall['untriagedBecause'] }[];
    feeds: FeedState[];
  };
  migration: {
    progress: MigrationProgress | null;
    /** Sites with an entry in the contact log. */
    contacted: ReadonlySet<number>;
  };
  criteria: ExitCriterion[];
  measures: Measure[];
  /** Published updates of the incident, by number. */
  updates: { number: number; publishedAt: Date }[];
  /** What practices say about their own return to normal, and what it forecasts. */
  recovery: { progress: RecoveryProgress; forecast: RecoveryForecast };
  /** What suppliers say on their own pages. */
  suppliers: SupplierStatus[];
  /** Of the daily peaks of concentrators, as worked out in the last hours; none when there are none. */
  forecasts: readonly Pick<
    ConcentratorForecast,
    'concentrator' | 'asOf' | 'reason' | 'knownDays' | 'until'
  >[];
}

export type EvidencePart = keyof EvidenceParts;

/** A figure over a window that a claim wants measured. */
export interface MetricRequest {
  metric: MetricKey;
  parameters: MetricParameters;
  from: Date;
  to: Date;
}

/** What came of it; `ratedMbps` for figures about a concentrator, by the rating valid at the end of the window. */
export type Measured =
  | { measurement: Measurement; ratedMbps: number | null; fault: null }
  | { measurement: null; ratedMbps: null; fault: string };

export interface EvidenceBase {
  incident: Incident;
  /** The call feed is stale after so many minutes without news. */
  callFeedStaleMinutes: number;
  /** When the service desk is open. */
  deskHours: OpenHours;
  metrics: ReadonlyMap<string, Measured>;
}

export type Evidence = EvidenceBase & Partial<EvidenceParts>;

/** Names a request, so that the same figure is measured once. */
export const metricName = (request: MetricRequest): string =>
  JSON.stringify([request.metric, request.parameters, request.from.getTime(), request.to.getTime()]);

export function measured(evidence: EvidenceBase, request: MetricRequest): Measured {
  const found = evidence.metrics.get(metricName(request));
  invariant(found, `${request.metric} was not measured`);
  return found;
}
