import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, one, rows } from '#platform/db';
import { type Episode, type EpisodeKind, episodeKinds, episodeSchema, type FoundEpisode } from './model.ts';

const storedSchema = z.object({
  id: z.number(),
  kind: z.string(),
  subject: z.string(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  evidence: z.record(z.string(), z.unknown()),
  withdrawn: z.boolean(),
  sites: z.array(z.object({ siteId: z.number(), from: z.coerce.date(), to: z.coerce.date().nullable() })),
});
export type StoredEpisode = z.output<typeof storedSchema>;

const storedColumns = sql`e.id, e.kind, e.subject, e.started_at as "startedAt", e.ended_at as "endedAt", e.evidence,
  e.withdrawn_at is not null as withdrawn,
  coalesce((select jsonb_agg(jsonb_build_object('siteId', s.site_id, 'from', s.from_at, 'to', s.to_at) order by s.site_id)
            from episode_site s where s.episode_id = e.id), '[]') as sites`;

/** Stored episodes of these kinds that start at or after their subject's instant, withdrawn ones included. */
export const storedEpisodes = (
  db: Db,
  query: { fromBySubject: ReadonlyMap<string, number>; kinds: readonly EpisodeKind[] },
): Promise<StoredEpisode[]> =>
  rows(
    db,
    storedSchema,
    sql`select ${storedColumns} from ${instants(query.fromBySubject)} join episode e using (subject)
      where e.kind = any(${[...query.kinds]}) and e.started_at >= since`,
  );

/** Subjects with an instant each, as rows (subject, since). */
const instants = (bySubject: ReadonlyMap<string, number>) =>
  sql`unnest(${[...bySubject.keys()]}::text[], ${[...bySubject.values()].map((ms) => new Date(ms).toISOString())}::timestamptz[])
    as t(subject, since)`;

/**
 * Each subject's instant (in milliseconds), moved back to the earliest start of its episodes of these kinds that reach past
 * it; and the episodes that start from there on, withdrawn ones included.
 */
export async function storedAround(
  db: Db,
  query: { fromBySubject: ReadonlyMap<string, number>; kinds: readonly EpisodeKind[] },
): Promise<{ fromBySubject: Map<string, number>; stored: StoredEpisode[] }> {
  const kinds = [...query.kinds];
  const found = await rows(
    db,
    z.looseObject({ about: z.string(), widened: z.date(), id: z.number().nullable() }),
    sql`with edge as (
        select t.subject as about, least(t.since, min(e.started_at)) as widened
        from ${instants(query.fromBySubject)} left join episode e on e.subject = t.subject and e.kind = any(${kinds})
          and e.withdrawn_at is null and (e.ended_at is null or e.ended_at >= t.since)
        group by t.subject, t.since)
      select about, widened, ${storedColumns}
      from edge left join episode e on e.subject = about and e.kind = any(${kinds}) and e.started_at >= widened`,
  );
  return {
    fromBySubject: new Map(found.map(({ about, widened }) => [about, widened.getTime()])),
    stored: found.filter(({ id }) => id !== null).map((row) => storedSchema.parse(row)),
  };
}

/** Sites whose episodes time alone may have changed by now, and from where (in milliseconds) to look again. */
export async function dueSites(db: Db, now: Date): Promise<Map<number, number>> {
  const found = await rows(
    db,
    z.object({ siteId: z.number(), from: z.date() }),
    sql`select site_id as "siteId", from_at as "from" from detection_watch where due_at <= ${now}`,
  );
  return new Map(found.map((row) => [row.siteId, row.from.getTime()]));
}

/** Replaces what is kept about these sites: when each must be looked at again, if at all. */
export async function saveWatch(
  db: Db,
  siteIds: readonly number[],
  looks: ReadonlyMap<number, { fromMs: number; dueMs: number }>,
): Promise<void> {
  await sql`delete from detection_watch where site_id = any(${[...siteIds]})`.execute(db);
  if (looks.size === 0) return;
  const list = [...looks].map(([siteId, look]) => ({
    site_id: siteId,
    from_at: new Date(look.fromMs).toISOString(),
    due_at: new Date(look.dueMs).toISOString(),
  }));
  await sql`insert into detection_watch (site_id, from_at, due_at)
    select site_id, from_at, due_at
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as t(site_id int, from_at timestamptz, due_at timestamptz)`.execute(
    db,
  );
}

/** Concentrators with an episode that has not ended, by its kind. */
export async function concentratorsWithOpen(db: Db): Promise<Map<EpisodeKind, number[]>> {
  const found = await rows(
    db,
    z.object({ kind: z.enum(episodeKinds), id: z.number() }),
    sql`select distinct kind, concentrator_id as id from episode
      where ended_at is null and withdrawn_at is null and concentrator_id is not null`,
  );
  return new Map(
    [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, of]) => [kind, of.map(({ id }) => id)]),
  );
}

