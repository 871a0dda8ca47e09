import { type Attribute, buildCalendar, buildRuns, type Calendar, type Runs, slotMs } from './calendar.ts';
import { firmwareAge } from './derive.ts';
import { mergeFailures, subtractSpans } from './failures.ts';
import type { AttributionParameters, EstateQuestion, QuestionSite, SiteSpan } from './question.ts';
import { buildSegments, type Segments } from './segments.ts';

/** Onsets of failures, by site and time. */
export interface Events {
  count: number;
  site: Int32Array;
  atMs: Float64Array;
  slot: Int32Array;
  segment: Int32Array;
}

/** Time at risk, and failures in it: one row for each segment and run of the calendar, by site and time. */
export interface Rows {
  count: number;
  site: Int32Array;
  segment: Int32Array;
  run: Int32Array;
  hours: Float64Array;
  failures: Float64Array;
}

/** The exposure table: everything the analysis needs, without a string in it. */
export interface Table {
  fromMs: number;
  toMs: number;
  sites: QuestionSite[];
  /** Sites without a failure and without a value that another site has: they cannot be compared. */
  leftOut: QuestionSite[];
  /** Those of sites, then those of time. */
  attributes: Attribute[];
  segments: Segments;
  calendar: Calendar;
  runs: Runs;
  events: Events;
  rows: Rows;
  /** Known hours at risk and failures of each site. */
  siteHours: Float64Array;
  siteFailures: Float64Array;
  /** How many sites were at risk at some time of each half hour. */
  slotSites: Float64Array;
}

/**
 * Lays out the question. Sites without known time are not in it; the order of the input does not matter. `split` gives a
 * number for each half hour, and rows are parted where it changes.
 */
export function buildTable(
  question: EstateQuestion,
  parameters: AttributionParameters,
  split?: (atMs: number) => number,
): Table {
  const { fromMs, toMs } = question;
  const failures = mergeFailures(question.episodes, parameters.mergeMinutes);
  const onsets = failures.filter((failure) => failure.fromMs >= fromMs && failure.fromMs < toMs);
  const clipped = question.known.flatMap((span) => clip(span, fromMs, toMs));
  const atRisk = subtractSpans(clipped, failures);
  const seen = new Set([...atRisk, ...onsets].map((span) => span.siteId));
  const present = question.sites.filter((site) => seen.has(site.id)).sort((a, b) => a.id - b.id);
  const spells = [...question.spells, ...firmwareAge(question.spells)];
  const window = { fromMs, toMs };
  const all = buildSegments(idsOf(present), spells, window, parameters.minimumSites);
  const failing = new Set(onsets.map((onset) => onset.siteId));
  const compares = (site: QuestionSite, index: number): boolean =>
    all.attributes.length === 0 || all.shares[index] === 1 || failing.has(site.id);
  const sites = present.filter(compares);
  const leftOut = present.filter((site, index) => !compares(site, index));
  const segments =
    leftOut.length === 0 ? all : buildSegments(idsOf(sites), spells, window, parameters.minimumSites);
  const calendar = buildCalendar(window, segments.groups, question.loads, parameters);
  const runs = buildRuns(calendar, split);
  const indexOf = new Map(sites.map((site, index) => [site.id, index]));
  const events = buildEvents(onsets, indexOf, segments, calendar);
  const rows = buildRows(atRisk, indexOf, segments, runs, events);
  const attributes = [...segments.attributes, ...calendar.attributes];
  return {
    ...{ fromMs, toMs, sites, leftOut, attributes, segments, calendar, runs, events, rows },
    ...sumBySite(rows, sites.length),
    slotSites: sumBySlot(atRisk, calendar),
  };
}

const idsOf = (sites: readonly QuestionSite[]): number[] => sites.map((site) => site.id);

function clip(span: SiteSpan, fromMs: number, toMs: number): SiteSpan[] {
  const from = Math.max(span.fromMs, fromMs);
  const to = Math.min(span.toMs, toMs);
  return from < to ? [{ siteId: span.siteId, fromMs: from, toMs: to }] : [];
}

/** The segment of a site at an instant. */
export function segmentAt(segments: Segments, site: number, atMs: number): number {
  let segment = segments.siteStart[site] ?? 0;
  const end = (segments.siteStart[site + 1] ?? 0) - 1;
  while (segment < end && (segments.toMs[segment] ?? 0) <= atMs) segment++;
  return segment;
}

function buildEvents(
  onsets: readonly SiteSpan[],
  indexOf: ReadonlyMap<number, number>,
  segments: Segments,
  calendar: Calendar,
): Events {
  const known = onsets.filter((onset) => indexOf.has(onset.siteId));
  const site = Int32Array.from(known, (onset) => indexOf.get(onset.siteId) ?? 0);
  const atMs = Float64Array.from(known, (onset) => onset.fromMs);
  const slot = Int32Array.from(known, (onset) => Math.floor((onset.fromMs - calendar.startMs) / slotMs));
  const segment = Int32Array.from(known, (onset, event) =>
    segmentAt(segments, site[event] ?? 0, onset.fromMs),
  );
  return { count: known.length, site, atMs, slot, segment };
}

