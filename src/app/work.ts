import { analystApart, analystHere } from '#attribution';
import { messageChannel, setMode } from '#messages';
import { foreseeApart, foreseeHere } from '#planning';
import { type Actor, systemActor } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import { inTransaction, listen } from '#platform/db';
import { dropForeignMarks } from '#platform/kept';
import { createLifecycle } from '#platform/lifecycle';
import type { Log } from '#platform/log';
import { outboxChannel } from '#platform/outbox';
import { askForLook, lookRhythms } from './attribution.ts';
import { openDatabase } from './database.ts';
import { createEngine, type Engine } from './engine.ts';
import { type Health, watchHealth } from './health.ts';
import { jobNames, startJobs } from './jobs.ts';
import { coalesced, untilDone } from './loops.ts';
import { startDeliveries } from './messages.ts';
import { jobWork, type Publisher } from './publisher.ts';
import { publicationChannel } from './subscriptions.ts';

/** Everything that needs the database. */
export interface Work {
  base: Omit<Context, 'actor'>;
  engine: Engine;
  health: Health;
  contextFor(actor: Actor): Context;
  /** Calls `listener` after whatever was announced has been followed to its consequences; returns how to stop. */
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

export interface WorkOptions {
  settings: Settings;
  clock: Clock;
  log: Log;
  /** `live` reacts to announcements and ticks every minute; `stepped` leaves both to the caller (replays, tests). */
  mode: 'live' | 'stepped';
  /** The data directory is thrown away afterwards: nothing waits for the disk. */
  scratch?: boolean;
}

const tickMs = 60_000;

/** Opens the database and starts what works on it; stops what it had started when it fails half-way. */
export async function startWork(
  { settings, clock, log, mode, scratch }: WorkOptions,
  publisher: Publisher,
): Promise<Work> {
  const lifecycle = createLifecycle(log);
  try {
    const database = await openDatabase(settings, log, scratch ? 'scratch' : 'own');
    lifecycle.onStop('database', database.close);
    const base = { clock, db: database.db, log };
    await dropForeignMarks(base.db);
    const jobMode = mode === 'live' ? 'serve' : 'simulate';
    // Serving must go on while failures are analysed; a replay waits for the answer anyway.
    const analyst = mode === 'live' ? analystApart(database.url) : analystHere(database.db);
    lifecycle.onStop('analyst', () => analyst.stop());
    const jobs = await startJobs(database, base, jobMode, {
      ...jobWork(publisher, settings),
      analyst,
      foreseer: mode === 'live' ? foreseeApart(database.url) : foreseeHere(database.db),
    });
    lifecycle.onStop('jobs', () => jobs.stop());
    const publish = coalesced(() => publisher.publish(base));
    // A serving process publishes when it hears the announcement, like every other one beside it.
    const onPublish = mode === 'live' ? async () => undefined : publish;
    const engine = createEngine(base, jobs, {
      onPublish,
      drainJobs: mode === 'stepped',
      rhythm: lookRhythms[mode],
    });
    const health = watchHealth(base, publisher);
    await setMode({ ...base, actor: systemActor }, settings.rehearsal);
    await publish();
    const listeners = new Set<() => void>();
    const tell = (): void => {
      for (const listener of listeners) listener();
    };
    if (mode === 'live') {
      // A look that was cut short with its process is not waited for until its job expires.
      await inTransaction({ ...base, actor: systemActor }, async (tx) => {
        await askForLook(tx, jobs, lookRhythms.live);
        await jobs.enqueue(tx, jobNames.foresee, {}, { key: 'all' });
      });
      const deliveries = await startDeliveries(base, { settings, publisher, databaseUrl: database.url });
      lifecycle.onStop('deliveries', () => deliveries.stop());
      lifecycle.onStop(
        'announcements',
        await reactToAnnouncements({ url: database.url, engine, publish, tell, send: deliveries.now, log }),
      );
      lifecycle.onStop('ticks', tickEveryMinute(engine, publish, health, log));
    }
    const contextFor = (actor: Actor): Context => ({ ...base, actor });
    const onChange = (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    return { base, engine, health, contextFor, onChange, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

interface Reactions {
  url: string;
  engine: Engine;
  publish(): Promise<void>;
  /** Tells open screens that something changed. */
  tell(): void;
  /** Messages were written. */
  send(): void;
  log: Log;
}

/** Facts are announced as they commit, so what follows from them is seen within a second. */
async function reactToAnnouncements({
  url,
  engine,
  publish,
  tell,
  send,
  log,
}: Reactions): Promise<() => Promise<void>> {
  const settle = untilDone(() => engine.settle().then(tell), log);
  const show = untilDone(() => publish().then(tell), log);
  const stopListening = await listen(url, [outboxChannel, publicationChannel, messageChannel], (channel) => {
    if (channel === outboxChannel) settle.now();
    else if (channel === messageChannel) send();
    else show.now();
  });
  // What was announced while nobody listened.
  settle.now();
  return async () => {
    await stopListening();
    await settle.stop();
    await show.stop();
  };
}

function tickEveryMinute(
  engine: Engine,
  publish: () => Promise<void>,
  health: Health,
  log: Log,
): () => Promise<void> {
  let busy: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    if (!(await health.check())) return;
    await engine.tick();
    await publish();
  };
  const timer = setInterval(() => {
    busy = run().catch((error: unknown) => log.error({ err: error }, 'a tick failed'));
  }, tickMs);
  return async () => {
    clearInterval(timer);
    await busy;
  };
}

export const systemContext = (work: Pick<Work, 'contextFor'>): Context => work.contextFor(systemActor);