/** What time alone may change by now: sites that are due a look, open episodes of concentrators, an open surge. */
export const whatWaits = (
  db: Db,
  now: Date,
): Promise<{ sites: boolean; concentrators: boolean; surge: boolean }> =>
  one(
    db,
    z.strictObject({ sites: z.boolean(), concentrators: z.boolean(), surge: z.boolean() }),
    sql`select exists (select from detection_watch where due_at <= ${now}) as sites,
        exists (select from episode where ended_at is null and withdrawn_at is null and concentrator_id is not null) as concentrators,
        exists (select from episode where ended_at is null and withdrawn_at is null and kind = 'surge') as surge`,
  );

/** When the surge began that has not ended yet; null when there is none. */
export async function openSurgeStart(db: Db): Promise<Date | null> {
  const found = await one(
    db,
    z.object({ start: z.date().nullable() }),
    sql`select min(started_at) as start from episode where ended_at is null and withdrawn_at is null and kind = 'surge'`,
  );
  return found.start;
}

/** Inserts episodes, or rewrites the stored ones of the same kind, subject and start (also when they were withdrawn).
 * Returns their ids in the same order. */
export async function saveEpisodes(tx: Context, found: readonly FoundEpisode[]): Promise<number[]> {
  if (found.length === 0) return [];
  const list = found.map((episode, place) => ({
    place,
    kind: episode.kind,
    subject: episode.subject,
    started_at: new Date(episode.fromMs).toISOString(),
    ended_at: episode.toMs === null ? null : new Date(episode.toMs).toISOString(),
    concentrator_id: episode.concentratorId,
    evidence: episode.evidence,
  }));
  const saved = await rows(
    tx.db,
    z.object({ place: z.number(), id: z.number() }),
    sql`with given as (
        select * from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as t(place int, kind text, subject text,
          started_at timestamptz, ended_at timestamptz, concentrator_id bigint, evidence jsonb)
      ), saved as (
        insert into episode (kind, subject, started_at, ended_at, concentrator_id, evidence, recorded_at, changed_at)
        select kind, subject, started_at, ended_at, concentrator_id, evidence, ${tx.clock.now()}::timestamptz, ${tx.clock.now()}::timestamptz
        from given order by place
        on conflict (kind, subject, started_at) do update
          set ended_at = excluded.ended_at, evidence = excluded.evidence, changed_at = excluded.changed_at, withdrawn_at = null
        returning id, kind, subject, started_at
      )
      select place, id from saved join given using (kind, subject, started_at) order by place`,
  );
  const ids = saved.map((row) => row.id);
  await saveMembers(tx, ids, found);
  return ids;
}

