import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { Act } from './core/waves/runbook.ts';

// All SQL of plans of moves.

const moveSchema = z.strictObject({
  site: z.string(),
  practice: z.string(),
  from: z.string(),
  to: z.string(),
  /** When it is to begin; empty in plans made before this was kept, as are the next two. */
  plannedFor: z.string().default(''),
  /** Why it may move. */
  eligible: z.string().default(''),
  /** Attributes of the site as they were on record when the plan was made. */
  before: z.record(z.string(), z.string()).default({}),
});

/** A plan as it was made. Shares are of a rating, 1 is all of it. */
export const planContent = z.strictObject({
  distancePercent: z.number(),
  preferred: z.string().nullable(),
  /** Whether surviving the loss of any one concentrator was demanded. Earlier plans did not say. */
  surviveLoss: z.boolean().default(false),
  shareNow: z.number(),
  lowestShare: z.number(),
  lowestBound: z.number(),
  sharePlanned: z.number(),
  movesBound: z.number(),
  stopRule: z.string(),
  losses: z.array(z.strictObject({ concentrator: z.string(), share: z.number().nullable() })),
  overNow: z.array(z.strictObject({ concentrator: z.string(), halfHours: z.number() })),
  /** The day of the week with the highest load, by half-hours, now and after all waves. */
  day: z.number().int().min(1).max(7),
  loads: z.array(
    z.strictObject({
      concentrator: z.string(),
      ratedMbps: z.number(),
      nowMbps: z.array(z.number()),
      afterMbps: z.array(z.number()),
    }),
  ),
  waves: z.array(
    z.strictObject({
      number: z.number(),
      from: z.string(),
      to: z.string(),
      highest: z
        .strictObject({ concentrator: z.string(), share: z.number(), halfHour: z.number() })
        .nullable(),
      moves: z.array(moveSchema),
    }),
  ),
  blocked: z.array(z.strictObject({ site: z.string(), to: z.string(), reason: z.string() })),
  cannotMove: z.array(z.strictObject({ site: z.string(), reason: z.string() })),
  unknownLoad: z.array(z.string()),
});
export type PlanContent = z.output<typeof planContent>;

const planRow = z.strictObject({
  version: z.number(),
  madeAt: z.date(),
  madeBy: z.string(),
  approvedAt: z.date().nullable(),
  approvedBy: z.string().nullable(),
  content: planContent,
});
export type MovePlan = z.output<typeof planRow>;

const columns = sql`version, made_at as "madeAt", made_by as "madeBy", approved_at as "approvedAt",
  approved_by as "approvedBy", content`;

/** Plans of an incident, the newest first. */
export const selectMovePlans = (db: Db, incidentId: number): Promise<MovePlan[]> =>
  rows(
    db,
    planRow,
    sql`select ${columns} from move_plan where incident_id = ${incidentId} order by version desc`,
  );

export const selectMovePlan = (db: Db, incidentId: number, version: number): Promise<MovePlan | undefined> =>
  maybeOne(
    db,
    planRow,
    sql`select ${columns} from move_plan where incident_id = ${incidentId} and version = ${version}`,
  );

/** Keeps a plan as the incident's next version, and returns its number. */
export async function insertMovePlan(
  tx: Context,
  plan: { incidentId: number; madeAt: Date; madeBy: string; content: PlanContent },
): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ version: z.number() }),
    sql`insert into move_plan (incident_id, version, made_at, made_by, content)
      select ${plan.incidentId}, coalesce(max(version), 0) + 1, ${plan.madeAt}, ${plan.madeBy}, ${JSON.stringify(plan.content)}::jsonb
      from move_plan where incident_id = ${plan.incidentId} returning version`,
  );
  return row.version;
}

const hubs = z.strictObject({
  hubs: z.array(z.strictObject({ concentrator: z.string(), isDefaultRoute: z.boolean() })),
});
const evidence = z.strictObject({
  isReachable: z.boolean().nullable(),
  carries: z.string().nullable(),
  lossPercent: z.number().nullable(),
  latencyMs: z.number().nullable(),
  flaps: z.number().nullable(),
  minutes: z.number(),
});
const actCommon = { site: z.string(), at: z.date(), by: z.string() };
const actRow = z.discriminatedUnion('kind', [
  z.strictObject({ ...actCommon, kind: z.literal('step'), content: hubs }),
  z.strictObject({ ...actCommon, kind: z.literal('look'), content: evidence }),
]);

/** Which wave of which plan. */
export interface WaveOf {
  incidentId: number;
  version: number;
  wave: number;
}

/** What was done and seen of a wave, in order. */
export async function selectActs(db: Db, { incidentId, version, wave }: WaveOf): Promise<Act[]> {
  const found = await rows(
    db,
    actRow,
    sql`select site, kind, content, at, by from move_act
      where incident_id = ${incidentId} and version = ${version} and wave = ${wave} order by id`,
  );
  return found.map(({ site, at, by, ...act }) =>
    act.kind === 'step'
      ? { site, at, by, kind: act.kind, image: act.content }
      : { site, at, by, kind: act.kind, evidence: act.content },
  );
}

/** Waves of open migrations in which the last that was done of a site is a step from then or before: its look is due. */
export const selectWavesToLookAt = (
  db: Db,
  incidentIds: readonly number[],
  stepBy: Date,
): Promise<WaveOf[]> =>
  rows(
    db,
    z.strictObject({ incidentId: z.number(), version: z.number(), wave: z.number() }),
    sql`select distinct incident_id as "incidentId", version, wave from (
        select distinct on (incident_id, version, wave, site) incident_id, version, wave, kind, at
        from move_act where incident_id = any(${[...incidentIds]}::bigint[])
        order by incident_id, version, wave, site, id desc
      ) as last
      where kind = 'step' and at <= ${stepBy} order by incident_id, version, wave`,
  );

export async function insertAct(tx: Context, { incidentId, version, wave }: WaveOf, act: Act): Promise<void> {
  const content = act.kind === 'step' ? act.image : act.evidence;
  await sql`insert into move_act (incident_id, version, wave, site, kind, content, at, by)
    values (${incidentId}, ${version}, ${wave}, ${act.site}, ${act.kind}, ${JSON.stringify(content)}::jsonb, ${act.at},
      ${act.by})`.execute(tx.db);
}

export async function setApproved(
  tx: Context,
  of: { incidentId: number; version: number; at: Date; by: string },
): Promise<void> {
  await sql`update move_plan set approved_at = ${of.at}, approved_by = ${of.by}
    where incident_id = ${of.incidentId} and version = ${of.version}`.execute(tx.db);
}
