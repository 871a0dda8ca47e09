import { z } from 'zod';
import type { ImpactPeriod, Incident, Measure } from '#incidents';
import { formatDate, formatDateTime, formatDuration, formatNumber, joinWords } from '#platform/clock';
import type { Report, ReportBlock, ReportSection, SaidText } from '#publishing';
import type {
  AccuracyCheck,
  EvidenceItem,
  Redaction,
  Review,
  ReviewAction,
  ReviewComment,
  ReviewFactor,
} from '../model.ts';
import { actionText, measureText } from './action-words.ts';
import { affectedSeconds } from './practice-facts.ts';
import { reasonFor, redactedMark, redactorOf } from './redactor.ts';
import { planOf } from './sections.ts';

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
  recovery: { total: number; recovered: number; recovering: number; notReplied: number };
  actions: readonly ReviewAction[];
  comments: readonly ReviewComment[];
  statement: { text: string; by: string; at: Date } | null;
  accuracy: { closesAt: Date | null; checks: readonly AccuracyCheck[] };
  redactions: readonly Redaction[];
  acceptedBy: { name: string; organisation: string; at: Date } | null;
}

const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

const day = (date: string): string => formatDate(new Date(`${date}T12:00:00Z`));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const text = (words: string): ReportBlock => ({ kind: 'text', text: words });
const heading = (words: string): ReportBlock => ({ kind: 'heading', text: words });

type Composer = (facts: ReportFacts, redact: (text: string) => string) => ReportBlock[];

/** Parts that are composed from the record. Each says what it has; absence is said, not hidden. */
const composers: Readonly<Record<string, Composer>> = {
  timeline: composeTimeline,
  impact: composeImpact,
  factors: composeFactors,
  response: composeResponse,
  recovery: composeRecovery,
  actions: composeActions,
  reviewer: composeReviewer,
  accuracy: composeAccuracy,
  method: composeMethod,
};

/** The report as it would go out now: every part in its order, what is left out marked in its place. */
export function composeReport(facts: ReportFacts): Report {
  const redact = redactorOf(facts.redactions);
  const sections = facts.order.flatMap((key): ReportSection[] => {
    const plan = planOf(key);
    if (!plan) return [];
    const blocks = plan.written
      ? composeWritten(facts, key, redact)
      : (composers[key]?.(facts, redact) ?? []);
    return [{ key, title: plan.title, blocks }];
  });
  return {
    title: `Independent review: ${redact(facts.incident.title)}`,
    subtitle: `${facts.incident.reference}, reviewed by ${facts.review.independentReviewer}, ${facts.review.reviewerOrganisation}`,
    organisation: null,
    asOf: facts.now.toISOString(),
    sections,
  };
}

const statementsFor: Readonly<Record<string, string>> = {
  'went-well': 'went well',
  'went-badly': 'went badly',
  lucky: 'where we got lucky',
  'what-happened': 'statement',
};

/** What the authors wrote, then what people said about it who agreed that it is published. */
function composeWritten(facts: ReportFacts, key: string, redact: (text: string) => string): ReportBlock[] {
  const written = facts.written.get(key);
  const kind = statementsFor[key];
  const testimony = facts.evidence.filter((item) => item.kind === kind && item.public);
  return [
    written
      ? {
          kind: 'markdown',
          text: redact(written.text),
          figures: written.figures.map((figure) => ({ ...figure, text: redact(figure.text) })),
        }
      : text('Nothing is written here.'),
    ...(testimony.length === 0
      ? []
      : [
          heading('In people’s own words'),
          { kind: 'list' as const, items: testimony.map((item) => evidenceText(facts, item, redact)) },
        ]),
  ];
}

const evidenceText = (
  { redactions }: ReportFacts,
  item: EvidenceItem,
  redact: (text: string) => string,
): string => {
  const reason = reasonFor(redactions, 'evidence', item.number);
  return reason === undefined ? redact(saidIn(item) ?? item.title) : redactedMark(reason);
};

const said = z.object({ saidBy: z.string(), text: z.string() });

/** A statement whole, with who made it: its title is only its beginning. */
function saidIn({ content }: EvidenceItem): string | undefined {
  const found = said.safeParse(content);
  return found.success ? `${found.data.text} (${found.data.saidBy})` : undefined;
}

function composeTimeline(facts: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const items = facts.evidence
    .filter((item) => (item.kind === 'timeline' || item.kind === 'withdrawn claim') && item.public)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.number - b.number);
  if (items.length === 0) return [text('No public entry of the timeline was gathered.')];
  return [
    text(
      'Each row names the item of evidence that it rests on, and leads to where it is shown. What was not public at the time is not listed.',
    ),
    {
      kind: 'table',
      caption: 'What happened, in order',
      head: ['When', 'What', 'Source'],
      rows: items.map((item) => [
        capital(formatDateTime(item.at, { year: false })),
        evidenceText(facts, item, redact),
        `Evidence ${item.number} (${item.source})`,
      ]),
      links: items.map((item) => whereShown(item, facts)),
    },
  ];
}