async function saveMembers(
  tx: Context,
  ids: readonly number[],
  found: readonly FoundEpisode[],
): Promise<void> {
  const members = found.flatMap((episode, place) =>
    episode.sites.map((site) => ({
      episode_id: ids[place],
      site_id: site.siteId,
      from_at: new Date(site.fromMs).toISOString(),
      to_at: site.toMs === null ? null : new Date(site.toMs).toISOString(),
    })),
  );
  await sql`delete from episode_site where episode_id = any(${[...ids]})`.execute(tx.db);
  await sql`insert into episode_site (episode_id, site_id, from_at, to_at)
    select episode_id, site_id, from_at, to_at from jsonb_to_recordset(${JSON.stringify(members)}::jsonb)
      as s(episode_id bigint, site_id bigint, from_at timestamptz, to_at timestamptz)`.execute(tx.db);
}

export async function withdrawEpisodes(tx: Context, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update episode set withdrawn_at = ${tx.clock.now()}, changed_at = ${tx.clock.now()}
    where id = any(${[...ids]})`.execute(tx.db);
}

/** Episodes that touch [from, to), withdrawn ones left out, oldest first. */
export function listEpisodes(
  db: Db,
  query: {
    from: Date;
    to: Date;
    kinds?: readonly EpisodeKind[];
    siteIds?: readonly number[];
    openOnly?: boolean;
  },
): Promise<Episode[]> {
  const kinds = query.kinds ? sql`and e.kind = any(${[...query.kinds]})` : sql``;
  const open = query.openOnly ? sql`and e.ended_at is null` : sql``;
  const sites = query.siteIds
    ? sql`and exists (select 1 from episode_site x where x.episode_id = e.id and x.site_id = any(${[...query.siteIds]}))`
    : sql``;
  return rows(
    db,
    episodeSchema,
    sql`select ${episodeColumns} from episode e
      where e.withdrawn_at is null and e.started_at < ${query.to} and (e.ended_at is null or e.ended_at >= ${query.from})
      ${kinds} ${open} ${sites} order by e.started_at, e.id`,
  );
}

const episodeColumns = sql`e.id, e.kind, e.started_at as "startedAt", e.ended_at as "endedAt",
  e.concentrator_id as "concentratorId", e.evidence,
  coalesce((select array_agg(s.site_id::float8 order by s.site_id) from episode_site s where s.episode_id = e.id), '{}') as "siteIds"`;

/** Episodes by id; a withdrawn one is not returned. */
export function findEpisodes(db: Db, ids: readonly number[]): Promise<Episode[]> {
  return rows(
    db,
    episodeSchema,
    sql`select ${episodeColumns} from episode e where e.withdrawn_at is null and e.id = any(${[...ids]}) order by e.started_at, e.id`,
  );
}

/** How many outages (of a site, or of its concentrator) and flaps touch [from, to), by site id; a site without any is absent. */
export async function failureCounts(
  db: Db,
  query: { from: Date; to: Date },
): Promise<Map<number, { outages: number; flaps: number }>> {
  const found = await rows(
    db,
    z.strictObject({ siteId: z.number(), outages: z.number(), flaps: z.number() }),
    sql`select s.site_id as "siteId", count(distinct e.id) filter (where e.kind <> 'flap')::int as outages,
        count(distinct e.id) filter (where e.kind = 'flap')::int as flaps
      from episode e join episode_site s on s.episode_id = e.id
      where e.kind in ('outage', 'concentrator-outage', 'flap') and e.withdrawn_at is null
        and e.started_at < ${query.to} and (e.ended_at is null or e.ended_at >= ${query.from})
      group by s.site_id`,
  );
  return new Map(found.map(({ siteId, ...counts }) => [siteId, counts]));
}

/** Sites with a flap that touches [from, to). */
export async function flappingSites(db: Db, query: { from: Date; to: Date }): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ siteId: z.number() }),
    sql`select distinct s.site_id as "siteId" from episode e join episode_site s on s.episode_id = e.id
      where e.kind = 'flap' and e.withdrawn_at is null and e.started_at < ${query.to}
        and (e.ended_at is null or e.ended_at >= ${query.from}) order by 1`,
  );
  return found.map((row) => row.siteId);
}