/** The run of a group that holds an instant. */
function runAt(runs: Runs, group: number, atMs: number): number {
  let low = runs.groupStart[group] ?? 0;
  let high = (runs.groupStart[group + 1] ?? 0) - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs.toMs[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spreads time at risk and onsets over segments and runs. An onset is a span of no length. */
export function buildRows(
  atRisk: readonly SiteSpan[],
  indexOf: ReadonlyMap<number, number>,
  segments: Segments,
  runs: Runs,
  events: Events,
): Rows {
  const bySite = spansBySite(atRisk, indexOf);
  const longest = longestGroup(runs);
  const most = atRisk.length + 2 * events.count + segments.count + (bySite.length + 1) * longest;
  const rows = emptyRows(most);
  let event = 0;
  for (const [site, spans] of bySite.entries()) {
    for (const span of spans) {
      for (; isBefore(events, event, site, span.fromMs); event++)
        addEvent(rows, segments, runs, events, event);
      addSpan(rows, segments, runs, site, span);
    }
    for (; isBefore(events, event, site, Number.POSITIVE_INFINITY); event++)
      addEvent(rows, segments, runs, events, event);
  }
  return rows;
}

function spansBySite(spans: readonly SiteSpan[], indexOf: ReadonlyMap<number, number>): SiteSpan[][] {
  const bySite: SiteSpan[][] = Array.from({ length: indexOf.size }, () => []);
  for (const span of spans) bySite[indexOf.get(span.siteId) ?? -1]?.push(span);
  return bySite;
}

function longestGroup({ groupStart }: Runs): number {
  let most = 0;
  for (let group = 0; group + 1 < groupStart.length; group++)
    most = Math.max(most, (groupStart[group + 1] ?? 0) - (groupStart[group] ?? 0));
  return most;
}

const emptyRows = (most: number): Rows => ({
  count: 0,
  site: new Int32Array(most),
  segment: new Int32Array(most),
  run: new Int32Array(most),
  hours: new Float64Array(most),
  failures: new Float64Array(most),
});

const isBefore = (events: Events, event: number, site: number, atMs: number): boolean =>
  event < events.count && events.site[event] === site && (events.atMs[event] ?? 0) < atMs;

function addSpan(rows: Rows, segments: Segments, runs: Runs, site: number, span: SiteSpan): void {
  let segment = segmentAt(segments, site, span.fromMs);
  let run = runAt(runs, segments.group[segment] ?? 0, span.fromMs);
  for (let fromMs = span.fromMs; fromMs < span.toMs; ) {
    const segmentEnd = segments.toMs[segment] ?? 0;
    const runEnd = runs.toMs[run] ?? 0;
    const toMs = Math.min(span.toMs, segmentEnd, runEnd);
    const row = rowOf(rows, site, segment, run);
    rows.hours[row] = (rows.hours[row] ?? 0) + (toMs - fromMs) / 3_600_000;
    fromMs = toMs;
    if (toMs >= span.toMs) break;
    if (toMs === segmentEnd) {
      segment++;
      run = runAt(runs, segments.group[segment] ?? 0, toMs);
    } else run++;
  }
}

function addEvent(rows: Rows, segments: Segments, runs: Runs, events: Events, event: number): void {
  const segment = events.segment[event] ?? 0;
  const run = runAt(runs, segments.group[segment] ?? 0, events.atMs[event] ?? 0);
  const row = rowOf(rows, events.site[event] ?? 0, segment, run);
  rows.failures[row] = (rows.failures[row] ?? 0) + 1;
}

/** The last row when it is the one, else a new one: spans come by site and time. */
function rowOf(rows: Rows, site: number, segment: number, run: number): number {
  const last = rows.count - 1;
  if (last >= 0 && rows.segment[last] === segment && rows.run[last] === run) return last;
  rows.site[rows.count] = site;
  rows.segment[rows.count] = segment;
  rows.run[rows.count] = run;
  return rows.count++;
}

function sumBySite(rows: Rows, sites: number): Pick<Table, 'siteHours' | 'siteFailures'> {
  const siteHours = new Float64Array(sites);
  const siteFailures = new Float64Array(sites);
  for (let row = 0; row < rows.count; row++) {
    const site = rows.site[row] ?? 0;
    siteHours[site] = (siteHours[site] ?? 0) + (rows.hours[row] ?? 0);
    siteFailures[site] = (siteFailures[site] ?? 0) + (rows.failures[row] ?? 0);
  }
  return { siteHours, siteFailures };
}

function sumBySlot(atRisk: readonly SiteSpan[], { startMs, slots }: Calendar): Float64Array {
  const change = new Float64Array(slots + 1);
  for (const span of atRisk) {
    const first = Math.floor((span.fromMs - startMs) / slotMs);
    const end = Math.min(slots, Math.ceil((span.toMs - startMs) / slotMs));
    change[first] = (change[first] ?? 0) + 1;
    change[end] = (change[end] ?? 0) - 1;
  }
  for (let slot = 1; slot < slots; slot++) change[slot] = (change[slot] ?? 0) + (change[slot - 1] ?? 0);
  return change.subarray(0, slots);
}
