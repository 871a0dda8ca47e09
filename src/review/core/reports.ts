import {
  addDays,
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  joinWords,
  londonDate,
} from '#platform/clock';
import type { Report, ReportBlock, ReportSection } from '#publishing';
import { reviewParameters } from '../model.ts';
import { actionText } from './action-words.ts';
import type { ReportFacts } from './compose-facts.ts';
import { affectedSeconds } from './practice-facts.ts';
import { redactorOf } from './redactor.ts';

/** What the review knows about cost and harm. */
export interface Consequences {
  staffHours: number | null;
  staffHoursSource: string | null;
  harm: string | null;
}

const text = (words: string): ReportBlock => ({ kind: 'text', text: words });
const list = (items: string[], otherwise: string): ReportBlock =>
  items.length === 0 ? text(otherwise) : { kind: 'list', items };
const section = (key: string, title: string, ...blocks: ReportBlock[]): ReportSection => ({
  key,
  title,
  blocks,
});
const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

const notKnown = 'Not known: nobody has recorded it.';

/** The beginning of a written part: its first paragraph, for who has one page. */
const firstParagraph = (facts: ReportFacts, key: string): string =>
  facts.written
    .get(key)
    ?.text.split(/\n\s*\n/)[0]
    ?.trim() || 'Not written yet.';

const lasted = ({ incident, now }: ReportFacts): string =>
  formatDuration(((incident.endedAt ?? now).getTime() - incident.startedAt.getTime()) / 1000);

const whom = ({ impact }: ReportFacts): string =>
  `${counted(impact.practices, 'practice')} with ${counted(impact.sites, 'site')} lost their connection. The service desk took ${counted(impact.calls, 'call')}.`;

/** The board's page: seven questions, one answer each, from the same facts as the report. */
export function boardSummary(facts: ReportFacts, consequences: Consequences): Report {
  const redact = redactorOf(facts.redactions);
  const { incident, actions } = facts;
  const agreed = actions.filter(({ status }) => status !== 'proposed' && status !== 'rejected');
  const sites = [...Map.groupBy(lostOf(facts), ({ siteId }) => siteId).values()];
  const longest = Math.max(0, ...sites.map((own) => affectedSeconds(own, incident.endedAt ?? facts.now)));
  return {
    title: `Board summary: ${redact(incident.title)}`,
    subtitle: `${incident.reference}, severity ${incident.itSeverity}`,
    organisation: null,
    asOf: facts.now.toISOString(),
    sections: [
      section('what', 'What happened', {
        kind: 'markdown',
        text: redact(firstParagraph(facts, 'summary')),
        figures: [],
      }),
      section('whom', 'For whom', text(whom(facts))),
      section(
        'how-long',
        'How long',
        text(
          `The incident lasted ${lasted(facts)}, from ${formatDateTime(incident.startedAt)}. The site affected longest was without a stable connection for ${formatDuration(longest)}.`,
        ),
      ),
      section('harm', 'Harm', ...harmBlocks(facts, consequences).map((words) => text(redact(words)))),
      section('cost', 'Cost in staff hours', ...costBlocks(facts, consequences).map(text)),
      section(
        'changes',
        'What changes',
        list(
          agreed.map((action) =>
            redact(
              `${actionText(action)} ${action.owner}, by ${formatDate(new Date(`${action.dueOn}T12:00:00Z`))}: ${action.status}.`,
            ),
          ),
          'No action is agreed yet.',
        ),
      ),
      section('unknown', 'What we still do not know', {
        kind: 'markdown',
        text: redact(firstParagraph(facts, 'unknown')),
        figures: [],
      }),
    ],
  };
}

