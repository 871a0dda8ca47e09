import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AllclearError } from '../errors/index.ts';
import type { Log } from '../log/index.ts';
import { findBinaries } from './embedded/binaries.ts';
import { type Claim, claimDirectory, findOwner, inUse } from './embedded/claim.ts';
import { type ClusterPlace, initialise, socketUrl, syncFiles } from './embedded/cluster.ts';
import { findLauncher } from './embedded/launcher.ts';
import { clearOrphans } from './embedded/orphans.ts';
import { probe } from './embedded/reach.ts';
import { ensureDatabase, runServer } from './embedded/server.ts';

export interface EmbeddedOptions {
  /** Allclear's data directory; it is created when missing. */
  dataDir: string;
  log: Log;
  /** False for tests and demonstrations only: a power cut may then lose data. */
  durable?: boolean;
  maxConnections?: number;
}

export interface Embedded {
  /** Of the database `allclear`. */
  url: string;
  /** True when the server belongs to another process and lives on after `stop`. */
  attached: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the database of a data directory, creating it when there is none, and owns it until `stop`.
 * Throws `data-directory.in-use` when another process owns it, `database.unavailable` when it cannot be started.
 */
export function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return own(options, { waitForOthers: false });
}

const attachAttempts = 300;

/**
 * For commands: attaches to the server of a data directory when one runs, waiting up to half a minute for one that is
 * starting or stopping; otherwise starts one until `stop`. Throws as `startEmbedded` does.
 */
export async function attachOrStart(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  for (let attempt = 1; attempt <= attachAttempts; attempt += 1) {
    const owner = await findOwner(dataDir);
    if (owner?.url && (await probe(owner.url)) === 'ready') {
      return { url: owner.url, attached: true, stop: async () => undefined };
    }
    if (!owner) {
      const started = await own(options, { waitForOthers: true }).catch((error: unknown) => {
        // Another command was quicker; attach to its server.
        if (error instanceof AllclearError && error.code === 'data-directory.in-use') return undefined;
        throw error;
      });
      if (started) return started;
    }
    await sleep(100);
  }
  const owner = await findOwner(dataDir);
  throw inUse(dataDir, owner?.process.pid ?? 0);
}

async function own(options: EmbeddedOptions, stopping: { waitForOthers: boolean }): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  await makeDataDirectory(dataDir);
  const claim = await claimDirectory(dataDir);
  try {
    return await startClaimed(options, dataDir, claim, stopping);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function startClaimed(
  options: EmbeddedOptions,
  dataDir: string,
  claim: Claim,
  stopping: { waitForOthers: boolean },
): Promise<Embedded> {
  const { log, durable = true, maxConnections = 60 } = options;
  const files = join(dataDir, 'postgres');
  await clearOrphans(files, log);
  const binaries = await findBinaries();
  const launcher = await findLauncher(binaries.postgres);
  await launcher.own(dataDir);
  const place: ClusterPlace = {
    files,
    sockets: await socketFolder(dataDir),
    logFile: join(dataDir, 'postgres.log'),
  };
  await launcher.own(place.sockets);
  const made = await initialise(binaries, launcher, place);
  const server = await runServer(binaries, launcher, place, { durable, maxConnections, log });
  const url = socketUrl(place.sockets, 'allclear');
  try {
    await ensureDatabase(place.sockets);
    await claim.publish(url);
  } catch (error) {
    await server.stop({ waitForOthers: false });
    throw error;
  }
  const synced = made && durable ? forceToDisk() : Promise.resolve();
  let stopped: Promise<void> | undefined;
  return {
    url,
    attached: false,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  function forceToDisk(): Promise<void> {
    return syncFiles(binaries, launcher, place).catch((error: unknown) =>
      log.warn({ err: error }, 'the new database is not yet forced to disk'),
    );
  }

  async function stop(): Promise<void> {
    await synced;
    await server.stop(stopping);
    await rm(place.sockets, { recursive: true, force: true });
    await claim.release();
  }
}

// The system allows about 107 bytes for a socket's path, so a deep data directory keeps its socket elsewhere.
async function socketFolder(dataDir: string): Promise<string> {
  const near = join(dataDir, 'run');
  if (Buffer.byteLength(near) <= 80) return emptyFolder(near);
  // The same name each time, so that a killed run leaves no heap of folders behind.
  const far = join(tmpdir(), `allclear-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  // In a shared folder somebody else may hold that name; then any fresh one will do.
  return emptyFolder(far).catch(() => mkdtemp(join(tmpdir(), 'allclear-')));
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 });
  return path;
}

async function makeDataDirectory(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AllclearError('database.unavailable', `The data directory ${dataDir} cannot be made or used.`, {
      remedy: 'Name a directory that may be written, with --data or ALLCLEAR_DATA.',
      cause,
    });
  }
}
