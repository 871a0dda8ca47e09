import { sql } from 'kysely';
import { type Db, finds } from '#platform/db';
import { figure } from './core/figure.ts';
import { holdRule, type Span } from './core/intervals.ts';
import { stateCodes } from './core/status.ts';
import type { CurrentState, SiteState, SiteWindow, StateInterval } from './model.ts';

// The rows of this file are not parsed by zod: 25,000 sites' rows pass here with every batch. Their shape is fixed by
// the casts in each query, and every figure is an integer of seconds, a real or one of the four states.

/** A PostgreSQL array literal. Several times as fast as the driver's own, which escapes element by element. */
export const arrayLiteral = (values: Iterable<number> | ArrayLike<number>): string =>
  `{${Array.from(values).join(',')}}`;

const instants = (seconds: Iterable<number>): string => arrayLiteral(seconds);

export interface PresentRow {
  siteId: number;
  state: number;
  since: number;
  last: number;
}

/** The present of the sites that have one. Times in seconds. */
export async function loadPresent(db: Db, siteIds: Iterable<number>): Promise<Map<number, PresentRow>> {
  const result = await sql<{ site_id: number; state: SiteState; since: number; last: number }>`
    select site_id, state, extract(epoch from since)::int8 as since, extract(epoch from last_reading_at)::int8 as last
    from site_current where site_id = any(${arrayLiteral(siteIds)}::int[])`.execute(db);
  const found = new Map<number, PresentRow>();
  for (const row of result.rows) {
    found.set(row.site_id, {
      siteId: row.site_id,
      state: stateCodes[row.state],
      since: row.since,
      last: row.last,
    });
  }
  return found;
}

export interface CurrentWrites {
  siteIds: number[];
  states: number[];
  since: number[];
  last: number[];
  loss: number[];
  latency: number[];
  inMbps: number[];
  outMbps: number[];
}

/** Writes the present together with the figures of the last reading. */
export async function writeCurrent(db: Db, rows: CurrentWrites): Promise<void> {
  if (rows.siteIds.length === 0) return;
  await sql`
    insert into site_current (site_id, state, since, last_reading_at, loss, latency, in_mbps, out_mbps)
    select site_id, (array['unknown', 'up', 'degraded', 'down'])[state + 1], to_timestamp(since), to_timestamp(last),
      nullif(loss, 'NaN'), nullif(latency, 'NaN'), nullif(in_mbps, 'NaN'), nullif(out_mbps, 'NaN')
    from unnest(${arrayLiteral(rows.siteIds)}::int[], ${arrayLiteral(rows.states)}::int[],
      ${instants(rows.since)}::float8[], ${instants(rows.last)}::float8[],
      ${arrayLiteral(rows.loss)}::real[], ${arrayLiteral(rows.latency)}::real[],
      ${arrayLiteral(rows.inMbps)}::real[], ${arrayLiteral(rows.outMbps)}::real[])
      as t(site_id, state, since, last, loss, latency, in_mbps, out_mbps)
    on conflict (site_id) do update set state = excluded.state, since = excluded.since,
      last_reading_at = excluded.last_reading_at, loss = excluded.loss, latency = excluded.latency,
      in_mbps = excluded.in_mbps, out_mbps = excluded.out_mbps`.execute(db);
}

