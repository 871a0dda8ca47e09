import { z } from 'zod';
import { isAttributeKey } from '#estate';
import { addDays, londonDate, londonDayBounds, parseLondon } from '#platform/clock';
import { consolePaths } from './deps.ts';

// What is asked of the picture: everything is in the address, so that a view can be sent to a colleague or left on a wall.

/** Beside these, any attribute of the estate (`firmware`, `tag:pilot`, …). */
export const figureSorts = [
  'failures',
  'outages',
  'flaps',
  'down',
  'availability',
  'unknown',
  'name',
  'town',
] as const;

/** Beside these, any attribute of the estate (`circuitSupplier`, `tag:pilot`, …). */
export const plainGroups = ['none', 'failures', 'town'] as const;

export const densities = ['auto', 'wall', 'named'] as const;
export type Density = (typeof densities)[number];

export const mostDays = 28;

export interface SitesTimeQuery {
  /** The last London day shown, YYYY-MM-DD. */
  to: string;
  /** Whether that day was asked for; otherwise it is today, and stays so while the screen is left open. */
  fixed: boolean;
  days: number;
  /** One of `plainGroups`, or the key of an attribute. */
  group: string;
  /** One of `figureSorts`, or the key of an attribute. */
  sort: string;
  order: 'up' | 'down';
  /** All sites, or only those with an outage or a flap. */
  show: 'all' | 'failing';
  /** Whether attributes are as they were when the period began, or when it ended. */
  as: 'start' | 'end';
  rows: Density;
  /** Words that a site's name, code, practice or town contains. */
  find: string;
  /** From 1. */
  page: number;
}

/** Something that was typed and cannot be used, for the summary of errors. */
export interface QueryFault {
  field: 'to' | 'days';
  text: string;
}

const highestFirst = ['failures', 'outages', 'flaps', 'down', 'unknown'];

/** Figures are most telling highest first; names go from A, and availability from the lowest. */
export const usualOrder = (sort: string): 'up' | 'down' => (highestFirst.includes(sort) ? 'down' : 'up');

const keyOr = (plain: readonly string[], usual: string) =>
  z
    .string()
    .refine((key) => plain.includes(key) || isAttributeKey(key))
    .catch(usual)
    .default(usual);

const choice = <T extends string>(values: readonly [T, ...T[]], usual: T) =>
  z.enum(values).catch(usual).default(usual);

const schema = z.object({
  to: z.string().trim().default(''),
  days: z.string().trim().default(''),
  group: keyOr(plainGroups, 'firmware'),
  sort: keyOr(figureSorts, 'failures'),
  order: z.enum(['up', 'down']).optional().catch(undefined),
  show: choice(['all', 'failing'], 'all'),
  as: choice(['start', 'end'], 'start'),
  rows: choice(densities, 'auto'),
  find: z.string().trim().max(100).catch('').default(''),
  page: z.coerce.number().int().min(1).max(1000).catch(1).default(1),
});

/**
 * Reads the query of an address. Choices that do not exist become the usual ones; a date or a number of days that was
 * typed wrongly is named in `faults` and the usual one is shown. Without `to` the last day is the London day of `now`.
 */
export function parseSitesTimeQuery(
  given: Record<string, string>,
  now: Date,
): { query: SitesTimeQuery; faults: QueryFault[] } {
  const { to: toText, days: daysText, order, ...read } = schema.parse(given);
  const faults: QueryFault[] = [];
  const today = londonDate(now);
  let to = today;
  if (toText !== '') {
    const instant = parseLondon(toText);
    if (instant) to = londonDate(instant);
    else faults.push({ field: 'to', text: 'Last day must be a real date, such as 29/04/2026' });
  }
  let days = 14;
  if (daysText !== '') {
    const wanted = Number(daysText);
    if (Number.isInteger(wanted) && wanted >= 1 && wanted <= mostDays) days = wanted;
    else faults.push({ field: 'days', text: `Number of days must be between 1 and ${mostDays}` });
  }
  const query = {
    ...read,
    to: to > today ? today : to,
    fixed: to < today,
    days,
    order: order ?? usualOrder(read.sort),
  };
  return { query, faults };
}

/** The period asked for: whole London days. */
export function periodOf(query: Pick<SitesTimeQuery, 'to' | 'days'>): { from: Date; to: Date } {
  return {
    from: londonDayBounds(addDays(query.to, 1 - query.days)).from,
    to: londonDayBounds(query.to).to,
  };
}

/** The attributes of the table: those that are always asked for, and what is grouped and sorted by. */
export const shownAttributes = ({ group, sort }: Pick<SitesTimeQuery, 'group' | 'sort'>): string[] => [
  ...new Set(['firmware', 'concentrator', 'circuit', ...[group, sort].filter(isAttributeKey)]),
];

/** The address of the same view with some of it changed. What is usual is left out; a change goes back to page 1. */
export function sitesTimeHref(
  query: SitesTimeQuery,
  change: Partial<SitesTimeQuery> = {},
  path: string = consolePaths.sitesTime,
): string {
  const next = { ...query, page: 1, ...change };
  const order = change.sort && !change.order ? usualOrder(change.sort) : next.order;
  const entries: [string, string | false][] = [
    ['to', next.fixed && next.to],
    ['days', next.days !== 14 && String(next.days)],
    ['group', next.group !== 'firmware' && next.group],
    ['sort', next.sort !== 'failures' && next.sort],
    ['order', order !== usualOrder(next.sort) && order],
    ['show', next.show !== 'all' && next.show],
    ['as', next.as !== 'start' && next.as],
    ['rows', next.rows !== 'auto' && next.rows],
    ['find', next.find !== '' && next.find],
    ['page', next.page !== 1 && String(next.page)],
  ];
  const kept = entries.filter((entry): entry is [string, string] => entry[1] !== false);
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`;
}
