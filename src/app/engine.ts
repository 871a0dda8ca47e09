import { detectDue } from '#detection';
import { evaluateIncident, openIncidents } from '#incidents';
import { advanceDueWaves, verifyMoves } from '#planning';
import { systemActor } from '#platform/auth';
import { londonParts } from '#platform/clock';
import type { Context } from '#platform/context';
import type { Jobs } from '#platform/jobs';
import { createDispatcher } from '#platform/outbox';
import { reevaluateClaims, syncCalendar } from '#publishing';
import { remindPractices } from '#recovery';
import { reviewActions } from '#review';
import { feedStates, importCalls } from '#servicedesk';
import { markSilence } from '#telemetry';
import { consoleCallSource } from '#web';
import type { LookRhythm } from './attribution.ts';
import { jobNames } from './jobs.ts';
import { type Consequences, subscriptions } from './subscriptions.ts';

/** Carries facts to their consequences; the same engine serves the server, the command line and a replay. */
export interface Engine {
  /** Handles every waiting fact and what follows from it; then publishes when the page must change. */
  settle(): Promise<void>;
  /** What time alone changes: silence, looks of waves, verification of moves, promises and criteria, claims. */
  tick(): Promise<void>;
}

const maxRounds = 50;

export interface EngineOptions {
  /** Called when something published changed. */
  onPublish(): Promise<void>;
  /** Do due jobs in each tick: for a simulated clock. A serving process does them as they come. */
  drainJobs: boolean;
  /** How often failures are looked at. */
  rhythm: LookRhythm;
}

export function createEngine(base: Omit<Context, 'actor'>, jobs: Jobs, options: EngineOptions): Engine {
  const context: Context = { ...base, actor: systemActor };
  const consequences: Consequences = { claims: false, calendar: false, publish: false };
  const dispatcher = createDispatcher(context, subscriptions(consequences, jobs, options.rhythm));

  async function settleOnce(): Promise<void> {
    for (let round = 0; round < maxRounds; round += 1) {
      const handled = await dispatcher.drain();
      // Once for all that a drain brought, not once for each site that moved.
      if (await follow('calendar', () => syncCalendar(context))) continue;
      if (await follow('claims', () => reevaluateClaims(context))) continue;
      if (handled === 0) break;
    }
    await follow('publish', options.onPublish);
  }

  /** Does what is to be done, if it is; when it fails, the next settling does it again. Returns whether there was anything. */
  async function follow(what: keyof Consequences, work: () => Promise<unknown>): Promise<boolean> {
    if (!consequences[what]) return false;
    consequences[what] = false;
    try {
      await work();
    } catch (error) {
      consequences[what] = true;
      throw error;
    }
    return true;
  }

  const serialise = serialised();
  return {
    settle: () => serialise(settleOnce),
    tick: () =>
      serialise(async () => {
        await markSilence(context);
        await keepConsoleFeedAlive(context);
        await detectDue(context);
        // Claims are looked at once, when all that this minute changes is there.
        await dispatcher.drain();
        await advanceDueWaves(context);
        await verifyMoves(context);
        for (const incident of await openIncidents(context.db)) await evaluateIncident(context, incident.id);
        await reviewActions(context);
        await remindPractices(context);
        consequences.calendar = true;
        consequences.claims = true;
        await settleOnce();
        if (options.drainJobs) await drainDaily(context, jobs);
      }),
  };
}

/** Calls entered in the console are a feed as well. It cannot fall silent unnoticed, so it says each minute that it lives. */
async function keepConsoleFeedAlive(context: Context): Promise<void> {
  const feeds = await feedStates(context.db);
  if (feeds.some(({ source }) => source === consoleCallSource))
    await importCalls(context, { source: consoleCallSource, calls: [] });
}

/** On a simulated clock no schedule runs: the nightly jobs are asked for with each tick, and one waiting is enough. */
async function drainDaily(context: Context, jobs: Jobs): Promise<void> {
  if (londonParts(context.clock.now()).hour === 2) {
    await jobs.enqueue(context, jobNames.fold, {}, { key: 'fold' });
    await jobs.enqueue(context, jobNames.thin, {}, { key: 'thin' });
    await jobs.enqueue(context, jobNames.look, {}, { key: 'look' });
  }
  await jobs.drain();
}

/** Runs what it is given one after the other; one failure does not stop the next. */
function serialised(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const next = last.catch(() => undefined).then(work);
    last = next;
    return next;
  };
}
