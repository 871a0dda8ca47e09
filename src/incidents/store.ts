import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { Description } from './core/events.ts';
import {
  communicationStates,
  eprrTypes,
  type ImpactPeriod,
  type Incident,
  type IncidentCaches,
  impactKinds,
  type ResponseState,
  recoveryStates,
  responseStates,
  reviewStates,
  type TimelineEntry,
} from './model.ts';

// All SQL of the incidents domain.

const incidentRow = z
  .strictObject({
    id: z.number(),
    slug: z.string(),
    reference: z.string(),
    title: z.string(),
    summary: z.string(),
    itSeverity: z.number(),
    eprrType: z.enum(eprrTypes).nullable(),
    symptomWords: z.array(z.string()),
    components: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    startedAt: z.date(),
    declaredAt: z.date().nullable(),
    endedAt: z.date().nullable(),
    response: z.enum(responseStates),
    recovery: z.enum(recoveryStates),
    review: z.enum(reviewStates),
    communication: z.enum(communicationStates),
    nextUpdateDueAt: z.date().nullable(),
    demonstration: z.boolean(),
  })
  .transform(
    ({ response, recovery, review, communication, ...incident }): Incident => ({
      ...incident,
      states: { response, recovery, review, communication },
    }),
  );

const incidentColumns = sql`id, slug, reference, title, summary, it_severity as "itSeverity", eprr_type as "eprrType",
  symptom_words as "symptomWords", components, started_at as "startedAt", declared_at as "declaredAt",
  ended_at as "endedAt", response, recovery, review, communication, next_update_due_at as "nextUpdateDueAt",
  demonstration`;

export const findBySlug = (db: Db, slug: string): Promise<Incident | undefined> =>
  maybeOne(db, incidentRow, sql`select ${incidentColumns} from incident where slug = ${slug}`);

export const findById = (db: Db, id: number): Promise<Incident | undefined> =>
  maybeOne(db, incidentRow, sql`select ${incidentColumns} from incident where id = ${id}`);

/** The incident, locked until the transaction ends: whoever decides from its events decides alone. */
export const lockIncident = (tx: Context, id: number): Promise<Incident> =>
  one(tx.db, incidentRow, sql`select ${incidentColumns} from incident where id = ${id} for update`);

/** Newest start first. */
export const selectIncidents = (db: Db, states: readonly ResponseState[]): Promise<Incident[]> =>
  rows(
    db,
    incidentRow,
    sql`select ${incidentColumns} from incident where response = any(${[...states]}::text[])
      order by started_at desc, id desc`,
  );

/** Creates the row that events hang on; everything but slug and reference is re-derived from them. */
export async function insertIncident(
  tx: Context,
  incident: {
    slug: string;
    year: number;
    description: Description;
    demonstration: boolean;
    candidateKey: string | null;
  },
): Promise<number> {
  const { description } = incident;
  const prefix = `INC-${incident.year}-`;
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into incident (slug, reference, title, summary, it_severity, eprr_type, symptom_words, components,
        started_at, response, recovery, review, communication, demonstration, candidate_key)
      select ${incident.slug}, ${prefix} || lpad((count(*) + 1)::text, 3, '0'), ${description.title},
        ${description.summary}, ${description.itSeverity}, ${description.eprrType}, ${description.symptomWords},
        ${JSON.stringify(description.components)}::jsonb, ${description.startedAt}, 'candidate', 'not started',
        'not commissioned', 'none due', ${incident.demonstration}, ${incident.candidateKey}
      from incident where reference like ${`${prefix}%`}
      returning id`,
  );
  return row.id;
}

/** A candidate has never been public, so its slug may still change when it is declared. */
export async function nameCandidate(
  tx: Context,
  id: number,
  name: { slug: string; demonstration: boolean },
): Promise<void> {
  await sql`update incident set slug = ${name.slug}, demonstration = ${name.demonstration} where id = ${id}`.execute(
    tx.db,
  );
}

export async function slugExists(db: Db, slug: string): Promise<boolean> {
  const found = await maybeOne(
    db,
    z.object({ id: z.number() }),
    sql`select id from incident where slug = ${slug}`,
  );
  return found !== undefined;
}

export async function candidateKeyExists(db: Db, key: string): Promise<boolean> {
  const query = sql`select id from incident where candidate_key = ${key}`;
  return (await maybeOne(db, z.object({ id: z.number() }), query)) !== undefined;
}

/** Writes the caches. */
export async function updateCaches(tx: Context, id: number, caches: IncidentCaches): Promise<void> {
  const { states } = caches;
  await sql`update incident set title = ${caches.title}, summary = ${caches.summary},
      it_severity = ${caches.itSeverity}, eprr_type = ${caches.eprrType},
      symptom_words = ${caches.symptomWords}, components = ${JSON.stringify(caches.components)}::jsonb,
      started_at = ${caches.startedAt}, declared_at = ${caches.declaredAt}, ended_at = ${caches.endedAt},
      response = ${states.response}, recovery = ${states.recovery}, review = ${states.review},
      communication = ${states.communication}, next_update_due_at = ${caches.nextUpdateDueAt}
    where id = ${id}`.execute(tx.db);
}

const eventRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  type: z.string(),
  at: z.date(),
  recordedAt: z.date(),
  actor: z.string(),
  text: z.string(),
  data: z.record(z.string(), z.unknown()),
  public: z.boolean(),
  evidence: z.string().nullable(),
});

export async function insertEvent(
  tx: Context,
  event: Omit<TimelineEntry, 'id' | 'recordedAt' | 'actor'>,
): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into incident_event (incident_id, type, at, recorded_at, actor, text, data, public, evidence)
      values (${event.incidentId}, ${event.type}, ${event.at}, ${tx.clock.now()}, ${tx.actor.name}, ${event.text},
        ${JSON.stringify(event.data)}::jsonb, ${event.public}, ${event.evidence}) returning id`,
  );
  return row.id;
}

