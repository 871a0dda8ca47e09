import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne } from '#platform/db';
import type { ConcentratorForecast } from './forecast-model.ts';

/** The forecasts that were worked out ahead. */
export interface StoredForecast {
  asOf: Date;
  /** Of the estate and its history when they were read. */
  version: string;
  found: readonly ConcentratorForecast[];
}

const day = z.strictObject({
  isoDate: z.string(),
  lowMbps: z.number(),
  middleMbps: z.number(),
  highMbps: z.number(),
});
const peak = z.strictObject({
  isoDate: z.string(),
  weekday: z.number(),
  kind: z.custom<ConcentratorForecast['peaks'][number]['kind']>((kind) => typeof kind === 'string'),
  mbps: z.number().nullable(),
  at: z.coerce.date().nullable(),
  known: z.number(),
});
const until = z.strictObject({
  percent: z.number(),
  mbps: z.number(),
  verdict: z.enum(['reached', 'in sight', 'not in sight']),
  earliest: z.number().nullable(),
  likely: z.number().nullable(),
  latest: z.number().nullable(),
  chance: z.number(),
  horizonDays: z.number(),
  text: z.string(),
});
const forecast = z.strictObject({
  concentrator: z.string(),
  asOf: z.coerce.date(),
  ratedMbps: z.number().nullable(),
  ratingSource: z.string().nullable(),
  ceilingMbps: z.number().nullable(),
  saturation: z.string(),
  peaks: z.array(peak),
  forecast: z.array(day).nullable(),
  reason: z.string().nullable(),
  until: z.array(until),
  levelSteps: z.array(z.string()),
  growthPercentPerWeek: z.number().nullable(),
  origins: z.number(),
  knownDays: z.number(),
});

const stamp = z.strictObject({ asOf: z.date(), version: z.string() });

/** When the stored forecasts were worked out and what from; undefined before the first. */
export const selectForecastStamp = (db: Db) =>
  maybeOne(db, stamp, sql`select as_of as "asOf", version from peak_forecast`);

/** The stored forecasts with their stamp. */
export const selectForecast = (db: Db): Promise<StoredForecast | undefined> =>
  maybeOne(
    db,
    stamp.extend({ found: z.array(forecast) }),
    sql`select as_of as "asOf", version, found from peak_forecast`,
  );

/** Takes the place of what was stored before, unless that is newer. */
export async function upsertForecast(
  db: Db,
  { now, version, found }: { now: Date; version: string; found: readonly ConcentratorForecast[] },
): Promise<void> {
  await sql`insert into peak_forecast (as_of, version, found) values (${now}, ${version}, ${JSON.stringify(found)}::jsonb)
    on conflict (one) do update set as_of = excluded.as_of, version = excluded.version, found = excluded.found
    where excluded.as_of >= peak_forecast.as_of`.execute(db);
}
