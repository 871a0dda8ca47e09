import { sql } from 'kysely';
import type { Db } from '#platform/db';
import type { ReadingColumns } from './core/columns.ts';
import { blockOf, bytesPerReading, packColumns, packReadings, unpack } from './core/packed.ts';
import { canonical, type Reading } from './core/reading.ts';
import type { Hour } from './core/rollup.ts';
import { arrayLiteral } from './store.ts';

// Hot paths: rows are not parsed by zod (see store.ts).

/** Appends readings, sorted by site and all of one UTC day, as one part for each block of sites. */
export async function appendParts(db: Db, columns: ReadingColumns): Promise<void> {
  if (columns.length === 0) return;
  const parts = describeParts(columns);
  // One parameter carries all parts and each row cuts its own piece out: an array of bytea would travel as hex text.
  const blob = Buffer.concat(parts.map((part) => packColumns(columns, part.start, part.end)));
  await sql`
    insert into reading_part (block, from_at, to_at, n, packed)
    select block, to_timestamp(from_s), to_timestamp(to_s), n, substring(${blob}::bytea from place + 1 for n * ${bytesPerReading}::int)
    from unnest(${arrayLiteral(parts.map((part) => part.block))}::int[], ${arrayLiteral(parts.map((part) => part.from))}::float8[],
      ${arrayLiteral(parts.map((part) => part.to))}::float8[], ${arrayLiteral(parts.map((part) => part.end - part.start))}::int[],
      ${arrayLiteral(parts.map((part) => part.start * bytesPerReading))}::int[]) as t(block, from_s, to_s, n, place)`.execute(
    db,
  );
}

interface PartShape {
  block: number;
  start: number;
  end: number;
  from: number;
  to: number;
}

function describeParts(columns: ReadingColumns): PartShape[] {
  const parts: PartShape[] = [];
  for (let index = 0; index < columns.length; index++) {
    const block = blockOf(columns.siteId[index] ?? 0);
    const at = columns.at[index] ?? 0;
    const part = parts.at(-1);
    if (part?.block === block) {
      part.end = index + 1;
      part.from = Math.min(part.from, at);
      part.to = Math.max(part.to, at);
    } else {
      parts.push({ block, start: index, end: index + 1, from: at, to: at });
    }
  }
  return parts;
}

/** A window in seconds, `from` included and `to` excluded; without `siteIds` all sites. */
export interface SecondsWindow {
  siteIds?: ReadonlySet<number> | undefined;
  from: number;
  to: number;
}

/**
 * Stored readings by site, sorted, one an instant, folded or not. Parts are read before days: a fold that commits in
 * between has then moved nothing out of sight, and what is seen twice is joined.
 */
export async function loadReadings(db: Db, window: SecondsWindow): Promise<Map<number, Reading[]>> {
  const found = new Map<number, Reading[]>();
  const scope = { from: window.from, to: window.to, wanted: window.siteIds };
  const take = (siteId: number, reading: Reading) => {
    const readings = found.get(siteId);
    if (readings) readings.push(reading);
    else found.set(siteId, [reading]);
  };
  for (const row of await loadParts(db, window)) unpack(row.packed, row.block, scope, take);
  for (const row of await loadDays(db, window)) unpack(row.packed, blockOf(row.site_id), scope, take);
  for (const [siteId, readings] of found) found.set(siteId, canonical(readings));
  return found;
}

async function loadDays(db: Db, window: SecondsWindow): Promise<{ site_id: number; packed: Buffer }[]> {
  const sites = window.siteIds ? sql`site_id = any(${arrayLiteral(window.siteIds)}::int[])` : sql`true`;
  const result = await sql<{ site_id: number; packed: Buffer }>`
    select site_id, packed from reading_day where ${sites}
      and day between (to_timestamp(${window.from}) at time zone 'UTC')::date and (to_timestamp(${window.to}) at time zone 'UTC')::date`.execute(
    db,
  );
  return result.rows;
}

async function loadParts(db: Db, window: SecondsWindow): Promise<{ block: number; packed: Buffer }[]> {
  const blocks = window.siteIds
    ? sql`block = any(${arrayLiteral(new Set([...window.siteIds].map(blockOf)))}::int[])`
    : sql`true`;
  const result = await sql<{ block: number; packed: Buffer }>`
    select block, packed from reading_part
    where ${blocks} and to_at >= to_timestamp(${window.from}) and from_at < to_timestamp(${window.to})`.execute(
    db,
  );
  return result.rows;
}

/** Whole UTC days before `before` (seconds) that have parts, by block; `day` is midnight in seconds. */
export async function listUnfolded(db: Db, before: number): Promise<{ block: number; day: number }[]> {
  const result = await sql<{ block: number; day: number }>`
    select distinct block, extract(epoch from date_trunc('day', from_at, 'UTC'))::int8 as day from reading_part
    where from_at < date_trunc('day', to_timestamp(${before}), 'UTC') order by day, block`.execute(db);
  return result.rows;
}

/** The instants of readings in parts that overlap the window: which site, first and last. */
export async function listUnfoldedStretches(
  db: Db,
  window: SecondsWindow,
): Promise<Map<number, { from: number; to: number }>> {
  const stretches = new Map<number, { from: number; to: number }>();
  for (const row of await loadParts(db, window)) {
    unpack(
      row.packed,
      row.block,
      { from: window.from, to: window.to, wanted: window.siteIds },
      (siteId, { at }) => {
        const stretch = stretches.get(siteId);
        if (!stretch) stretches.set(siteId, { from: at, to: at });
        else stretches.set(siteId, { from: Math.min(stretch.from, at), to: Math.max(stretch.to, at) });
      },
    );
  }
  return stretches;
}

