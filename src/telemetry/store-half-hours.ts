import { sql } from 'kysely';
import type { Db } from '#platform/db';
import { bytesPerSiteDay, type HalfHourFigures, packHalfHours } from './core/half-hours.ts';
import { arrayLiteral } from './store.ts';
import type { SecondsWindow } from './store-readings.ts';

// Hot paths: rows are not parsed by zod (see store.ts).

/** Writes sites' half hours of a UTC day (its start in seconds) over whatever was there. */
export async function writeHalfHours(
  db: Db,
  day: number,
  sites: ReadonlyMap<number, HalfHourFigures>,
): Promise<void> {
  if (sites.size === 0) return;
  const blob = Buffer.concat([...sites.values()].map(packHalfHours));
  await sql`
    insert into reading_half_hours (site_id, day, packed)
    select site_id, (to_timestamp(${day}) at time zone 'UTC')::date,
      substring(${blob}::bytea from (number::int - 1) * ${bytesPerSiteDay}::int + 1 for ${bytesPerSiteDay}::int)
    from unnest(${arrayLiteral(sites.keys())}::int[]) with ordinality as t(site_id, number)
    on conflict (site_id, day) do update set packed = excluded.packed`.execute(db);
}

const scopeOf = (window: SecondsWindow) => sql`
  ${window.siteIds ? sql`site_id = any(${arrayLiteral(window.siteIds)}::int[])` : sql`true`}
  and day between (to_timestamp(${window.from}) at time zone 'UTC')::date and (to_timestamp(${window.to}) at time zone 'UTC')::date`;

export interface SiteDay {
  siteId: number;
  /** Its start, in seconds. */
  day: number;
}

/** Stored half hours of the UTC days that touch the window. */
export async function loadHalfHours(
  db: Db,
  window: SecondsWindow,
): Promise<(SiteDay & { packed: Buffer })[]> {
  const result = await sql<SiteDay & { packed: Buffer }>`
    select site_id as "siteId", extract(epoch from day::timestamp at time zone 'UTC')::int8 as day, packed
    from reading_half_hours where ${scopeOf(window)}`.execute(db);
  return result.rows;
}

/** Folded days without stored half hours: those folded before half hours were kept. */
export async function listDaysWithoutHalfHours(db: Db, window: SecondsWindow): Promise<SiteDay[]> {
  const result = await sql<SiteDay>`
    select site_id as "siteId", extract(epoch from day::timestamp at time zone 'UTC')::int8 as day
    from reading_day as folded where ${scopeOf(window)} and not exists (
      select from reading_half_hours as kept where kept.site_id = folded.site_id and kept.day = folded.day)`.execute(
    db,
  );
  return result.rows;
}

/** Mean load in each half hour of the window in which a concentrator sent at least `least` readings of in and out. */
export async function loadConcentratorHalfHours(
  db: Db,
  window: { concentratorIds?: readonly number[]; from: Date; to: Date },
  least: number,
): Promise<{ concentratorId: number; atMs: number; mbps: number }[]> {
  const chosen = window.concentratorIds
    ? sql`concentrator_id = any(${arrayLiteral(window.concentratorIds)}::int[])`
    : sql`true`;
  const result = await sql<{ concentratorId: number; atMs: number; mbps: number }>`
    select concentrator_id as "concentratorId", (floor(extract(epoch from at) / 1800) * 1800000)::int8 as "atMs",
      avg((in_mbps + out_mbps)::float8) as mbps
    from concentrator_reading
    where ${chosen} and at >= ${window.from} and at < ${window.to} and in_mbps is not null and out_mbps is not null
    group by 1, 2 having count(*) >= ${least} order by 1, 2`.execute(db);
  return result.rows;
}
