import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AllclearError } from '../../errors/index.ts';
import type { Log } from '../../log/index.ts';
import type { Binaries } from './binaries.ts';
import { type ClusterOptions, type ClusterPlace, launch, recentLog, socketUrl } from './cluster.ts';
import type { Launcher } from './launcher.ts';
import { probe } from './reach.ts';

export interface Server {
  /** With `waitForOthers`, sessions of other processes are given ten seconds to end by themselves. */
  stop(options: { waitForOthers: boolean }): Promise<void>;
}

interface Running {
  child: ChildProcess;
  exit: Promise<void>;
}

const maxRestarts = 5;
const othersPatienceMs = 10_000;

/** Starts the server of a cluster, waits until it answers, and starts it again should it die. */
export async function runServer(
  binaries: Binaries,
  launcher: Launcher,
  place: ClusterPlace,
  options: ClusterOptions & { log: Log },
): Promise<Server> {
  let stopping = false;
  const start = async (): Promise<Running> => {
    const child = await launch(binaries, launcher, place, options);
    const running = { child, exit: exited(child) };
    await untilReady(running, place);
    return running;
  };
  let current = await start();
  const watching = watch();

  async function watch(): Promise<void> {
    let failures = 0;
    while (failures < maxRestarts) {
      await current.exit;
      if (stopping) return;
      options.log.error({ restart: failures + 1 }, 'the database server ended by itself; starting it again');
      // Sessions of the dead server must end before a new one may open the files.
      await sleep(250 * 2 ** failures);
      try {
        current = await start();
        failures = 0;
        // Asked to stop meanwhile: that reached only the dead server.
        if (stopping) current.child.kill('SIGINT');
      } catch (error) {
        failures += 1;
        options.log.error({ err: error }, 'the database server could not be started again');
      }
    }
  }

  return {
    async stop({ waitForOthers }) {
      stopping = true;
      if (waitForOthers) await stopWhenAlone(current);
      // SIGINT is PostgreSQL's "fast" shutdown: sessions end, everything is written, no recovery at the next start.
      current.child.kill('SIGINT');
      await watching;
      await current.exit;
    },
  };
}

// SIGTERM is PostgreSQL's "smart" shutdown: it takes no new sessions and ends after the last one.
async function stopWhenAlone(running: Running): Promise<void> {
  running.child.kill('SIGTERM');
  const patience = new AbortController();
  await Promise.race([running.exit, sleep(othersPatienceMs, undefined, { signal: patience.signal })]).catch(
    () => undefined,
  );
  patience.abort();
}

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });

async function untilReady(running: Running, place: ClusterPlace): Promise<void> {
  let gone = false;
  running.exit.then(() => {
    gone = true;
  });
  // Recovery after a crash may take a while on a large database: wait as long as the server is at work.
  while (!gone) {
    if ((await probe(socketUrl(place.sockets, 'postgres'))) === 'ready') return;
    await sleep(20);
  }
  throw new AllclearError('database.unavailable', `The database did not start. ${await recentLog(place)}`, {
    remedy: `Read ${place.logFile}.`,
  });
}

/** Creates the database `allclear` when it is missing. */
export async function ensureDatabase(sockets: string): Promise<void> {
  const client = new pg.Client({ connectionString: socketUrl(sockets, 'postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query(`select from pg_database where datname = 'allclear'`);
    if (found.rowCount === 0) await client.query('create database allclear');
  } finally {
    await client.end();
  }
}
