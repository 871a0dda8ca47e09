import type { NoticeText } from '#messages';
import { formatDateTime } from '#platform/clock';
import { markdownToText, renderMarkdown } from '#platform/markdown';
import type { Update } from '../model.ts';
import { fillTokens } from './tokens.ts';

/** What is sent of an update: its words with its figures as frozen, as text, as HTML and in short. */
export function updateNotice(
  incident: { slug: string; title: string },
  update: Pick<Update, 'number' | 'kind' | 'corrects' | 'title' | 'body' | 'nextUpdateDueAt'>,
  claims: readonly string[],
): NoticeText {
  const { number, kind, corrects, title, body, nextUpdateDueAt } = update;
  const filled = fillTokens(body, (index) => claims[index] ?? '');
  const lead = kind === 'correction' ? `This corrects update ${corrects}.` : undefined;
  const next = nextUpdateDueAt ? `Next update: ${formatDateTime(nextUpdateDueAt)}.` : undefined;
  const whole = [lead, filled, next].filter((part) => part !== undefined).join('\n\n');
  return {
    kind,
    thread: `incident.${incident.slug}`,
    subject: oneLine(`${incident.title}: ${kind === 'correction' ? 'correction: ' : ''}${title}`),
    body: markdownToText(whole),
    html: renderMarkdown(whole, { headingLevel: 1 }),
    short: oneLine(`${incident.title}. ${kind === 'correction' ? 'Correction: ' : ''}${title}.`),
    path: `/incidents/${incident.slug}/updates/${number}`,
  };
}

const longestSubject = 200;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, longestSubject);
