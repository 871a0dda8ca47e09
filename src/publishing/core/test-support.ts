import type { Incident } from '#incidents';
import type { MigrationProgress, SiteMove } from '#planning';
import { defaultDeskHours } from '#platform/clock';
import type { Claim, ClaimResult, Saying } from './claim.ts';
import type { Evidence, EvidenceParts, Measured, MetricRequest } from './evidence.ts';
import { metricName } from './evidence.ts';
import { standardWords } from './words.ts';

export const at = (text: string): Date => new Date(`${text}+01:00`);

export const incident: Incident = {
  id: 1,
  slug: 'firewalls',
  reference: 'INC-2026-001',
  title: 'Firewalls drop their connection',
  summary: 'Practices lose their connection.',
  itSeverity: 2,
  eprrType: null,
  symptomWords: [],
  components: [],
  startedAt: at('2026-04-16T06:00'),
  declaredAt: at('2026-04-20T09:00'),
  endedAt: null,
  states: {
    response: 'monitoring',
    recovery: 'not started',
    review: 'not commissioned',
    communication: 'due',
  },
  nextUpdateDueAt: null,
  demonstration: true,
};

/** 10am on Wednesday 29 April 2026, unless told otherwise. */
export function sayingAt(asOf = at('2026-04-29T10:00'), now = asOf): Saying {
  return { asOf, now, update: { number: 8, nextUpdateDueAt: null }, words: standardWords };
}

/** Sites 1 to n, one a practice; practice ids are site ids plus 100. */
export const sitesOf = (n: number): EvidenceParts['sites'] =>
  Array.from({ length: n }, (_, index) => ({
    id: index + 1,
    code: `S${index + 1}`,
    practiceId: index + 101,
    postcode: 'ZX1 1AA',
  }));

export const evidenceOf = (parts: Partial<Evidence>): Evidence => ({
  incident,
  callFeedStaleMinutes: 60,
  deskHours: defaultDeskHours,
  metrics: new Map(),
  ...parts,
});

/** Figures for whatever a claim asks for, in the order it asks. */
export function metricsFor(
  claim: Claim,
  parameters: Record<string, string>,
  saying: Saying,
  values: readonly (number | null)[],
): Pick<Evidence, 'metrics'> {
  const answer = (request: MetricRequest, value: number | null): Measured => ({
    measurement: {
      value,
      unit: '',
      from: request.from,
      to: request.to,
      asOf: request.to,
      text: value === null ? 'Unknown: no readings.' : String(value),
      evidence: 'Counted.',
    },
    ratedMbps: 1000,
    fault: null,
  });
  const requests = claim.metrics(parameters, saying);
  return {
    metrics: new Map(requests.map((request, n) => [metricName(request), answer(request, values[n] ?? null)])),
  };
}

/** A migration of practices with one site each: so many moved, so many that cannot, the rest planned. */
export function migrationOf(of: {
  total: number;
  moved: number;
  cannot?: number;
  reason?: string;
}): MigrationProgress {
  const { total, moved, cannot = 0, reason = 'KPSN configuration' } = of;
  const sites = sitesOf(total).map(({ id, code, practiceId }, index): SiteMove => {
    const status = index < moved ? 'moved' : index < moved + cannot ? 'cannot move' : 'planned';
    return {
      siteId: id,
      siteCode: code,
      practiceId,
      status,
      wave: 'wave 1',
      plannedFor: at('2026-04-30T20:00'),
      movedAt: status === 'moved' ? at('2026-04-25T20:00') : null,
      verifiedAt: null,
      reason: status === 'cannot move' ? reason : null,
    };
  });
  const stuck = sites.filter((site) => site.status === 'cannot move').map((site) => site.siteCode);
  return {
    key: 'second',
    title: 'Second concentrator',
    fromCode: 'VPN-A',
    toCode: 'VPN-B',
    startedAt: at('2026-04-24T08:00'),
    total,
    planned: total - moved - cannot,
    moved,
    verified: 0,
    notPlanned: 0,
    cannotMove: cannot === 0 ? [] : [{ reason, siteCodes: stuck, contacted: 0 }],
    practices: { total, moved, verified: 0, cannotMove: cannot },
    sites,
    elsewhere: [],
  };
}

/** The words of a result, or why it was refused. */
export const wordsOf = (result: ClaimResult): string =>
  result.ok ? result.text : `refused: ${result.refused}`;
