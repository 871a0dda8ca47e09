import { formatDateTime } from '#platform/clock';
import type { ComputedFact } from '../bulletin.ts';
import type { Claim, ClaimEvidence, Saying } from './claim.ts';
import { callsQuietSince } from './claims/calls-quiet-since.ts';
import { concentratorPeak } from './claims/concentrator-peak.ts';
import { practicesAffectedEver, practicesAffectedNow } from './claims/practices-affected.ts';
import { practicesCannotMove } from './claims/practices-cannot-move.ts';
import { practicesMoved } from './claims/practices-moved.ts';
import { updateNextDue } from './claims/update-next-due.ts';
import type { Evidence } from './evidence.ts';
import { judgeFeeds } from './feed.ts';

/** A fact of the page that a claim states. */
export interface FactClaim {
  label: string;
  claim: Claim;
  parameters: Record<string, string>;
}

/** The claims behind the key facts, for an incident with these concentrators in it. */
export const factClaims = (of: { concentrators: readonly string[]; migrating: boolean }): FactClaim[] => [
  { label: 'Practices affected now', claim: practicesAffectedNow, parameters: {} },
  { label: 'Practices affected since it began', claim: practicesAffectedEver, parameters: {} },
  ...(of.migrating
    ? [
        { label: 'Practices moved', claim: practicesMoved, parameters: {} },
        { label: 'Practices that cannot move', claim: practicesCannotMove, parameters: { contacted: 'yes' } },
      ]
    : []),
  ...of.concentrators.map((concentrator) => ({
    label: `Peak load on ${concentrator}`,
    claim: concentratorPeak,
    parameters: { concentrator },
  })),
];

/** What the last linked call and the silence since need, beside the claims. */
export const factNeeds = [...callsQuietSince.needs, ...updateNextDue.needs] as const;

export function claimFact(
  { label, claim, parameters }: FactClaim,
  evidence: Evidence,
  saying: Saying,
): ComputedFact {
  const result = claim.evaluate(evidence, parameters, saying);
  const asOf = saying.asOf.toISOString();
  if (result.ok) return { label, text: capital(result.text), asOf, evidence: evidenceText(result.evidence) };
  return { label, text: 'Not known', asOf, evidence: result.refused };
}

/** The evidence as one paragraph: what was counted, then what was left out. */
export const evidenceText = (evidence: ClaimEvidence): string =>
  [evidence.text, ...evidence.exclusions].filter((sentence) => sentence !== '').join(' ');

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const startedFact = ({ incident }: Evidence, { asOf }: Saying): ComputedFact => ({
  label: 'Started',
  text: capital(formatDateTime(incident.startedAt)),
  asOf: asOf.toISOString(),
  evidence: 'As recorded when the incident was declared.',
});

/** When the last linked call came; with a stale feed that is said with it. */
export function lastCallFact(evidence: Evidence, saying: Saying): ComputedFact {
  const calls = evidence.calls ?? { linked: [], untriaged: [], feeds: [] };
  const last = calls.linked.at(-1);
  const feed = judgeFeeds(calls.feeds, {
    startedAt: evidence.incident.startedAt,
    at: saying.now,
    staleMinutes: evidence.callFeedStaleMinutes,
  });
  const quiet = callsQuietSince.evaluate(evidence, {}, saying);
  return {
    label: 'Last call about this incident',
    text: last ? capital(formatDateTime(last.at)) : feed.fault === null ? 'No calls so far' : 'Not known',
    asOf: saying.asOf.toISOString(),
    evidence: quiet.ok
      ? evidenceText(quiet.evidence)
      : `We do not draw conclusions from this: ${quiet.refused}`,
  };
}

export const nextUpdateFact = ({ incident }: Evidence, late: boolean, { asOf }: Saying): ComputedFact => ({
  label: 'Next update due',
  text:
    incident.nextUpdateDueAt === null
      ? 'No time is set'
      : `${capital(formatDateTime(incident.nextUpdateDueAt))}${late ? ' (late)' : ''}`,
  asOf: asOf.toISOString(),
  evidence: 'As the latest update set it.',
});
