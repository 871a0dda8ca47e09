import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { AttributePlan, StoredSpell } from './core/plan-attributes.ts';
import type { ConcentratorPlan, KnownConcentrator } from './core/plan-concentrators.ts';
import type { SiteUpsert } from './core/plan-sites.ts';
import {
  type AttributeSpell,
  attributeSpellSchema,
  type Concentrator,
  concentratorSchema,
  type EstateFileKind,
  type Practice,
  practiceSchema,
  type Site,
  siteSchema,
} from './model.ts';

const practiceColumns = sql`id, ods_code as "odsCode", name, address_lines as "addressLines", town, postcode, phone,
  icb_code as "icbCode", sub_icb_code as "subIcbCode", status, prescribing_setting as "prescribingSetting",
  is_gp_practice as "isGpPractice", opened_on::text as "openedOn", closed_on::text as "closedOn",
  missing_since as "missingSince"`;

export const selectPractices = (db: Db, only: { gp: boolean; active: boolean }): Promise<Practice[]> =>
  rows(
    db,
    practiceSchema,
    sql`select ${practiceColumns} from practice
      where (is_gp_practice or not ${only.gp}) and (status = 'active' or not ${only.active}) order by ods_code`,
  );

export const selectPractice = (db: Db, odsCode: string): Promise<Practice | undefined> =>
  maybeOne(db, practiceSchema, sql`select ${practiceColumns} from practice where ods_code = ${odsCode}`);

const siteQuery = sql`select site.id, site.code, site.practice_id as "practiceId", practice.ods_code as "odsCode",
    practice.name as "practiceName", site.name, site.address, site.town, site.postcode, site.phone,
    site.opened_on::text as "openedOn", site.closed_on::text as "closedOn", site.missing_since as "missingSince"
  from site join practice on practice.id = site.practice_id`;

export const selectSites = (db: Db): Promise<Site[]> =>
  rows(db, siteSchema, sql`${siteQuery} order by site.code`);

export const selectSite = (db: Db, code: string): Promise<Site | undefined> =>
  maybeOne(db, siteSchema, sql`${siteQuery} where site.code = ${code}`);

/** Concentrators with their latest rating dated on or before the London day of `at`, the last recorded of that day. */
export const selectConcentrators = (db: Db, at: Date): Promise<Concentrator[]> =>
  rows(
    db,
    concentratorSchema,
    sql`select concentrator.id, code, name, data_centre as "dataCentre", model, rated_mbps as "ratedMbps",
        rated_tunnels as "ratedTunnels", rating.source as "ratingSource", rating.dated_on::text as "ratingDate"
      from concentrator left join lateral (
        select * from concentrator_rating
        where concentrator_id = concentrator.id and dated_on <= (${at} at time zone 'Europe/London')::date
        order by dated_on desc, id desc limit 1
      ) as rating on true
      order by code`,
  );

/** Every concentrator with all its ratings in the order they were recorded. */
const knownConcentratorSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  dataCentre: z.string(),
  model: z.string(),
  ratings: z.array(
    z.strictObject({
      ratedMbps: z.number().nullable(),
      ratedTunnels: z.number().nullable(),
      source: z.string(),
      datedOn: z.string(),
    }),
  ),
});

export const selectKnownConcentrators = (db: Db): Promise<KnownConcentrator[]> =>
  rows(
    db,
    knownConcentratorSchema,
    sql`select code, name, data_centre as "dataCentre", model, coalesce((
        select jsonb_agg(jsonb_build_object('ratedMbps', rated_mbps, 'ratedTunnels', rated_tunnels,
          'source', source, 'datedOn', dated_on::text) order by rating.id)
        from concentrator_rating as rating where concentrator_id = concentrator.id), '[]') as ratings
      from concentrator order by code`,
  );

/** The attributes of every site at one instant; one row a site, so that 25,000 sites parse in a moment. */
export const selectAttributesAt = (
  db: Db,
  at: Date,
  keys: readonly string[] | null,
  siteId: number | null = null,
): Promise<{ siteId: number; attributes: Record<string, string> }[]> =>
  rows(
    db,
    z.strictObject({ siteId: z.number(), attributes: z.record(z.string(), z.string()) }),
    sql`select site_id as "siteId", jsonb_object_agg(key, value) as attributes from site_attribute
      where valid @> ${at}::timestamptz and (${keys}::text[] is null or key = any(${keys}))
        and (${siteId}::bigint is null or site_id = ${siteId})
      group by site_id order by site_id`,
  );

