import { z } from 'zod';
import { formatDateTime } from '#platform/clock';
import type { Report, ReportBlock, ReportSection } from '#publishing';
import type { EvidenceItem } from '../model.ts';
import type { ReportFacts } from './compose-facts.ts';
import {
  composeActions,
  composeFactors,
  composeImpact,
  composeRecovery,
  composeResponse,
} from './compose-record.ts';
import { composeAccuracy, composeMethod, composeReviewer } from './compose-trail.ts';
import { capital, heading, text } from './compose-words.ts';
import { reasonFor, redactedMark, redactorOf } from './redactor.ts';
import { planOf } from './sections.ts';

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