/** An incident's events in the order they were recorded; of all types unless some are named. */
export const selectEvents = (
  db: Db,
  incidentId: number,
  types?: readonly string[],
): Promise<TimelineEntry[]> =>
  rows(
    db,
    eventRow,
    sql`select id, incident_id as "incidentId", type, at, recorded_at as "recordedAt", actor, text, data, public, evidence
      from incident_event where incident_id = ${incidentId}
        and (${types === undefined} or type = any(${[...(types ?? [])]}::text[])) order by id`,
  );

/**
 * Events of some types in the order they were recorded; of reports of recovery only the one that counts of each practice, its latest
 * by when it was said: a country's reports are tens of thousands.
 */
export const selectCountingEvents = (
  db: Db,
  incidentId: number,
  types: readonly string[],
): Promise<TimelineEntry[]> =>
  rows(
    db,
    eventRow,
    sql`with counting as (
        select id from incident_event where incident_id = ${incidentId} and type = any(${[...types]}::text[])
          and type <> 'recovery.reported'
        union all
        (select distinct on (data->>'practice') id from incident_event
          where incident_id = ${incidentId} and type = 'recovery.reported' and type = any(${[...types]}::text[])
          order by data->>'practice', at desc, id desc))
      select id, incident_id as "incidentId", type, at, recorded_at as "recordedAt", actor, text, data, public, evidence
      from incident_event join counting using (id) order by id`,
  );

const impactRow = z.strictObject({
  siteId: z.number(),
  from: z.date(),
  to: z.date().nullable(),
  kind: z.enum(impactKinds),
  episodeId: z.number().nullable(),
  evidence: z.string(),
});

/** Impact periods that episodes show, in order of time; those of some episodes, or of all. */
export const selectImpact = (
  db: Db,
  incidentId: number,
  options: { episodeIds?: readonly number[]; at?: Date } = {},
): Promise<ImpactPeriod[]> =>
  rows(
    db,
    impactRow,
    sql`select site_id as "siteId", from_at as "from", to_at as "to", kind, episode_id as "episodeId", evidence
      from impact_period where incident_id = ${incidentId}
        and (${options.episodeIds === undefined} or episode_id = any(${[...(options.episodeIds ?? [])]}::bigint[]))
        and (${options.at === undefined} or (from_at <= ${options.at ?? null}::timestamptz
          and (to_at is null or to_at > ${options.at ?? null}::timestamptz)))
      order by from_at, site_id, episode_id`,
  );

/** Every impact period in order of time, ever or at one instant: what episodes show, and what practices told us. */
export const selectAllImpact = (
  db: Db,
  incidentId: number,
  { at }: { at?: Date } = {},
): Promise<ImpactPeriod[]> =>
  rows(
    db,
    impactRow,
    sql`select * from (
        select site_id as "siteId", from_at as "from", to_at as "to", kind, episode_id as "episodeId", evidence
        from impact_period where incident_id = ${incidentId}
        union all select site_id, from_at, to_at, 'told by practice', null, evidence
        from impact_said where incident_id = ${incidentId}) period
      where ${at === undefined} or ("from" <= ${at ?? null}::timestamptz
        and ("to" is null or "to" > ${at ?? null}::timestamptz))
      order by "from", "siteId", "episodeId"`,
  );