/** Moves the present of sites whose last reading stayed as it was. */
export async function writePresent(db: Db, rows: readonly PresentRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update site_current c set state = (array['unknown', 'up', 'degraded', 'down'])[t.state + 1], since = to_timestamp(t.since)
    from unnest(${arrayLiteral(rows.map((row) => row.siteId))}::int[], ${arrayLiteral(rows.map((row) => row.state))}::int[],
      ${instants(rows.map((row) => row.since))}::float8[]) as t(site_id, state, since)
    where c.site_id = t.site_id`.execute(db);
}

export interface SpanWrites {
  deletes: { siteId: number; from: number }[];
  writes: (Span & { siteId: number })[];
}

/** Deletes, then writes in the given order: of one site earlier spans first, so that no two ever end together. */
export async function writeSpans(db: Db, change: SpanWrites): Promise<void> {
  if (change.deletes.length > 0) {
    await sql`
      delete from state_interval i using unnest(${arrayLiteral(change.deletes.map((row) => row.siteId))}::int[],
        ${instants(change.deletes.map((row) => row.from))}::float8[]) as t(site_id, from_s)
      where i.site_id = t.site_id and i.from_at = to_timestamp(t.from_s)`.execute(db);
  }
  if (change.writes.length === 0) return;
  await sql`
    insert into state_interval (site_id, from_at, to_at, state)
    select site_id, to_timestamp(from_s), to_timestamp(to_s), (array['unknown', 'up', 'degraded', 'down'])[state + 1]
    from unnest(${arrayLiteral(change.writes.map((row) => row.siteId))}::int[],
      ${instants(change.writes.map((row) => row.from))}::float8[], ${instants(change.writes.map((row) => row.to))}::float8[],
      ${arrayLiteral(change.writes.map((row) => row.state))}::int[]) as t(site_id, from_s, to_s, state)
    on conflict (site_id, from_at) do update set to_at = excluded.to_at, state = excluded.state`.execute(db);
}

/**
 * For each site the spans that overlap or touch [from, to] and the one that covers or follows `to`, in order: what
 * `rebuild` needs.
 */
export async function loadSpansAround(
  db: Db,
  windows: readonly { siteId: number; from: number; to: number }[],
): Promise<Map<number, Span[]>> {
  const result = await sql<{ site_id: number; from_s: number; to_s: number; state: SiteState }>`
    select i.site_id, extract(epoch from i.from_at)::float8 as from_s, extract(epoch from i.to_at)::float8 as to_s, i.state
    from unnest(${arrayLiteral(windows.map((row) => row.siteId))}::int[], ${instants(windows.map((row) => row.from))}::float8[],
      ${instants(windows.map((row) => row.to))}::float8[]) as w(site_id, from_s, to_s)
    join lateral (
      select * from state_interval s where s.site_id = w.site_id and s.to_at >= to_timestamp(w.from_s)
        and s.from_at <= coalesce((select min(l.to_at) from state_interval l
          where l.site_id = w.site_id and l.to_at > to_timestamp(w.to_s)), 'infinity')
    ) i on true
    order by i.site_id, i.from_at`.execute(db);
  return groupSpans(result.rows);
}

/**
 * Spans that overlap [from, to), in order. An open one counts for one cadence after its last reading: what is certain
 * whether or not another reading follows, so that a rollup is the same whenever it is made.
 */
export async function loadEndedSpans(
  db: Db,
  window: { siteIds: Iterable<number> | undefined; from: number; to: number },
): Promise<Map<number, Span[]>> {
  const result = await sql<{ site_id: number; from_s: number; to_s: number; state: SiteState }>`
    select i.site_id, extract(epoch from i.from_at)::float8 as from_s, ${endSeconds(Number.POSITIVE_INFINITY)} as to_s, i.state
    from state_interval i join site_current c using (site_id)
    where ${chosen(window.siteIds)} and i.from_at < to_timestamp(${window.to}) and i.to_at > to_timestamp(${window.from})
    order by i.site_id, i.from_at`.execute(db);
  return groupSpans(result.rows);
}

function groupSpans(
  rows: readonly { site_id: number; from_s: number; to_s: number; state: SiteState }[],
): Map<number, Span[]> {
  const bySite = new Map<number, Span[]>();
  for (const row of rows) {
    const span = { from: row.from_s, to: row.to_s, state: stateCodes[row.state] };
    const spans = bySite.get(row.site_id);
    if (spans) spans.push(span);
    else bySite.set(row.site_id, [span]);
  }
  return bySite;
}

const chosen = (siteIds: Iterable<number> | undefined) =>
  siteIds === undefined ? sql`true` : sql`i.site_id = any(${arrayLiteral(siteIds)}::int[])`;

/** Where a span ends for somebody who looks at `lookAt`: an open one ends by the rule of silence, marked or not. */
const endSeconds = (lookAt: number) => sql`case
    when isfinite(i.to_at) then extract(epoch from i.to_at)::float8
    when i.state <> 'unknown' and ${lookAt}::float8 - extract(epoch from c.last_reading_at)::float8 > ${holdRule.bridged}::float8
      then extract(epoch from c.last_reading_at)::float8 + ${holdRule.cadence}::float8
    else ${lookAt}::float8 end`;

/** Seconds of each known state by site over [from, to), summed by the database. */
export async function sumStates(
  db: Db,
  window: { siteIds: readonly number[] | undefined; from: number; to: number },
): Promise<{ siteId: number; up: number; degraded: number; down: number }[]> {
  const result = await sql<{ siteId: number; up: number; degraded: number; down: number }>`
    select site_id as "siteId", coalesce(sum(held) filter (where state = 'up'), 0)::float8 as up,
      coalesce(sum(held) filter (where state = 'degraded'), 0)::float8 as degraded,
      coalesce(sum(held) filter (where state = 'down'), 0)::float8 as down
    from (
      select i.site_id, i.state, greatest(0, least(${endSeconds(window.to)}, ${window.to}::float8)
        - greatest(extract(epoch from i.from_at)::float8, ${window.from}::float8)) as held
      from state_interval i join site_current c using (site_id)
      where ${chosen(window.siteIds)} and i.from_at < to_timestamp(${window.to}) and i.to_at > to_timestamp(${window.from})
    ) clipped group by site_id`.execute(db);
  return result.rows;
}

/** Intervals that overlap the window, by site and start. */
export async function loadIntervals(db: Db, window: SiteWindow): Promise<StateInterval[]> {
  const result = await sql<{ site_id: number; from_ms: number; to_ms: number | null; state: SiteState }>`
    select i.site_id, (extract(epoch from i.from_at) * 1000)::int8 as from_ms,
      case when isfinite(i.to_at) then (extract(epoch from i.to_at) * 1000)::int8 end as to_ms, i.state
    from state_interval i
    where ${chosen(window.siteIds)} and i.from_at < ${window.to} and i.to_at > ${window.from}
      ${window.states ? sql`and i.state = any(${[...window.states]})` : sql``}
    order by i.site_id, i.from_at`.execute(db);
  return result.rows.map((row) => ({
    siteId: row.site_id,
    from: new Date(row.from_ms),
    to: row.to_ms === null ? null : new Date(row.to_ms),
    state: row.state,
  }));
}

/** Every site that ever had a reading. */
export async function loadCurrentStates(db: Db): Promise<Map<number, CurrentState>> {
  const result = await sql<CurrentState>`
    select site_id as "siteId", state, since, last_reading_at as "lastReadingAt", loss as "lossPercent",
      latency as "latencyMs", in_mbps as "inMbps", out_mbps as "outMbps"
    from site_current`.execute(db);
  const shown = (value: number | null) => figure(value ?? Number.NaN);
  return new Map(
    result.rows.map((row) => [
      row.siteId,
      {
        ...row,
        lossPercent: shown(row.lossPercent),
        latencyMs: shown(row.latencyMs),
        inMbps: shown(row.inMbps),
        outMbps: shown(row.outMbps),
      },
    ]),
  );
}

const silentAt = (now: number) =>
  sql`state <> 'unknown' and last_reading_at < to_timestamp(${now - holdRule.bridged})`;

/** Whether any site has been silent for longer than the bridged gap at `now` (seconds), and is not unknown yet. */
export const isAnySilent = (db: Db, now: number): Promise<boolean> =>
  finds(db, sql`select from site_current where ${silentAt(now)}`);

/**
 * Ends the state of every site whose last reading is older than the bridged gap at `now` (seconds): unknown from one
 * cadence after it. Returns the sites and where each became unknown.
 */
export async function silenceSites(db: Db, now: number): Promise<{ siteId: number; from: number }[]> {
  const quiet = await sql<{ siteId: number; from: number }>`
    update site_current set state = 'unknown', since = last_reading_at + make_interval(secs => ${holdRule.cadence})
    where ${silentAt(now)}
    returning site_id as "siteId", extract(epoch from since)::int8 as "from"`.execute(db);
  const ids = arrayLiteral(quiet.rows.map((row) => row.siteId));
  await sql`update state_interval i set to_at = c.since from site_current c
    where i.site_id = any(${ids}::int[]) and c.site_id = i.site_id and i.to_at = 'infinity'`.execute(db);
  await sql`insert into state_interval (site_id, from_at, to_at, state)
    select site_id, since, 'infinity', 'unknown' from site_current where site_id = any(${ids}::int[])`.execute(
    db,
  );
  return quiet.rows;
}
