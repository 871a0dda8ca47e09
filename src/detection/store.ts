import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, rows } from '#platform/db';
import { type Episode, type EpisodeKind, episodeSchema, type FoundEpisode } from './model.ts';

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

/** Stored episodes of these subjects and kinds that start at or after `from`, withdrawn ones included. */
export function storedEpisodes(
  db: Db,
  query: { subjects: readonly string[]; kinds: readonly EpisodeKind[]; from: Date },
): Promise<StoredEpisode[]> {
  return rows(
    db,
    storedSchema,
    sql`select e.id, e.kind, e.subject, e.started_at as "startedAt", e.ended_at as "endedAt", e.evidence,
        e.withdrawn_at is not null as withdrawn,
        coalesce((select jsonb_agg(jsonb_build_object('siteId', s.site_id, 'from', s.from_at, 'to', s.to_at) order by s.site_id)
                  from episode_site s where s.episode_id = e.id), '[]') as sites
      from episode e
      where e.subject = any(${[...query.subjects]}) and e.kind = any(${[...query.kinds]}) and e.started_at >= ${query.from}`,
  );
}

/** The earliest start among episodes of these subjects that reach past `from`; null when there are none. */
export async function earliestOverlapping(
  db: Db,
  subjects: readonly string[],
  from: Date,
): Promise<Date | null> {
  const found = await rows(
    db,
    z.object({ earliest: z.date().nullable() }),
    sql`select min(started_at) as earliest from episode
      where subject = any(${[...subjects]}) and withdrawn_at is null and (ended_at is null or ended_at >= ${from})`,
  );
  return found[0]?.earliest ?? null;
}

/** Sites with an outage or flap that has not ended: they need another look although their state did not change. */
export async function sitesWithOpenEpisodes(db: Db): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ siteId: z.number() }),
    sql`select distinct s.site_id as "siteId" from episode e join episode_site s on s.episode_id = e.id
      where e.ended_at is null and e.withdrawn_at is null and e.kind in ('outage', 'flap', 'concentrator-outage')`,
  );
  return found.map((row) => row.siteId);
}

export async function concentratorsWithOpenEpisodes(db: Db): Promise<number[]> {
  const found = await rows(
    db,
    z.object({ id: z.number() }),
    sql`select distinct concentrator_id as id from episode
      where ended_at is null and withdrawn_at is null and concentrator_id is not null`,
  );
  return found.map((row) => row.id);
}

/** Inserts an episode, or rewrites the stored one of the same kind, subject and start (also when it was withdrawn). */
export async function saveEpisode(tx: Context, found: FoundEpisode): Promise<number> {
  const now = tx.clock.now();
  const ended = found.toMs === null ? null : new Date(found.toMs);
  const saved = await rows(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into episode (kind, subject, started_at, ended_at, concentrator_id, evidence, recorded_at, changed_at)
      values (${found.kind}, ${found.subject}, ${new Date(found.fromMs)}, ${ended}, ${found.concentratorId},
              ${JSON.stringify(found.evidence)}::jsonb, ${now}, ${now})
      on conflict (kind, subject, started_at) do update
        set ended_at = excluded.ended_at, evidence = excluded.evidence, changed_at = excluded.changed_at, withdrawn_at = null
      returning id`,
  );
  const id = saved[0]?.id ?? 0;
  await sql`delete from episode_site where episode_id = ${id}`.execute(tx.db);
  if (found.sites.length > 0) {
    const sites = found.sites.map((site) => ({
      site_id: site.siteId,
      from_at: new Date(site.fromMs).toISOString(),
      to_at: site.toMs === null ? null : new Date(site.toMs).toISOString(),
    }));
    await sql`insert into episode_site (episode_id, site_id, from_at, to_at)
      select ${id}, s.site_id, s.from_at, s.to_at
      from jsonb_to_recordset(${JSON.stringify(sites)}::jsonb) as s(site_id bigint, from_at timestamptz, to_at timestamptz)`.execute(
      tx.db,
    );
  }
  return id;
}

export async function withdrawEpisodes(tx: Context, ids: readonly number[]): Promise<void> {
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
