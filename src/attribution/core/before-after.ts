import { londonParts } from '#platform/clock';
import { candidateOf, inside, maskOf, outside, rowsInside, unclear } from './candidates.ts';
import type { Interval } from './numbers.ts';
import { studentQuantile } from './numbers.ts';
import type { AttributionParameters, EstateQuestion, Term } from './question.ts';
import { type Comparison, compareRates, type Side } from './rate-ratio.ts';
import { buildTable, type Table } from './table.ts';

/** How a rate changed when a measure began. */
export interface Change {
  before: Side;
  after: Side;
  /** Rate after over rate before, within hours of the week; null where there is nothing to compare. */
  ratio: Interval | null;
  /** The same over the change at all other sites; null without a factor, or where there is nothing to compare. */
  againstOthers: Interval | null;
  /** Whether the rate was already changing: the later half of the time before over the earlier half. */
  trendBefore: Interval | null;
  strata: 'hour of the week' | 'hour of the day';
  verdict: 'fell' | 'rose' | 'no clear change' | 'not enough to say';
}

const weekMs = 7 * 86_400_000;

const hourOfWeek = (atMs: number): number => londonParts(new Date(atMs)).hourOfWeek;

/** Hours of working days, then hours of weekends. */
const hourOfDay = (atMs: number): number => {
  const { hour, weekday } = londonParts(new Date(atMs));
  return hour + (weekday > 5 ? 24 : 0);
};

/**
 * Compares failures before and after `startedMs`, for what holds `terms` (all sites when empty). Hours of the week are
 * compared with themselves, so that a measure that began on a Friday is not praised for the weekend; with less than a week
 * on either side, hours of the day on working days and at weekends. What lies between `startedMs` and `settledMs` is on
 * neither side: the measure was taking effect.
 */
export function changeSince(
  question: EstateQuestion,
  startedMs: number,
  terms: readonly Term[],
  parameters: AttributionParameters,
  settledMs = startedMs,
): Change {
  const long = Math.min(startedMs - question.fromMs, question.toMs - settledMs) >= weekMs;
  const seasonOf = long ? hourOfWeek : hourOfDay;
  const middleMs = (question.fromMs + startedMs) / 2;
  const phase = (atMs: number): number =>
    atMs >= settledMs ? 2 : atMs >= startedMs ? 3 : atMs >= middleMs ? 1 : 0;
  const table = buildTable(question, parameters, (atMs) => seasonOf(atMs) * 4 + phase(atMs));
  const held = terms.length === 0 ? undefined : rowsInside(table, maskOf(table, candidateOf(table, terms)));
  const compare = (group: number, from: number, to: number, season = seasonOf): Comparison =>
    compareRates(
      seasonCells(table, season, (row, atMs) => {
        if (held && held[row] !== group) return unclear;
        return phase(atMs) === to ? inside : phase(atMs) < to && phase(atMs) >= from ? outside : unclear;
      }),
    );
  const change = compare(inside, 0, 2);
  const others = held ? compare(outside, 0, 2) : undefined;
  return {
    before: change.outside,
    after: change.inside,
    ratio: change.ratio,
    againstOthers: others ? ratioOfRatios(change, others) : null,
    // Half of the time before seldom holds each hour of the week.
    trendBefore: compare(inside, 0, 1, hourOfDay).ratio,
    strata: long ? 'hour of the week' : 'hour of the day',
    verdict: verdictOf(change),
  };
}

function seasonCells(
  table: Table,
  seasonOf: (atMs: number) => number,
  sideOf: (row: number, atMs: number) => number,
): Parameters<typeof compareRates>[0] {
  const { rows, runs, calendar, sites } = table;
  const season = Int32Array.from(runs.fromMs.subarray(0, runs.count), seasonOf);
  const of = <T>(give: (run: number, row: number) => T): T[] =>
    Array.from({ length: rows.count }, (_, row) => give(rows.run[row] ?? 0, row));
  return {
    count: rows.count,
    site: rows.site,
    day: Int32Array.from(of((run) => runs.day[run] ?? 0)),
    hours: rows.hours,
    failures: rows.failures,
    side: Uint8Array.from(of((run, row) => sideOf(row, runs.fromMs[run] ?? 0))),
    stratum: Int32Array.from(of((run) => season[run] ?? 0)),
    sites: sites.length,
    days: calendar.days,
    strata: 168,
  };
}

/** One change over another, as independent estimates: other sites. */
function ratioOfRatios(one: Comparison, other: Comparison): Interval | null {
  if (!one.ratio || !other.ratio || one.z === 0 || other.z === 0) return null;
  const error = ({ ratio, z }: Comparison): number => Math.log(ratio?.value ?? 1) / z;
  const value = one.ratio.value / other.ratio.value;
  const reach = studentQuantile(30) * Math.hypot(error(one), error(other));
  return { value, low: value * Math.exp(-reach), high: value * Math.exp(reach) };
}

function verdictOf({ ratio, inside: after, outside: before }: Comparison): Change['verdict'] {
  if (!ratio || before.failures + after.failures < 10 || before.hours <= 0 || after.hours <= 0)
    return 'not enough to say';
  return ratio.high < 1 ? 'fell' : ratio.low > 1 ? 'rose' : 'no clear change';
}