const eventContent = z.object({
  type: z.string().default(''),
  data: z.object({ number: z.number().optional(), update: z.number().optional() }).default({}),
  update: z.number().optional(),
});

/** Where the public sees what a row of the timeline is about: an update, a part of the report, or the incident's page. */
function whereShown({ content }: EvidenceItem, { incident }: ReportFacts): string {
  const page = `/incidents/${incident.slug}`;
  const found = eventContent.safeParse(content);
  if (!found.success) return page;
  const { type, data, update } = found.data;
  const number = update ?? data.update ?? (type === 'update.published' ? data.number : undefined);
  if (number !== undefined) return `${page}/updates/${number}`;
  if (type.startsWith('factor.')) return '#factors';
  return type.startsWith('measure.') ? '#response' : page;
}

function composeImpact({ impact, incident, now, evidence }: ReportFacts): ReportBlock[] {
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

function composeFactors({ factors }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
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

function composeResponse({ measures }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
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

function composeRecovery({ recovery }: ReportFacts): ReportBlock[] {
  const { total, recovered, recovering, notReplied } = recovery;
  return [
    text(
      `${formatNumber(recovered)} of ${counted(total, 'practice')} told us that they are back to normal. ${formatNumber(recovering)} said that they are still recovering, and ${formatNumber(notReplied)} have not replied. No reply is not counted as recovered.`,
    ),
  ];
}

function composeActions({ actions }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
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

/** The reviewer's words stand as they wrote them: nobody else can leave anything out of them. */
function composeReviewer(
  { statement, comments, redactions }: ReportFacts,
  redact: (text: string) => string,
): ReportBlock[] {
  const open = comments.filter((comment) => comment.public);
  const closed = comments.length - open.length;
  return [
    statement
      ? { kind: 'markdown', text: statement.text, figures: [] }
      : text('The reviewer has given no statement yet.'),
    heading('Comments and answers'),
    text(
      comments.length === 0
        ? 'The reviewer made no comment.'
        : `The reviewer made ${counted(comments.length, 'comment')}. Nobody can change them. Each has the authors' answer.${closed > 0 ? ` ${counted(closed, 'comment')} ${closed === 1 ? 'is' : 'are'} not published, as the reviewer chose.` : ''}`,
    ),
    ...open.flatMap((comment): ReportBlock[] => {
      const reason = reasonFor(redactions, 'comment', comment.number);
      const { response } = comment;
      return [
        {
          kind: 'facts',
          rows: [
            { label: `Comment ${comment.number}`, text: `On ${comment.about}, ${formatDate(comment.at)}` },
            { label: 'Reviewer', text: reason === undefined ? comment.text : redactedMark(reason) },
            {
              label: 'Authors',
              text: response
                ? `${capital(response.disposition)}. ${redact(response.text)}`
                : 'Not answered yet',
            },
          ],
        },
      ];
    }),
  ];
}

function composeAccuracy({ accuracy }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const { checks, closesAt } = accuracy;
  if (closesAt === null) return [text('The practices have not been asked yet.')];
  const agreed = checks.filter(({ answer }) => answer?.verdict === 'agree').length;
  const corrected = checks.filter(({ answer }) => answer?.verdict === 'correct');
  const silent = checks.length - agreed - corrected.length;
  return [
    text(
      `Every affected practice was asked to check the facts about itself before this report went out: ${formatNumber(checks.length)} were asked, ${formatNumber(agreed)} agreed, ${formatNumber(corrected.length)} asked for a correction, and ${formatNumber(silent)} did not answer. Silence is not agreement.`,
    ),
    ...(corrected.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: 'Corrections that were asked for',
            head: ['What was done', 'Answer'],
            rows: corrected.map(({ settled }) => [
              settled ? capital(settled.outcome) : 'Not dealt with yet',
              settled ? redact(settled.text) : 'None yet',
            ]),
          },
        ]),
  ];
}

function composeMethod(facts: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const { review, interests, evidenceCounts, redactions, acceptedBy } = facts;
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Terms of reference', text: redact(review.termsOfReference) },
        { label: 'Commissioned', text: formatDate(review.commissionedAt) },
        {
          label: 'Interests the reviewer declared',
          text: interests ? interests.interests : 'Not declared yet',
        },
        {
          label: 'Accepted by',
          text: acceptedBy
            ? `${acceptedBy.name}, ${acceptedBy.organisation}, on ${formatDate(acceptedBy.at)}`
            : 'Not accepted yet',
        },
        {
          label: 'Evidence',
          text:
            capital(joinWords(evidenceCounts.map(({ kind, count }) => `${kind}: ${formatNumber(count)}`))) ||
            'None',
        },
      ],
    },
    text(
      'Evidence was frozen when it was gathered, each item with its source, its time and a hash of its content. Nothing was taken away. Figures are as of the date of this report.',
    ),
    heading('What is left out'),
    redactions.length === 0
      ? text('Nothing is left out.')
      : {
          kind: 'list',
          items: [...Map.groupBy(redactions, ({ reason }) => reason)].map(
            ([reason, own]) => `${counted(own.length, 'redaction')}: ${reason}`,
          ),
        },
  ];
}
