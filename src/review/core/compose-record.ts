import type { ImpactPeriod } from '#incidents';
import { formatDateTime, formatDuration, formatNumber } from '#platform/clock';
import type { ReportBlock } from '#publishing';
import { actionText, measureText } from './action-words.ts';
import type { ReportFacts } from './compose-facts.ts';
import { capital, counted, day, heading, text } from './compose-words.ts';
import { affectedSeconds } from './practice-facts.ts';

// Parts that follow from the record: impact, factors, response, recovery, actions.

export function composeImpact({ impact, incident, now, evidence }: ReportFacts): ReportBlock[] {
  const { periods } = impact;
  const until = incident.endedAt ?? now;
  const lost = periods.filter(({ kind }) => kind !== 'degraded capacity');
  const rows = [
    { label: 'Started', text: capital(formatDateTime(incident.startedAt)) },
    { label: 'Ended', text: incident.endedAt ? capital(formatDateTime(incident.endedAt)) : 'Not ended' },
    { label: 'Lasted', text: formatDuration((until.getTime() - incident.startedAt.getTime()) / 1000) },
    { label: 'Practices that lost their connection', text: formatNumber(impact.practices) },
    { label: 'Sites that lost their connection', text: formatNumber(impact.sites) },
    { label: 'Times a site was affected', text: formatNumber(lost.length) },
    { label: 'Time affected, all sites together', text: formatDuration(siteSeconds(lost, until)) },
    { label: 'Calls to the service desk', text: formatNumber(impact.calls) },
  ];
  const gaps = evidence
    .filter(({ kind, public: open }) => kind === 'data gap' && open)
    .map(({ title }) => title);
  return [
    { kind: 'facts', rows },
    ...(gaps.length === 0
      ? []
      : [heading('What the data do not tell'), { kind: 'list' as const, items: [...new Set(gaps)] }]),
  ];
}

/** The affected time of each site, added up over sites. */
const siteSeconds = (periods: readonly ImpactPeriod[], until: Date): number =>
  [...Map.groupBy(periods, ({ siteId }) => siteId).values()].reduce(
    (sum, own) => sum + affectedSeconds(own, until),
    0,
  );

const percent = (share: number): string => `${formatNumber(share * 100, { decimals: 0 })}%`;

export function composeFactors({ factors }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  if (factors.length === 0) return [text('No contributing factor is recorded.')];
  return [
    text('Several things had to come together. None of them is the cause by itself.'),
    ...factors.flatMap((factor): ReportBlock[] => [
      heading(redact(factor.title)),
      text(redact(factor.statement)),
      {
        kind: 'facts',
        rows: [
          { label: 'Grade', text: capital(factor.grade) },
          { label: 'Where it lies', text: capital(factor.element) },
          { label: 'Evidence for it', text: redact(factor.evidenceFor.join(' ')) || 'None' },
          { label: 'Evidence against it', text: redact(factor.evidenceAgainst.join(' ')) || 'None' },
          ...(factor.share
            ? [
                {
                  label: 'Share of failures that goes with it',
                  text: `${percent(factor.share.estimate)} (between ${percent(factor.share.low)} and ${percent(factor.share.high)}), as attribution ${factor.share.reference} computed it`,
                },
              ]
            : []),
          ...(factor.settledBy ? [{ label: 'What would settle it', text: redact(factor.settledBy) }] : []),
          ...factor.rivals.map(({ statement, settledBy }) => ({
            label: 'Another explanation',
            text: redact(`${statement} It would be settled so: ${settledBy}`),
          })),
        ],
      },
    ]),
  ];
}

export function composeResponse({ measures }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  if (measures.length === 0) return [text('No measure is on record.')];
  return [
    {
      kind: 'table',
      caption: 'What was done, and whether it did what was promised',
      head: ['Measure', 'Promise', 'Outcome'],
      rows: measures.map(({ title, promise, outcome }) => [
        redact(title),
        promise ? redact(promise.text) : 'It promised nothing that is measured.',
        outcome ? redact(`${capital(outcome.status)}. ${outcome.text}`) : 'Not measured',
      ]),
    },
  ];
}

export function composeRecovery({ recovery }: ReportFacts): ReportBlock[] {
  const { total, recovered, recovering, notReplied } = recovery;
  return [
    text(
      `${formatNumber(recovered)} of ${counted(total, 'practice')} told us that they are back to normal. ${formatNumber(recovering)} said that they are still recovering, and ${formatNumber(notReplied)} have not replied. No reply is not counted as recovered.`,
    ),
  ];
}

export function composeActions({ actions }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const shown = actions.filter(({ status }) => status !== 'proposed');
  if (shown.length === 0)
    return [text('No action is agreed yet. The action tracker shows them once they are.')];
  return [
    {
      kind: 'table',
      caption: 'What changes',
      head: ['Action', 'Owner', 'Due', 'How it will be shown to work'],
      rows: shown.map((action) => [
        redact(`${action.number}. ${actionText(action)} (${action.type}; ${action.strength})`),
        redact(`${action.owner}, ${action.ownerOrganisation}`),
        action.status === 'rejected'
          ? `Rejected: ${redact(action.history.at(-1)?.text ?? '')}`
          : day(action.dueOn),
        redact(`${measureText(action.measure)} To be checked on ${day(action.checkOn)}.`),
      ]),
    },
  ];
}
