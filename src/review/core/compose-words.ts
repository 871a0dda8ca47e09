import { formatDate, formatNumber } from '#platform/clock';
import type { ReportBlock } from '#publishing';

// Words that every part of a report is made with.

export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

export const day = (date: string): string => formatDate(new Date(`${date}T12:00:00Z`));
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const text = (words: string): ReportBlock => ({ kind: 'text', text: words });
export const heading = (words: string): ReportBlock => ({ kind: 'heading', text: words });
