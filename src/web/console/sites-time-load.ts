import { failureCounts } from '#detection';
import { attributeSpells, attributesAt, isAttributeKey, listSites, type Site } from '#estate';
import { type Incident, listIncidents } from '#incidents';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { listIntervals, type StateInterval, stateSeconds } from '#telemetry';
import type { StateSpan } from '../charts/index.ts';
import { bySite, spansOf, unknownMsOf } from './site-spans.ts';
import {
  filterLines,
  type GroupFigures,
  groupLines,
  linesOf,
  pageOf,
  type SiteLine,
  sortLines,
  sumOf,
} from './sites-time-model.ts';
import { periodOf, type SitesTimeQuery, shownAttributes } from './sites-time-query.ts';

/** The most rows of one picture: more cannot be told apart, and a page has to arrive on a failing network. */
export const rowsPerPage = 400;

/** A site with what is drawn of it. */
export interface DrawnLine extends SiteLine {
  spans: StateSpan[];
  /** When an attribute in question changed inside the period. */
  changesMs: number[];
}

export interface DrawnGroup {
  /** Null where the value is not known, and for the one group of all sites. */
  value: string | null;
  /** Sums over the whole group, on this page or not. */
  figures: GroupFigures;
  lines: DrawnLine[];
}

/** Everything the screen shows. */
export interface SitesTimeModel {
  query: SitesTimeQuery;
  now: Date;
  /** Whole London days; `passed` ends at `now` when the period does not end before it. */
  period: { from: Date; to: Date };
  passed: { from: Date; to: Date };
  /** Keys that a site of this page has a value for: what to offer for grouping and sorting. */
  attributeKeys: string[];
  /** The attributes whose changes are marked. */
  changedKeys: string[];
  incidents: Pick<Incident, 'slug' | 'title' | 'reference' | 'startedAt' | 'endedAt'>[];
  groups: DrawnGroup[];
  /** Over every site that the query lets through. */
  total: GroupFigures;
  page: { number: number; pages: number; from: number; to: number };
}

/**
 * Loads the picture: figures of every site, drawn intervals of one page of them. The number of queries does not depend
 * on the number of sites.
 */
export async function loadSitesTime(
  source: { db: Db; clock: Clock },
  query: SitesTimeQuery,
): Promise<SitesTimeModel> {
  const now = source.clock.now();
  const lines = await loadLines(source, query);
  const groups = groupLines(lines.lines, query.group);
  const pages = Math.max(1, Math.ceil(lines.lines.length / rowsPerPage));
  const number = Math.min(query.page, pages);
  const shown = pageOf(groups, number, rowsPerPage);
  const shownIds = shown.flatMap((group) => group.lines.map((line) => line.site.id));
  const changedKeys = changedKeysOf(query);
  const { passed } = lines;
  const [drawn, incidents] = await Promise.all([
    loadDrawn(source.db, { siteIds: shownIds, keys: changedKeys, ...passed }),
    overlappingIncidents(source.db, passed),
  ]);
  const first = (number - 1) * rowsPerPage;
  return {
    query: { ...query, page: number },
    now,
    period: periodOf(query),
    passed,
    attributeKeys: drawn.attributeKeys,
    changedKeys,
    incidents,
    groups: shown.map(({ value, lines: here }) => ({
      value,
      figures: sumOf(groups.find((group) => group.value === value)?.lines ?? []),
      lines: here.map((line) => ({ ...line, ...drawn.of(line) })),
    })),
    total: sumOf(lines.lines),
    page: { number, pages, from: shownIds.length === 0 ? 0 : first + 1, to: first + shownIds.length },
  };
}

interface Lines {
  lines: readonly SiteLine[];
  passed: { from: Date; to: Date };
}

const minuteMs = 60_000;
const keptLines = keepUntilChanged<Lines>(['estate', 'states', 'episodes'], { most: 6 });

/**
 * The figures of every site that the query lets through, sorted; without intervals: what a CSV file needs. Worked out once for
 * each change, or minute, and shared.
 */
export function loadLines({ db, clock }: { db: Db; clock: Clock }, query: SitesTimeQuery): Promise<Lines> {
  const now = clock.now();
  const { page: _, rows: _rows, ...of } = query;
  return keptLines(db, `${Math.floor(now.getTime() / minuteMs)} ${JSON.stringify(of)}`, () =>
    readLines(db, query, now),
  );
}

async function readLines(db: Db, query: SitesTimeQuery, now: Date): Promise<Lines> {
  const period = periodOf(query);
  const passed = { from: period.from, to: period.to < now ? period.to : now };
  const at = query.as === 'start' ? passed.from : new Date(passed.to.getTime() - 1);
  const [sites, attributes, seconds, failures] = await Promise.all([
    listSites(db),
    attributesAt(db, at, shownAttributes(query)),
    stateSeconds(db, passed),
    failureCounts(db, passed),
  ]);
  const lines = linesOf({
    sites: sites.filter((site) => existedIn(site, passed)),
    attributes,
    seconds,
    failures,
    passedSeconds: (passed.to.getTime() - passed.from.getTime()) / 1000,
  });
  return {
    lines: sortLines(filterLines(lines, query), query),
    passed,
  };
}

/** A move to another concentrator and a new firmware are what one looks for before and after; and what is grouped by. */
const changedKeysOf = ({ group }: SitesTimeQuery): string[] => [
  ...new Set(['concentrator', 'firmware', ...(isAttributeKey(group) ? [group] : [])]),
];

const existedIn = (site: Site, passed: { from: Date }): boolean =>
  site.closedOn === null || Date.parse(site.closedOn) >= passed.from.getTime();

/** Incidents that people declared and that touch the period, oldest first. */
async function overlappingIncidents(db: Db, passed: { from: Date; to: Date }): Promise<Incident[]> {
  const incidents = await listIncidents(db, {});
  return incidents
    .filter((incident) => incident.declaredAt !== null)
    .filter(
      (incident) =>
        incident.startedAt < passed.to && (incident.endedAt === null || incident.endedAt > passed.from),
    )
    .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
}

/**
 * Spans with as much unknown time as the figures have: what is missing is a silence at the end that nobody has marked
 * yet, which the figures know of.
 */
function agreeingSpans(
  intervals: readonly StateInterval[],
  window: { fromMs: number; toMs: number },
  unknownMs: number,
): StateSpan[] {
  const spans = spansOf(intervals, window);
  const missingMs = unknownMs - unknownMsOf(spans);
  return missingMs < 1000 ? spans : spansOf(intervals, window, window.toMs - missingMs);
}

async function loadDrawn(
  db: Db,
  of: { siteIds: readonly number[]; keys: readonly string[]; from: Date; to: Date },
): Promise<{ of(line: SiteLine): Pick<DrawnLine, 'spans' | 'changesMs'>; attributeKeys: string[] }> {
  const { siteIds, from, to } = of;
  const [intervals, spells] = await Promise.all([
    listIntervals(db, { siteIds, from, to }),
    attributeSpells(db, { siteIds, from, to }),
  ]);
  const intervalsOf = bySite(intervals);
  const changesOf = bySite(spells.filter((spell) => spell.from > from && of.keys.includes(spell.key)));
  const window = { fromMs: from.getTime(), toMs: to.getTime() };
  return {
    of: ({ site, figures }) => ({
      spans: agreeingSpans(intervalsOf.get(site.id) ?? [], window, figures.seconds.unknown * 1000),
      changesMs: (changesOf.get(site.id) ?? []).map((spell) => spell.from.getTime()),
    }),
    attributeKeys: [...new Set(spells.map((spell) => spell.key))].sort(),
  };
}