/** What was entered by hand comes first and says so; what practices told in their recovery stands beside it. */
function costBlocks({ recovery }: ReportFacts, { staffHours, staffHoursSource }: Consequences): string[] {
  const { hours, practices } = recovery.staffHours;
  const told =
    practices === 0
      ? null
      : `${formatNumber(Math.round(hours))} hours, told by ${counted(practices, 'practice')} of ${formatNumber(recovery.total)} in their recovery. What the others spent is not known.`;
  if (staffHours === null) return [told ?? notKnown];
  const entered = `${formatNumber(staffHours)} hours. ${staffHoursSource ?? ''}`.trim();
  return told === null ? [entered] : [`Entered by hand, instead of the sum below: ${entered}`, told];
}

/** The words are of whoever answers for them; the count is of what practices raised. */
function harmBlocks({ concerns }: ReportFacts, { harm }: Consequences): string[] {
  const raised =
    concerns.raised === 0
      ? null
      : `Practices raised ${counted(concerns.raised, 'safety concern')}: ${formatNumber(concerns.harm)} with harm, ${formatNumber(concerns.open)} not settled yet.`;
  if (harm === null) return [raised === null ? notKnown : `${raised} Nobody has recorded more.`];
  return raised === null ? [harm] : [harm, raised];
}

const lostOf = ({ impact }: ReportFacts) => impact.periods.filter(({ kind }) => kind !== 'degraded capacity');

/**
 * The London day by which a higher-severity service incident report is due: 10 days after the incident ended. Null while
 * it goes on, and for severities that need none.
 */
export const serviceReportDue = (incident: { itSeverity: number; endedAt: Date | null }): string | null =>
  incident.itSeverity > reviewParameters.serviceReportSeverity || incident.endedAt === null
    ? null
    : addDays(londonDate(incident.endedAt), reviewParameters.serviceReportDays);

/** The six headings of a higher-severity service incident report (GPSoC supplier requirements), from the same facts. */
export function serviceIncidentReport(facts: ReportFacts): Report {
  const redact = redactorOf(facts.redactions);
  const { incident, factors, measures, actions } = facts;
  const handled = facts.evidence.filter(({ kind, public: open }) => kind === 'timeline' && open);
  return {
    title: `Higher-severity service incident report: ${redact(incident.title)}`,
    subtitle: `${incident.reference}, severity ${incident.itSeverity}`,
    organisation: null,
    asOf: facts.now.toISOString(),
    sections: [
      section(
        'background',
        'Background',
        text(redact(incident.summary)),
        text(`It began at ${formatDateTime(incident.startedAt)}.`),
      ),
      section(
        'handling',
        'Handling',
        text(incident.declaredAt ? `Declared at ${formatDateTime(incident.declaredAt)}.` : 'Never declared.'),
        list(
          handled
            .filter(({ title }) => /^(?:Incident declared|Response|Measure|Update)/.test(title))
            .map(({ at, title }) => `${formatDateTime(at, { year: false })}: ${redact(title)}`),
          'No public entry was gathered.',
        ),
      ),
      section('impact', 'Impact', text(whom(facts)), text(`It lasted ${lasted(facts)}.`)),
      section(
        'resolution',
        'Resolution activities',
        list(
          measures.map(({ title, outcome }) =>
            redact(`${title}: ${outcome ? `${outcome.status}. ${outcome.text}` : 'not measured.'}`),
          ),
          'No measure is on record.',
        ),
      ),
      section(
        'causes',
        'Root cause: contributing factors',
        text('The form asks for one cause. Several factors contributed, and none is the cause by itself.'),
        list(
          factors.map(({ title, statement, grade }) => redact(`${title} (${grade}): ${statement}`)),
          'No contributing factor is recorded.',
        ),
      ),
      section(
        'improvement',
        'Preventative and improvement actions',
        list(
          actions
            .filter(({ status }) => status !== 'rejected')
            .map((action) =>
              redact(
                `${actionText(action)} ${joinWords([action.owner, action.ownerOrganisation])}; due ${formatDate(new Date(`${action.dueOn}T12:00:00Z`))}; ${action.status}.`,
              ),
            ),
          'No action is proposed yet.',
        ),
      ),
    ],
  };
}
