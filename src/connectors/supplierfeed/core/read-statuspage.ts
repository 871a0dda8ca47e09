import { z } from 'zod';
import { supplierFeedParameters } from '../model.ts';
import type { Reading } from './reading.ts';
import { feedInstant, plainLine, webAddress } from './text.ts';

const incident = z.object({
  name: z.string(),
  status: z.string().optional(),
  updated_at: z.string().nullish(),
  created_at: z.string().nullish(),
  shortlink: z.string().nullish(),
});

/** What is used of `/api/v2/summary.json` or `/api/v2/status.json`; pages in the wild leave out much of the rest. */
const document = z.object({
  page: z.object({ url: z.string().nullish(), updated_at: z.string().nullish() }),
  status: z.object({ indicator: z.string(), description: z.string() }),
  incidents: z.array(incident).max(500).optional(),
  scheduled_maintenances: z.array(incident).max(500).optional(),
});

const indicators = ['none', 'minor', 'major', 'critical', 'maintenance'] as const;

/** A Statuspage's own summary, or why it is none. */
export function readStatuspage(text: string, { url, now }: { url: string; now: Date }): Reading | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'It is not valid JSON.';
  }
  const parsed = document.safeParse(value);
  if (!parsed.success) return 'It is not the summary of a Statuspage (version 2).';
  const { page, status, incidents = [], scheduled_maintenances: planned = [] } = parsed.data;
  const statement = plainLine(status.description);
  return {
    pageUrl: webAddress(page.url ?? undefined, url) ?? new URL('/', url).href,
    indicator: indicators.find((each) => each === status.indicator) ?? 'unknown',
    statement: statement === '' ? null : statement,
    saidAt: feedInstant(page.updated_at ?? undefined, now),
    items: [...incidents, ...planned]
      .map((each) => ({
        title: plainLine(each.name),
        at: feedInstant(each.updated_at ?? each.created_at ?? undefined, now)?.toISOString() ?? null,
        url: webAddress(each.shortlink ?? undefined, url),
        state: each.status === undefined ? null : plainLine(each.status.replaceAll('_', ' '), 40),
      }))
      .filter(({ title }) => title !== '')
      .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''))
      .slice(0, supplierFeedParameters.shownItems),
  };
}