/** Opens a period for each of these sites that has none open; returns the sites. */
export const insertSaidImpact = async (
  tx: Context,
  incidentId: number,
  said: { siteIds: readonly number[]; from: Date; evidence: string },
): Promise<number[]> => {
  const opened = await rows(
    tx.db,
    z.object({ siteId: z.number() }),
    sql`insert into impact_said (incident_id, site_id, from_at, evidence)
      select ${incidentId}, site_id, ${said.from}::timestamptz, ${said.evidence} from unnest(${[...said.siteIds]}::bigint[]) as s (site_id)
      on conflict (incident_id, site_id) where to_at is null do nothing returning site_id as "siteId"`,
  );
  return opened.map(({ siteId }) => siteId);
};

/** Ends the open periods of these sites; returns the sites. */
export const endSaidImpact = async (
  tx: Context,
  incidentId: number,
  said: { siteIds: readonly number[]; to: Date },
): Promise<number[]> => {
  const ended = await rows(
    tx.db,
    z.object({ siteId: z.number() }),
    sql`update impact_said set to_at = greatest(from_at, ${said.to}::timestamptz)
      where incident_id = ${incidentId} and to_at is null and site_id = any(${[...said.siteIds]}::bigint[])
      returning site_id as "siteId"`,
  );
  return ended.map(({ siteId }) => siteId);
};

export async function upsertImpact(
  tx: Context,
  incidentId: number,
  periods: readonly ImpactPeriod[],
): Promise<void> {
  if (periods.length === 0) return;
  await sql`insert into impact_period (incident_id, episode_id, site_id, kind, from_at, to_at, evidence)
    select ${incidentId}, * from unnest(${periods.map((p) => p.episodeId)}::bigint[],
      ${periods.map((p) => p.siteId)}::bigint[], ${periods.map((p) => p.kind)}::text[],
      ${periods.map((p) => p.from)}::timestamptz[], ${periods.map((p) => p.to)}::timestamptz[],
      ${periods.map((p) => p.evidence)}::text[])
    on conflict (incident_id, episode_id, site_id) do update
      set kind = excluded.kind, from_at = excluded.from_at, to_at = excluded.to_at,
        evidence = excluded.evidence`.execute(tx.db);
}

export async function deleteImpact(
  tx: Context,
  incidentId: number,
  periods: readonly Pick<ImpactPeriod, 'episodeId' | 'siteId'>[],
): Promise<void> {
  if (periods.length === 0) return;
  await sql`delete from impact_period p using unnest(${periods.map((p) => p.episodeId)}::bigint[],
      ${periods.map((p) => p.siteId)}::bigint[]) as gone (episode_id, site_id)
    where p.incident_id = ${incidentId} and p.episode_id = gone.episode_id and p.site_id = gone.site_id`.execute(
    tx.db,
  );
}

/** The latest results, by subject (`measure:<key>`, `criterion:<key>`), parsed by whoever stored them. */
export async function selectEvaluations(db: Db, incidentId: number): Promise<Map<string, unknown>> {
  const found = await rows(
    db,
    z.object({ subject: z.string(), result: z.unknown() }),
    sql`select subject, result from evaluation where incident_id = ${incidentId}`,
  );
  return new Map(found.map((row) => [row.subject, row.result]));
}

/** What was worked out about a measure or a criterion, as of when. */
export interface Evaluation {
  subject: string;
  result: unknown;
  asOf: Date;
}

export async function upsertEvaluations(
  tx: Context,
  incidentId: number,
  evaluations: readonly Evaluation[],
): Promise<void> {
  if (evaluations.length === 0) return;
  await sql`insert into evaluation (incident_id, subject, result, as_of)
    select ${incidentId}, subject, result, as_of
    from jsonb_to_recordset(${JSON.stringify(evaluations.map(({ asOf, ...of }) => ({ ...of, as_of: asOf })))}::jsonb)
      as t(subject text, result jsonb, as_of timestamptz)
    on conflict (incident_id, subject) do update set result = excluded.result, as_of = excluded.as_of`.execute(
    tx.db,
  );
}

/** Of these texts, those that an entry of any timeline holds. */
export async function selectNamedIn(db: Db, texts: readonly string[]): Promise<string[]> {
  const found = await rows(
    db,
    z.object({ text: z.string() }),
    sql`select t.text from unnest(${[...texts]}::text[]) as t(text)
      where exists (select 1 from incident_event e where position(t.text in e.text || e.data::text || coalesce(e.evidence, '')) > 0)`,
  );
  return found.map(({ text }) => text);
}
