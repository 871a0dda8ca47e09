import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, allRoles, type Context } from '#platform/context';
import { type Db, maybeOne, one } from '#platform/db';
import type { PlanProgress } from './core/waves/site-plan.ts';

// All SQL of plans of moves that are being made in the background.

const progressSchema = z.strictObject({
  share: z.number(),
  shareBound: z.number(),
  moves: z.number().nullable(),
  movesBound: z.number().nullable(),
  seconds: z.number(),
});

/** The name and the roles suffice to keep a plan; the addresses of a person are not kept with it. */
const actorSchema = z.strictObject({
  kind: z.enum(['person', 'token', 'system']),
  name: z.string(),
  roles: z.array(z.enum(allRoles)),
});

const runRow = z.strictObject({
  id: z.number(),
  incidentId: z.number(),
  asked: z.record(z.string(), z.unknown()),
  askedAs: actorSchema,
  askedAt: z.date(),
  state: z.enum(['planning', 'done', 'refused', 'called off']),
  progress: progressSchema.nullable(),
  heardAt: z.date(),
  version: z.number().nullable(),
  said: z.string().nullable(),
  endedAt: z.date().nullable(),
});
export type PlanningRun = z.output<typeof runRow>;

const columns = sql`id, incident_id as "incidentId", asked, asked_as as "askedAs", asked_at as "askedAt", state, progress,
  heard_at as "heardAt", version, said, ended_at as "endedAt"`;

export const selectRun = (db: Db, id: number): Promise<PlanningRun | undefined> =>
  maybeOne(db, runRow, sql`select ${columns} from planning_run where id = ${id}`);

/** The last one of an incident. */
export const selectLastRun = (db: Db, incidentId: number): Promise<PlanningRun | undefined> =>
  maybeOne(
    db,
    runRow,
    sql`select ${columns} from planning_run where incident_id = ${incidentId} order by id desc limit 1`,
  );

export async function insertRun(
  tx: Context,
  run: { incidentId: number; asked: Record<string, unknown>; askedAs: Actor; at: Date },
): Promise<number> {
  const { kind, name, roles } = run.askedAs;
  const { id } = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into planning_run (incident_id, asked, asked_as, asked_at, heard_at)
      values (${run.incidentId}, ${JSON.stringify(run.asked)}::jsonb, ${JSON.stringify({ kind, name, roles })}::jsonb, ${run.at}, ${run.at})
      returning id`,
  );
  return id;
}

/** Keeps the best plan so far of one that is still wanted, and that it was heard of. */
export async function setProgress(
  tx: Context,
  id: number,
  progress: PlanProgress | null,
  at: Date,
): Promise<void> {
  const content = progress === null ? null : JSON.stringify(progress);
  await sql`update planning_run set progress = ${content}::jsonb, heard_at = ${at}
    where id = ${id} and state = 'planning'`.execute(tx.db);
}

/** Ends one that is still planned. False: it had ended already. */
export async function endRun(
  tx: Context,
  id: number,
  end: { state: 'done' | 'refused' | 'called off'; version: number | null; said: string | null; at: Date },
): Promise<boolean> {
  const ended = await maybeOne(
    tx.db,
    z.object({ id: z.number() }),
    sql`update planning_run set state = ${end.state}, version = ${end.version}, said = ${end.said}, ended_at = ${end.at}
      where id = ${id} and state = 'planning' returning id`,
  );
  return ended !== undefined;
}
