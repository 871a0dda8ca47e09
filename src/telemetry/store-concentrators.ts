import { sql } from 'kysely';
import type { Db } from '#platform/db';
import { figure } from './core/figure.ts';
import type { ConcentratorRow } from './core/parse.ts';
import type { ConcentratorReading } from './model.ts';
import { arrayLiteral } from './store.ts';

// Hot paths: rows are not parsed by zod (see store.ts).

/**
 * Stores concentrator readings, one for each concentrator and instant. A second reading of one instant joins the first
 * figure by figure, the larger one staying (`greatest` leaves nulls out). Returns those that brought something new.
 */
export async function writeConcentratorReadings(
  db: Db,
  rows: readonly ConcentratorRow[],
): Promise<{ concentratorId: number; at: number }[]> {
  if (rows.length === 0) return [];
  const list = (of: (row: ConcentratorRow) => number) => arrayLiteral(rows.map(of));
  const result = await sql<{ concentratorId: number; at: number }>`
    insert into concentrator_reading as c (concentrator_id, at, in_mbps, out_mbps, load_score, tunnels)
    select id, to_timestamp(at), nullif(in_mbps, 'NaN'), nullif(out_mbps, 'NaN'), nullif(load_score, 'NaN'), nullif(tunnels, 'NaN')::int
    from unnest(${list((row) => row.concentratorId)}::int[], ${list((row) => row.at)}::float8[], ${list((row) => row.inMbps)}::real[],
      ${list((row) => row.outMbps)}::real[], ${list((row) => row.loadScore)}::real[], ${list((row) => row.tunnels)}::real[])
      as t(id, at, in_mbps, out_mbps, load_score, tunnels)
    on conflict (concentrator_id, at) do update set in_mbps = greatest(c.in_mbps, excluded.in_mbps),
      out_mbps = greatest(c.out_mbps, excluded.out_mbps), load_score = greatest(c.load_score, excluded.load_score),
      tunnels = greatest(c.tunnels, excluded.tunnels)
    where (greatest(c.in_mbps, excluded.in_mbps), greatest(c.out_mbps, excluded.out_mbps),
        greatest(c.load_score, excluded.load_score), greatest(c.tunnels, excluded.tunnels))
      is distinct from (c.in_mbps, c.out_mbps, c.load_score, c.tunnels)
    returning concentrator_id as "concentratorId", extract(epoch from at)::int8 as at`.execute(db);
  return result.rows;
}

/** The last reading of each of these concentrators in [from, to) that has a load. */
export async function loadLastLoads(
  db: Db,
  window: { concentratorIds: readonly number[]; from: Date; to: Date },
): Promise<{ concentratorId: number; at: Date; mbps: number }[]> {
  const result = await sql<{ concentratorId: number; atMs: number; mbps: number }>`
    select id as "concentratorId", (extract(epoch from last.at) * 1000)::int8 as "atMs",
      (last.in_mbps + last.out_mbps)::float8 as mbps
    from unnest(${arrayLiteral(window.concentratorIds)}::int[]) as asked (id) cross join lateral (
      select at, in_mbps, out_mbps from concentrator_reading
      where concentrator_id = asked.id and at >= ${window.from} and at < ${window.to}
        and in_mbps is not null and out_mbps is not null
      order by at desc limit 1) as last`.execute(db);
  return result.rows.map(({ concentratorId, atMs, mbps }) => ({
    concentratorId,
    at: new Date(atMs),
    mbps: figure(mbps) ?? mbps,
  }));
}

/** Concentrator readings of the window, by concentrator and instant. */
export async function loadConcentratorReadings(
  db: Db,
  window: { concentratorIds?: readonly number[]; from: Date; to: Date },
): Promise<ConcentratorReading[]> {
  const chosen = window.concentratorIds
    ? sql`concentrator_id = any(${arrayLiteral(window.concentratorIds)}::int[])`
    : sql`true`;
  const result = await sql<Omit<ConcentratorReading, 'at' | 'mbps'> & { atMs: number }>`
    select concentrator_id as "concentratorId", (extract(epoch from at) * 1000)::int8 as "atMs", in_mbps as "inMbps",
      out_mbps as "outMbps", load_score as "loadScore", tunnels
    from concentrator_reading where ${chosen} and at >= ${window.from} and at < ${window.to}
    order by concentrator_id, at`.execute(db);
  const shown = (value: number | null) => figure(value ?? Number.NaN);
  return result.rows.map(({ atMs, ...row }) => ({
    ...row,
    at: new Date(atMs),
    mbps: row.inMbps === null || row.outMbps === null ? null : figure(row.inMbps + row.outMbps),
    loadScore: shown(row.loadScore),
  }));
}