/** Deletes the parts of a block and day that were there to be read: the lock keeps others from adding any meanwhile. */
export async function deleteParts(db: Db, block: number, day: number): Promise<number> {
  const result = await sql`delete from reading_part where block = ${block}
    and from_at >= to_timestamp(${day}) and from_at < to_timestamp(${day + 86_400})`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Writes sites' whole days. */
export async function writeDays(
  db: Db,
  day: number,
  sites: ReadonlyMap<number, readonly Reading[]>,
): Promise<void> {
  const entries = [...sites].filter(([, readings]) => readings.length > 0);
  const blob = Buffer.concat(entries.map(([siteId, readings]) => packReadings(siteId, readings)));
  const counts = entries.map(([, readings]) => readings.length);
  let place = 0;
  const places = counts.map((count) => {
    const start = place;
    place += count * bytesPerReading;
    return start;
  });
  await sql`
    insert into reading_day (site_id, day, n, packed)
    select site_id, (to_timestamp(${day}) at time zone 'UTC')::date, n, substring(${blob}::bytea from place + 1 for n * ${bytesPerReading}::int)
    from unnest(${arrayLiteral(entries.map(([siteId]) => siteId))}::int[], ${arrayLiteral(counts)}::int[],
      ${arrayLiteral(places)}::int[]) as t(site_id, n, place)
    on conflict (site_id, day) do update set n = excluded.n, packed = excluded.packed`.execute(db);
}

export type SiteHour = Hour & { siteId: number };

/** Writes rollups over whatever was there. */
export async function writeHours(db: Db, hours: readonly SiteHour[]): Promise<void> {
  const list = (of: (hour: SiteHour) => number) => arrayLiteral(hours.map(of));
  await sql`
    insert into reading_hour (site_id, hour, n, up_s, degraded_s, down_s, unknown_s, loss_max, loss_avg, latency_avg,
      latency_p95, latency_max, in_avg, out_avg, mbps_max)
    select site_id, to_timestamp(hour), n, up_s, degraded_s, down_s, unknown_s, nullif(loss_max, 'NaN'), nullif(loss_avg, 'NaN'),
      nullif(latency_avg, 'NaN'), nullif(latency_p95, 'NaN'), nullif(latency_max, 'NaN'), nullif(in_avg, 'NaN'),
      nullif(out_avg, 'NaN'), nullif(mbps_max, 'NaN')
    from unnest(${list((hour) => hour.siteId)}::int[], ${list((hour) => hour.hour)}::float8[], ${list((hour) => hour.readings)}::int[],
      ${list((hour) => hour.seconds[1])}::int[], ${list((hour) => hour.seconds[2])}::int[],
      ${list((hour) => hour.seconds[3])}::int[], ${list((hour) => hour.seconds[0])}::int[],
      ${list((hour) => hour.lossMax)}::real[], ${list((hour) => hour.lossMean)}::real[], ${list((hour) => hour.latencyMean)}::real[],
      ${list((hour) => hour.latencyP95)}::real[], ${list((hour) => hour.latencyMax)}::real[], ${list((hour) => hour.inMean)}::real[],
      ${list((hour) => hour.outMean)}::real[], ${list((hour) => hour.peakMbps)}::real[])
      as t(site_id, hour, n, up_s, degraded_s, down_s, unknown_s, loss_max, loss_avg, latency_avg, latency_p95, latency_max,
        in_avg, out_avg, mbps_max)
    on conflict (site_id, hour) do update set n = excluded.n, up_s = excluded.up_s, degraded_s = excluded.degraded_s,
      down_s = excluded.down_s, unknown_s = excluded.unknown_s, loss_max = excluded.loss_max, loss_avg = excluded.loss_avg,
      latency_avg = excluded.latency_avg, latency_p95 = excluded.latency_p95, latency_max = excluded.latency_max,
      in_avg = excluded.in_avg, out_avg = excluded.out_avg, mbps_max = excluded.mbps_max`.execute(db);
}

type NullableHour = Record<
  'lossMax' | 'lossMean' | 'latencyMean' | 'latencyP95' | 'latencyMax' | 'inMean' | 'outMean' | 'peakMbps',
  number | null
>;

/** Stored rollups whose hour begins in the window. */
export async function loadHours(db: Db, window: SecondsWindow): Promise<SiteHour[]> {
  const sites = window.siteIds ? sql`site_id = any(${arrayLiteral(window.siteIds)}::int[])` : sql`true`;
  const result = await sql<
    NullableHour & {
      siteId: number;
      hour: number;
      readings: number;
      seconds: [number, number, number, number];
    }
  >`
    select site_id as "siteId", extract(epoch from hour)::int8 as hour, n as readings, array[unknown_s, up_s, degraded_s, down_s] as seconds,
      loss_max as "lossMax", loss_avg as "lossMean", latency_avg as "latencyMean", latency_p95 as "latencyP95",
      latency_max as "latencyMax", in_avg as "inMean", out_avg as "outMean", mbps_max as "peakMbps"
    from reading_hour where ${sites} and hour >= to_timestamp(${window.from}) and hour < to_timestamp(${window.to})`.execute(
    db,
  );
  return result.rows.map((row) => ({
    siteId: row.siteId,
    hour: row.hour,
    readings: row.readings,
    seconds: row.seconds,
    lossMax: row.lossMax ?? Number.NaN,
    lossMean: row.lossMean ?? Number.NaN,
    latencyMean: row.latencyMean ?? Number.NaN,
    latencyP95: row.latencyP95 ?? Number.NaN,
    latencyMax: row.latencyMax ?? Number.NaN,
    inMean: row.inMean ?? Number.NaN,
    outMean: row.outMean ?? Number.NaN,
    peakMbps: row.peakMbps ?? Number.NaN,
  }));
}
