import type { Site } from '#estate';
import type { StateSeconds } from '#telemetry';
import type { SitesTimeQuery } from './sites-time-query.ts';

/** What the picture and the table say of one site, over the part of the period that has passed. */
export interface SiteFigures {
  /** Outages that touch the period, those of its concentrator included. */
  outages: number;
  flaps: number;
  seconds: StateSeconds;
}

export interface SiteLine {
  site: Pick<Site, 'id' | 'code' | 'name' | 'odsCode' | 'practiceName' | 'town'>;
  attributes: Readonly<Record<string, string>>;
  figures: SiteFigures;
}

/** Sites that share a value; `value` is null where it is not known, and for the one group of all sites. */
export interface SiteGroup {
  value: string | null;
  lines: SiteLine[];
}

export const failuresOf = ({ figures }: SiteLine): number => figures.outages + figures.flaps;

const knownSeconds = ({ up, degraded, down }: StateSeconds): number => up + degraded + down;

/** Per cent of known time in which the site was up or degraded; null when nothing is known. */
export function availabilityPercent(seconds: StateSeconds): number | null {
  const known = knownSeconds(seconds);
  return known === 0 ? null : ((seconds.up + seconds.degraded) / known) * 100;
}

/** Per cent of the time of which nothing is known; null for a period of no length. */
export function unknownPercent(seconds: StateSeconds): number | null {
  const total = knownSeconds(seconds) + seconds.unknown;
  return total === 0 ? null : (seconds.unknown / total) * 100;
}

/** Each site with its attributes and figures; a site without readings is unknown all the time, never up. */
export function linesOf(of: {
  sites: readonly Site[];
  attributes: ReadonlyMap<number, Record<string, string>>;
  seconds: ReadonlyMap<number, StateSeconds>;
  failures: ReadonlyMap<number, { outages: number; flaps: number }>;
  passedSeconds: number;
}): SiteLine[] {
  return of.sites.map((site) => ({
    site,
    attributes: of.attributes.get(site.id) ?? {},
    figures: {
      outages: of.failures.get(site.id)?.outages ?? 0,
      flaps: of.failures.get(site.id)?.flaps ?? 0,
      seconds: of.seconds.get(site.id) ?? { up: 0, degraded: 0, down: 0, unknown: of.passedSeconds },
    },
  }));
}

const failureBands = [
  { least: 6, name: '6 or more failures' },
  { least: 3, name: '3 to 5 failures' },
  { least: 1, name: '1 or 2 failures' },
  { least: 0, name: 'no failures' },
] as const;

function groupValue(line: SiteLine, key: string): string | null {
  if (key === 'failures') return failureBands.find(({ least }) => failuresOf(line) >= least)?.name ?? null;
  if (key === 'town') return line.site.town === '' ? null : line.site.town;
  return line.attributes[key] ?? null;
}

const { compare } = new Intl.Collator('en-GB', { numeric: true });

type SortKey = string | number | null;

function sortKey(line: SiteLine, sort: string): SortKey {
  switch (sort) {
    case 'failures':
      return failuresOf(line);
    case 'outages':
      return line.figures.outages;
    case 'flaps':
      return line.figures.flaps;
    case 'down':
      return line.figures.seconds.down;
    case 'availability':
      return availabilityPercent(line.figures.seconds);
    case 'unknown':
      return unknownPercent(line.figures.seconds);
    case 'name':
      return line.site.name;
    case 'town':
      return line.site.town;
    default:
      return line.attributes[sort] ?? null;
  }
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compare(String(a), String(b));
}

/** Sorted as asked, ties by time down and then by name. What is unknown comes last in either order. */
export function sortLines(
  lines: readonly SiteLine[],
  { sort, order }: Pick<SitesTimeQuery, 'sort' | 'order'>,
): SiteLine[] {
  const sign = order === 'up' ? 1 : -1;
  return lines
    .map((line) => ({ line, key: sortKey(line, sort) }))
    .sort(
      (a, b) =>
        Number(a.key === null) - Number(b.key === null) ||
        sign * compareKeys(a.key, b.key) ||
        b.line.figures.seconds.down - a.line.figures.seconds.down ||
        compare(a.line.site.name, b.line.site.name),
    )
    .map(({ line }) => line);
}

const meanFailures = (lines: readonly SiteLine[]): number =>
  lines.reduce((sum, line) => sum + failuresOf(line), 0) / Math.max(lines.length, 1);

/** Groups by the value of an attribute, most failures for each site first, "not known" last; or one group of all. */
export function groupLines(lines: readonly SiteLine[], key: string): SiteGroup[] {
  if (key === 'none') return [{ value: null, lines: [...lines] }];
  const groups = new Map<string | null, SiteLine[]>();
  for (const line of lines) {
    const value = groupValue(line, key);
    const group = groups.get(value);
    if (group) group.push(line);
    else groups.set(value, [line]);
  }
  return [...groups]
    .map(([value, grouped]) => ({ value, lines: grouped, mean: meanFailures(grouped) }))
    .sort(
      (a, b) =>
        Number(a.value === null) - Number(b.value === null) ||
        b.mean - a.mean ||
        compare(String(a.value), String(b.value)),
    )
    .map(({ value, lines: grouped }) => ({ value, lines: grouped }));
}

/** The sites that the query lets through. */
export function filterLines(
  lines: readonly SiteLine[],
  { show, find }: Pick<SitesTimeQuery, 'show' | 'find'>,
): SiteLine[] {
  const wanted = find
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return lines.filter((line) => {
    if (show === 'failing' && failuresOf(line) === 0) return false;
    const { code, name, odsCode, practiceName, town } = line.site;
    const text = `${code} ${name} ${odsCode} ${practiceName} ${town}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** One page of groups that follow each other: a group that does not fit goes on on the next page. */
export function pageOf(groups: readonly SiteGroup[], page: number, perPage: number): SiteGroup[] {
  let toSkip = (page - 1) * perPage;
  let room = perPage;
  const shown: SiteGroup[] = [];
  for (const { value, lines } of groups) {
    const here = lines.slice(toSkip, toSkip + room);
    toSkip = Math.max(0, toSkip - lines.length);
    room -= here.length;
    if (here.length > 0) shown.push({ value, lines: here });
  }
  return shown;
}

/** Sums over some sites, for the heading of a group and the line under the picture. */
export interface GroupFigures {
  sites: number;
  failing: number;
  outages: number;
  flaps: number;
  seconds: StateSeconds;
}

export function sumOf(lines: readonly SiteLine[]): GroupFigures {
  const total: GroupFigures = {
    sites: lines.length,
    failing: 0,
    outages: 0,
    flaps: 0,
    seconds: { up: 0, degraded: 0, down: 0, unknown: 0 },
  };
  for (const line of lines) {
    const { outages, flaps, seconds } = line.figures;
    if (failuresOf(line) > 0) total.failing += 1;
    total.outages += outages;
    total.flaps += flaps;
    for (const state of ['up', 'degraded', 'down', 'unknown'] as const)
      total.seconds[state] += seconds[state];
  }
  return total;
}
