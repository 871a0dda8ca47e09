import type { z } from 'zod';
import { findIncident } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, parseInput, required } from '#platform/errors';
import { emit } from '#platform/outbox';
import { changeMigration } from './change.ts';
import type { PlanProgress } from './core/waves/site-plan.ts';
import { gatherFor, keepPlan, makeInput, parseMake } from './make-plan.ts';
import { listInput } from './moves.ts';
import { planApart } from './planner.ts';
import { mayPlan, mayRead } from './policy.ts';
import { endRun, insertRun, type PlanningRun, selectLastRun, selectRun, setProgress } from './store-runs.ts';

/** How a plan of moves that is being made in the background stands. */
export interface PlanningShown
  extends Pick<PlanningRun, 'state' | 'askedAt' | 'progress' | 'heardAt' | 'version' | 'said' | 'endedAt'> {
  askedBy: string;
  /** Time to search that it was given. */
  seconds: number;
}

/**
 * Has a plan of moves made in the background. Emits `planning.asked`, upon which it is made. `state.refused` while one is made already
 * for the incident.
 */
export async function askPlan(context: Context, input: z.input<typeof makeInput>): Promise<PlanningShown> {
  authorise(context.actor, mayPlan);
  parseMake(input);
  return changeMigration(
    context,
    { name: 'moves.ask', rule: mayPlan },
    makeInput,
    input,
    async ({ tx, incident, parsed, at }) => {
      const last = await selectLastRun(tx.db, incident.id);
      if (last?.state === 'planning')
        throw new AllclearError(
          'state.refused',
          `${last.askedAs.name} has a plan made at this moment. Wait for it, or call it off. Nothing was changed.`,
        );
      const runId = await insertRun(tx, {
        incidentId: incident.id,
        asked: { ...parsed },
        askedAs: tx.actor,
        at,
      });
      await emit(tx, 'planning.asked', { runId });
      return shown(required(await selectLastRun(tx.db, incident.id), 'planning run'));
    },
  );
}

/** Calls off the plan that is being made; what was found so far is let go. `state.refused` when none is. */
export const callOffPlanning = (context: Context, input: z.input<typeof listInput>): Promise<PlanningShown> =>
  changeMigration(
    context,
    { name: 'moves.call-off', rule: mayPlan },
    listInput,
    input,
    async ({ tx, incident, at }) => {
      const last = await selectLastRun(tx.db, incident.id);
      const end = { state: 'called off', version: null, said: `${tx.actor.name} called it off`, at } as const;
      if (!last || !(await endRun(tx, last.id, end)))
        throw new AllclearError('state.refused', 'No plan is being made. Nothing was changed.');
      return shown(required(await selectLastRun(tx.db, incident.id), 'planning run'));
    },
  );

/** How the last plan that was asked for in the background stands; null when none ever was. */
export async function showPlanning(
  context: Context,
  input: z.input<typeof listInput>,
): Promise<PlanningShown | null> {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(listInput, input, 'input of moves.planning');
  const last = await selectLastRun(context.db, (await findIncident(context.db, incident)).id);
  return last ? shown(last) : null;
}

const shown = ({
  asked,
  askedAs,
  state,
  askedAt,
  progress,
  heardAt,
  version,
  said,
  endedAt,
}: PlanningRun) => ({
  ...{ state, askedAt, progress, heardAt, version, said, endedAt },
  askedBy: askedAs.name,
  seconds: Number(asked.seconds),
});

/** How often a run says how far it is, and looks whether it is still wanted. */
const beatMs = 1000;

/**
 * Makes a plan that was asked for, in the name of who asked: for a job. Told twice it does nothing the second time. Progress is kept
 * and told about every second, with `planning.progressed`; when it was called off the thread ends within that time.
 */
export async function runPlanning(context: Context, runId: number, planner = planApart): Promise<void> {
  const run = await selectRun(context.db, runId);
  if (run?.state !== 'planning') return;
  const asked: Context = { ...context, actor: run.askedAs };
  const controller = new AbortController();
  const beat = startBeat(context, runId, () => controller.abort());
  try {
    const input = run.asked as z.input<typeof makeInput>;
    const gathered = await gatherFor(asked, parseMake(input));
    const answer = await planner(gathered.question, { signal: controller.signal, onProgress: beat.keep });
    await beat.stop();
    await keepPlan(asked, input, { gathered, answer }, async (tx, version) => {
      const ended = await endRun(tx, runId, { state: 'done', version, said: null, at: tx.clock.now() });
      if (!ended)
        throw new AllclearError('state.refused', 'The planning was called off. Nothing was changed.');
    });
  } catch (error) {
    await beat.stop();
    await refuse(context, runId, error);
  }
}

/** An expected refusal is an answer; anything else is for the log as well. */
async function refuse(context: Context, runId: number, error: unknown): Promise<void> {
  const isExpected = error instanceof AllclearError && error.code !== 'internal';
  if (!isExpected) context.log.error({ err: error, runId }, 'a plan of moves could not be made');
  const said = error instanceof AllclearError ? error.message : 'It could not be made; the log says why.';
  await inTransaction(context, async (tx) => {
    const ended = await endRun(tx, runId, { state: 'refused', version: null, said, at: tx.clock.now() });
    if (ended) await emit(tx, 'planning.progressed', { runId });
  });
}

/**
 * Keeps with each beat how far it is, so that everybody sees that it goes on, and calls off what is not wanted any more. Between two
 * better plans only the seconds count up: the optimiser says nothing meanwhile.
 */
function startBeat(context: Context, runId: number, callOff: () => void) {
  let progress: PlanProgress | null = null;
  let busy: Promise<void> = Promise.resolve();
  const beat = async (): Promise<void> => {
    await inTransaction(context, async (tx) => {
      await setProgress(tx, runId, progress, tx.clock.now());
      await emit(tx, 'planning.progressed', { runId });
    });
    if (progress) progress = { ...progress, seconds: progress.seconds + beatMs / 1000 };
    if ((await selectRun(context.db, runId))?.state !== 'planning') callOff();
  };
  const timer = setInterval(() => {
    busy = busy.then(beat).catch((error: unknown) => {
      context.log.warn({ err: error, runId }, 'how far a plan is could not be kept');
    });
  }, beatMs);
  return {
    keep(better: PlanProgress): void {
      progress = better;
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await busy;
    },
  };
}
