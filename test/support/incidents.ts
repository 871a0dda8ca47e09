import { sql } from 'kysely';
import type { EpisodeKind } from '#detection';
import { declareIncident, type Incident } from '#incidents';
import type { Context } from '../../src/platform/context/index.ts';

let made = 0;

/** Stores an episode as detection would have found it; returns its id. */
export async function givenEpisode(
  context: Context,
  episode: { kind: EpisodeKind; siteIds: readonly number[]; from: string; to?: string | null; text?: string },
): Promise<number> {
  const now = context.clock.now();
  made += 1;
  const stored = await sql<{ id: number }>`
    insert into episode (kind, subject, started_at, ended_at, evidence, recorded_at, changed_at)
    values (${episode.kind}, ${`test:${made}`}, ${episode.from}, ${episode.to ?? null},
      ${JSON.stringify({ text: episode.text ?? 'Seen in a test.' })}::jsonb, ${now}, ${now}) returning id`.execute(
    context.db,
  );
  const id = stored.rows[0]?.id ?? 0;
  await sql`insert into episode_site (episode_id, site_id, from_at, to_at)
    select ${id}, unnest(${[...episode.siteIds]}::bigint[]), ${episode.from}::timestamptz, ${episode.to ?? null}::timestamptz`.execute(
    context.db,
  );
  return id;
}

/** Ends an episode, or withdraws it. */
export async function changeEpisode(
  context: Context,
  id: number,
  change: { to?: string; withdrawn?: boolean },
): Promise<void> {
  await sql`update episode set ended_at = coalesce(${change.to ?? null}::timestamptz, ended_at),
    withdrawn_at = ${change.withdrawn ? context.clock.now() : null} where id = ${id}`.execute(context.db);
}

/** A declared incident called `firewalls`, begun at 6am London time on Thursday 16 April 2026. */
export const givenIncident = (
  context: Context,
  input: Partial<Parameters<typeof declareIncident>[1]> = {},
): Promise<Incident> =>
  declareIncident(context, {
    title: 'Firewalls drop their connection',
    slug: 'firewalls',
    summary: 'Practices lose their connection now and then.',
    itSeverity: 2,
    startedAt: new Date('2026-04-16T05:00:00Z'),
    symptomWords: ['internet down', 'vpn'],
    components: [{ key: 'concentrator', value: 'VPN-A' }],
    ...input,
  });
