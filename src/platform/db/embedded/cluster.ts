import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdir, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AllclearError } from '../../errors/index.ts';
import type { Binaries } from './binaries.ts';
import type { Launcher } from './launcher.ts';

const run = promisify(execFile);

/** Where one embedded database lives. */
export interface ClusterPlace {
  /** PostgreSQL's own folder. */
  files: string;
  /** The folder of its socket, which only this user may enter. */
  sockets: string;
  /** What PostgreSQL has to say; short, since only warnings are written. */
  logFile: string;
}

export interface ClusterOptions {
  /** False trades safety for speed: for tests, whose data is thrown away. */
  durable: boolean;
  maxConnections: number;
}

export const databaseUser = 'allclear';

/** A URL of one database behind a socket folder. */
export const socketUrl = (sockets: string, database: string): string =>
  `postgresql://${databaseUser}@localhost/${database}?host=${encodeURIComponent(sockets)}`;

/** Makes the database files when there are none. Returns whether it made them. */
export async function initialise(
  binaries: Binaries,
  launcher: Launcher,
  place: ClusterPlace,
): Promise<boolean> {
  const present = await access(join(place.files, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (present) return false;
  // Made aside and moved in whole: a process killed half-way leaves nothing that looks like a database.
  const draft = `${place.files}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await launcher.own(draft);
  const command = [...launcher.prefix, binaries.initdb, '-D', draft, '-U', databaseUser, ...initOptions];
  const [program = '', ...args] = command;
  await run(program, args, { env: quietEnvironment() }).catch((cause: Error) => {
    throw new AllclearError(
      'database.unavailable',
      `The database could not be created. ${lastLines(cause.message)}`,
      {
        cause,
        remedy: 'Check that the data directory is writable and its disk has space.',
      },
    );
  });
  await writeFile(join(draft, 'pg_hba.conf'), 'local all all trust\n');
  await rename(draft, place.files);
  return true;
}

// The built-in C.UTF-8 locale sorts the same on every machine and cannot change under an index with the C library.
const initOptions = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C',
  '--builtin-locale=C.UTF-8',
  '--auth=trust',
  '--data-checksums',
  '--no-sync',
  '--no-instructions',
];

/** Writes a new cluster through to the disk, which `initdb --no-sync` left to the system. May run beside the server. */
export async function syncFiles(binaries: Binaries, launcher: Launcher, place: ClusterPlace): Promise<void> {
  const [program = '', ...args] = [...launcher.prefix, binaries.initdb, '--sync-only', '-D', place.files];
  await run(program, args, { env: quietEnvironment() });
}

/** Starts the server process; it is not ready yet. */
export async function launch(
  binaries: Binaries,
  launcher: Launcher,
  place: ClusterPlace,
  options: ClusterOptions,
): Promise<ChildProcess> {
  const command = [...launcher.prefix, binaries.postgres, '-D', place.files, ...settings(place, options)];
  const [program = '', ...args] = command;
  const size = await stat(place.logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 5_000_000) await truncate(place.logFile);
  const output = await open(place.logFile, 'a', 0o600);
  try {
    // Its own process group: Ctrl-C in the terminal must reach Allclear first, which then stops the server in order.
    return spawn(program, args, {
      stdio: ['ignore', output.fd, output.fd],
      env: quietEnvironment(),
      detached: true,
    });
  } finally {
    await output.close();
  }
}

function settings(place: ClusterPlace, options: ClusterOptions): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '',
    unix_socket_directories: place.sockets,
    unix_socket_permissions: '0700',
    max_connections: options.maxConnections,
    shared_buffers: '64MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '256MB',
    max_wal_size: '512MB',
    // Three reader processes less; the data is small and in memory.
    io_method: 'sync',
    max_parallel_workers_per_gather: 1,
    autovacuum_max_workers: 1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PG* variables of the caller must not steer our server. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' ');

/** The last lines of the server's own log, to be quoted in an error. */
export async function recentLog(place: ClusterPlace): Promise<string> {
  return lastLines(await readFile(place.logFile, 'utf8').catch(() => ''));
}
