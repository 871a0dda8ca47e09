import type { Incident } from '#incidents';
import { formatDateTime } from '#platform/clock';

/** A text to begin an update with. */
export interface UpdateTemplate {
  key: string;
  /** What people choose it by. */
  name: string;
  title: string;
  /** Markdown with claims, and with `[incident …]` where the incident's own words stand in. */
  body: string;
  /** The next update is due so many minutes later, rounded up to a quarter of an hour. */
  nextUpdateMinutes: number;
}

/** What a template may name of its incident. */
export const templateFacts = ['title', 'summary', 'reference', 'started'] as const;
export type TemplateFact = (typeof templateFacts)[number];

/** The templates that come with the program. Each can be changed, and is itself again once the change is removed. */
export const standardTemplates: readonly UpdateTemplate[] = [
  {
    key: 'holding',
    name: 'Holding statement: we know, and we are looking into it',
    title: '[incident title]',
    body: [
      'We know that some practices have a problem with their connection. It began at [incident started].',
      'Now {{claim practices.affectedNow}} have lost their connection or have an unstable one.',
      'We are looking into it. Please keep reporting every problem to the service desk, so that each report is counted.',
      'Next update: {{claim update.nextDue}}.',
    ].join('\n\n'),
    nextUpdateMinutes: 60,
  },
  {
    key: 'no-change',
    name: 'No change: work goes on',
    title: 'Work goes on',
    body: [
      'Nothing has changed since our last update. Work goes on.',
      'Now {{claim practices.affectedNow}} have lost their connection or have an unstable one.',
      'Next update: {{claim update.nextDue}}.',
    ].join('\n\n'),
    nextUpdateMinutes: 120,
  },
  {
    key: 'improving',
    name: 'Improving: we are watching that it stays so',
    title: 'Connections are improving',
    body: [
      'Connections are improving. We are watching that they stay so.',
      'Now {{claim practices.affectedNow}} have lost their connection or have an unstable one.',
      'There have been {{claim calls.quietSince}}.',
      'If you still have a problem, please report it to the service desk.',
      'Next update: {{claim update.nextDue}}.',
    ].join('\n\n'),
    nextUpdateMinutes: 240,
  },
];

/** The templates as they stand: those stored, and those that come with the program where nothing is stored. */
export function withStandard(stored: readonly UpdateTemplate[]): (UpdateTemplate & { standard: boolean })[] {
  const keys = new Set(stored.map(({ key }) => key));
  const untouched = standardTemplates.filter(({ key }) => !keys.has(key));
  const order = (key: string): number => {
    const index = standardTemplates.findIndex((standard) => standard.key === key);
    return index === -1 ? standardTemplates.length : index;
  };
  return [
    ...untouched.map((template) => ({ ...template, standard: true })),
    ...stored.map((template) => ({ ...template, standard: false })),
  ].sort((a, b) => order(a.key) - order(b.key) || a.name.localeCompare(b.name));
}

const factPattern = /\[incident ([a-z]+)\]/g;

/** The facts that a template names and that no incident has. */
export const unknownFacts = ({ title, body }: Pick<UpdateTemplate, 'title' | 'body'>): string[] =>
  [...`${title}\n${body}`.matchAll(factPattern)]
    .map(([, name = '']) => name)
    .filter((name) => !templateFacts.some((fact) => fact === name));

const quarterMs = 15 * 60_000;
const longestTitle = 65;

/** The template with the incident's own words in it. Claims stay claims; the time is rounded up to a quarter hour. */
export function fillTemplate(
  template: UpdateTemplate,
  incident: Pick<Incident, 'title' | 'summary' | 'reference' | 'startedAt'>,
  now: Date,
): { title: string; body: string; nextUpdateDueAt: Date } {
  const facts: Record<TemplateFact, string> = {
    title: incident.title,
    summary: incident.summary,
    reference: incident.reference,
    started: formatDateTime(incident.startedAt, { year: false }),
  };
  const fill = (text: string): string =>
    text.replace(factPattern, (whole, name: string) => facts[name as TemplateFact] ?? whole);
  const dueMs = now.getTime() + template.nextUpdateMinutes * 60_000;
  return {
    title: shortTitle(fill(template.title)),
    body: fill(template.body),
    nextUpdateDueAt: new Date(Math.ceil(dueMs / quarterMs) * quarterMs),
  };
}

/** Cut at a word: an incident's title may be longer than an update's. */
function shortTitle(title: string): string {
  if (title.length <= longestTitle) return title;
  const cut = title.slice(0, longestTitle - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > 20 ? space : cut.length)}…`;
}

/** The body without the paragraphs in which something cannot be said now; `refusedLines` count from 1. */
export function withoutLines(body: string, refusedLines: ReadonlySet<number>): string {
  return body
    .split('\n')
    .filter((_, index) => !refusedLines.has(index + 1))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