/** When any of these attributes last began or ended at or before an instant, and when the next one does; null when never. */
export const selectChangesAround = (
  db: Db,
  at: Date,
  keys: readonly string[] | null,
): Promise<{ from: Date | null; to: Date | null }> =>
  one(
    db,
    z.strictObject({ from: z.date().nullable(), to: z.date().nullable() }),
    sql`select max(change.at) filter (where change.at <= ${at}) as "from", min(change.at) filter (where change.at > ${at}) as "to"
      from (select lower(valid) as at, key from site_attribute union all select upper(valid), key from site_attribute) change
      where isfinite(change.at) and (${keys}::text[] is null or key = any(${keys}))`,
  );

/** Spells that touch [from, to), whole: they are not cut at its ends. */
export const selectSpells = (
  db: Db,
  of: { from: Date; to: Date; keys: readonly string[] | null; siteIds: readonly number[] | null },
): Promise<AttributeSpell[]> =>
  rows(
    db,
    attributeSpellSchema,
    sql`select site_id as "siteId", key, value, lower(valid) as "from", upper(valid) as "to" from site_attribute
      where valid && tstzrange(${of.from}, ${of.to}) and (${of.keys}::text[] is null or key = any(${of.keys}))
        and (${of.siteIds}::bigint[] is null or site_id = any(${of.siteIds}))
      order by site_id, key, lower(valid)`,
  );

export interface ImportRow {
  at: Date;
  kind: EstateFileKind;
  fileName: string;
  sha256: string;
  scope: string;
  rows: number;
  adds: number;
  changes: number;
  closures: number;
  missing: number;
}

export async function insertImport(db: Db, of: ImportRow): Promise<number> {
  const { id } = await one(
    db,
    z.strictObject({ id: z.number() }),
    sql`insert into estate_import (at, kind, file_name, sha256, scope, row_count, adds, changes, closures, missing)
      values (${of.at}, ${of.kind}, ${of.fileName}, ${of.sha256}, ${of.scope}, ${of.rows}, ${of.adds}, ${of.changes},
        ${of.closures}, ${of.missing}) returning id`,
  );
  return id;
}

/** Inserts or updates practices by ODS code; being listed clears the missing flag. */
export async function upsertPractices(
  db: Db,
  practices: readonly Omit<Practice, 'id' | 'missingSince'>[],
): Promise<void> {
  await sql`insert into practice (ods_code, name, address_lines, town, postcode, phone, icb_code, sub_icb_code, status,
      prescribing_setting, is_gp_practice, opened_on, closed_on)
    select "odsCode", name, "addressLines", town, postcode, phone, "icbCode", "subIcbCode", status,
      "prescribingSetting", "isGpPractice", "openedOn", "closedOn"
    from jsonb_to_recordset(${JSON.stringify(practices)}::jsonb) as row("odsCode" text, name text,
      "addressLines" text[], town text, postcode text, phone text, "icbCode" text, "subIcbCode" text, status text,
      "prescribingSetting" text, "isGpPractice" boolean, "openedOn" date, "closedOn" date)
    on conflict (ods_code) do update set (name, address_lines, town, postcode, phone, icb_code, sub_icb_code, status,
      prescribing_setting, is_gp_practice, opened_on, closed_on, missing_since) = (excluded.name,
      excluded.address_lines, excluded.town, excluded.postcode, excluded.phone, excluded.icb_code,
      excluded.sub_icb_code, excluded.status, excluded.prescribing_setting, excluded.is_gp_practice,
      excluded.opened_on, excluded.closed_on, null)`.execute(db);
}

export async function flagPractices(db: Db, odsCodes: readonly string[], at: Date): Promise<void> {
  await sql`update practice set missing_since = ${at} where ods_code = any(${odsCodes})`.execute(db);
}

/** Inserts or updates sites by code; being listed clears the missing flag. */
export async function upsertSites(db: Db, sites: readonly SiteUpsert[]): Promise<void> {
  await sql`insert into site (code, practice_id, name, address, town, postcode, phone, opened_on, closed_on)
    select code, "practiceId", name, address, town, postcode, phone, "openedOn", "closedOn"
    from jsonb_to_recordset(${JSON.stringify(sites)}::jsonb) as row(code text, "practiceId" bigint, name text,
      address text, town text, postcode text, phone text, "openedOn" date, "closedOn" date)
    on conflict (code) do update set (practice_id, name, address, town, postcode, phone, opened_on, closed_on,
      missing_since) = (excluded.practice_id, excluded.name, excluded.address, excluded.town, excluded.postcode,
      excluded.phone, excluded.opened_on, excluded.closed_on, null)`.execute(db);
}

