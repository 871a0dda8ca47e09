import { analystHere } from '#attribution';
import { foreseeHere } from '#planning';
import { localOperator } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import type { Log } from '#platform/log';
import { lookRhythms } from './attribution.ts';
import { openDatabase } from './database.ts';
import { createEngine, type Engine } from './engine.ts';
import { startJobs } from './jobs.ts';
import { createPublisher, jobWork, type Publisher } from './publisher.ts';

/** A command-line session on the data directory, beside a running server or without one. */
export interface LocalSession {
  context: Context;
  engine: Engine;
  publisher: Publisher;
  close(): Promise<void>;
}

/** Opens a session for a person at the command line; what a verb leads to is settled by `engine.settle()`. */
export async function openLocal(
  settings: Settings,
  clock: Clock,
  log: Log,
  personName: string,
): Promise<LocalSession> {
  const database = await openDatabase(settings, log, 'share');
  try {
    const base = { clock, db: database.db, log };
    const publisher = createPublisher({ settings, clock, log, demonstration: false });
    const tools = {
      ...jobWork(publisher, settings),
      analyst: analystHere(database.db),
      foreseer: foreseeHere(database.db),
    };
    const jobs = await startJobs(database, base, 'enqueue', tools);
    // The page is the server's to swap; a command only settles the facts.
    const engine = createEngine(base, jobs, {
      onPublish: async () => undefined,
      drainJobs: false,
      rhythm: lookRhythms.live,
    });
    const close = async (): Promise<void> => {
      await jobs.stop();
      await database.close();
    };
    return { context: { ...base, actor: localOperator(personName) }, engine, publisher, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}
