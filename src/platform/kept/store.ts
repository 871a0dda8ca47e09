import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, rows } from '../db/index.ts';

/** Parts of the record whose tables leave marks when they are written: migrations 0037, 0038, 0041, 0044, 0050 and 0051 name the
 * tables. */
export const areas = [
  'estate',
  'states',
  'history',
  'concentrators',
  'episodes',
  'incidents',
  'impact',
  'calls',
  'recovery',
  'settings',
  'reviews',
  'people',
  'updates',
  'measured',
  'moves',
] as const;
export type Area = (typeof areas)[number];

const markSchema = z.strictObject({ area: z.enum(areas), version: z.string() });

/**
 * What this moment's version of each area, or of those wanted, is called. Two moments with the same name saw the same committed writes, in
 * any process: the name is the number of the newest transaction that wrote there. While an older transaction is still open,
 * which may have written there too and not been seen yet, the name is that of the moment's whole snapshot, so that nothing
 * is taken for unchanged. So is it before the first mark, and where marks were copied from another server.
 */
export async function selectVersions(
  db: Db,
  wanted: readonly Area[] = areas,
): Promise<ReadonlyMap<Area, string>> {
  const found = await rows(
    db,
    markSchema,
    sql`select asked.area, coalesce(
        case when max(mark.tx) < pg_snapshot_xmin(pg_current_snapshot()) then max(mark.tx)::text end,
        pg_current_snapshot()::text) as version
      from unnest(${[...wanted]}::text[]) as asked (area) left join change_mark mark on mark.area = asked.area
      group by asked.area`,
  );
  return new Map(found.map(({ area, version }) => [area, version]));
}

/** Removes marks that were copied here from another server, whose transactions have higher numbers than any here. */
export async function dropForeignMarks(db: Db): Promise<void> {
  await sql`delete from change_mark where tx >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db);
}