export async function flagSites(db: Db, codes: readonly string[], at: Date): Promise<void> {
  await sql`update site set missing_since = ${at} where code = any(${codes})`.execute(db);
}

/** Inserts or updates concentrators by code, then adds ratings; a rating is never changed. */
export async function writeConcentrators(
  db: Db,
  plan: Pick<ConcentratorPlan, 'upserts' | 'ratings'>,
  at: Date,
): Promise<void> {
  await sql`insert into concentrator (code, name, data_centre, model)
    select code, name, "dataCentre", model from jsonb_to_recordset(${JSON.stringify(plan.upserts)}::jsonb)
      as row(code text, name text, "dataCentre" text, model text)
    on conflict (code) do update set (name, data_centre, model) =
      (excluded.name, excluded.data_centre, excluded.model)`.execute(db);
  await sql`insert into concentrator_rating
      (concentrator_id, rated_mbps, rated_tunnels, source, dated_on, recorded_at)
    select concentrator.id, "ratedMbps", "ratedTunnels", source, "datedOn", ${at}
    from rows from (jsonb_to_recordset(${JSON.stringify(plan.ratings)}::jsonb) as (code text,
      "ratedMbps" double precision, "ratedTunnels" integer, source text, "datedOn" date)) with ordinality
      as row(code, "ratedMbps", "ratedTunnels", source, "datedOn", position)
    join concentrator on concentrator.code = row.code order by position`.execute(db);
}

const siteCodeSchema = z.strictObject({ id: z.number(), code: z.string() });

export async function selectSiteIds(db: Db): Promise<Map<string, number>> {
  const found = await rows(db, siteCodeSchema, sql`select id, code from site`);
  return new Map(found.map((row) => [row.code, row.id]));
}

export async function selectConcentratorCodes(db: Db): Promise<Set<string>> {
  const found = await rows(db, z.strictObject({ code: z.string() }), sql`select code from concentrator`);
  return new Set(found.map((row) => row.code));
}

const storedSpellSchema = z.strictObject({
  id: z.number(),
  siteId: z.number(),
  key: z.string(),
  value: z.string(),
  fromMs: z.date().transform((instant) => instant.getTime()),
  toMs: z
    .date()
    .transform((instant) => instant.getTime())
    .nullable(),
});

/** The whole history of these attributes of these sites. */
export const selectHistories = (
  db: Db,
  siteIds: readonly number[],
  keys: readonly string[],
): Promise<StoredSpell[]> =>
  rows(
    db,
    storedSpellSchema,
    sql`select id, site_id as "siteId", key, value, lower(valid) as "fromMs", upper(valid) as "toMs"
      from site_attribute where site_id = any(${siteIds}) and key = any(${keys})`,
  );

const instants = (list: readonly (number | null)[]): (string | null)[] =>
  list.map((ms) => (ms === null ? null : new Date(ms).toISOString()));

/** Writes a plan: removes, shrinks, inserts, in the order in which spells never overlap. */
export async function writeSpells(db: Db, plan: Omit<AttributePlan, 'entries'>): Promise<void> {
  const { remove, shrink, insert } = plan;
  if (remove.length > 0) await sql`delete from site_attribute where id = any(${remove})`.execute(db);
  if (shrink.length > 0) {
    await sql`update site_attribute set valid = tstzrange(row.starts, row.ends)
      from unnest(${shrink.map((row) => row.id)}::bigint[], ${instants(shrink.map((row) => row.fromMs))}::timestamptz[],
        ${instants(shrink.map((row) => row.toMs))}::timestamptz[]) as row(id, starts, ends)
      where site_attribute.id = row.id`.execute(db);
  }
  if (insert.length > 0) {
    await sql`insert into site_attribute (site_id, key, value, valid)
      select site_id, key, value, tstzrange(starts, ends)
      from unnest(${insert.map((row) => row.siteId)}::bigint[], ${insert.map((row) => row.key)}::text[],
        ${insert.map((row) => row.value)}::text[], ${instants(insert.map((row) => row.fromMs))}::timestamptz[],
        ${instants(insert.map((row) => row.toMs))}::timestamptz[]) as row(site_id, key, value, starts, ends)`.execute(
      db,
    );
  }
}
