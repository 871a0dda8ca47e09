import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AllclearError } from '../../errors/index.ts';
import type { Log } from '../../log/index.ts';
import { databaseProcesses, isNumberTaken } from './processes.ts';

/**
 * Makes the way free for a new server after its owner was killed. A server that lives on is stopped, one that is
 * stopping is waited for, and a lock left by a dead one is removed where PostgreSQL would take it for a living one's.
 * Call only while holding the data directory's claim. Throws `database.unavailable` when a process will not go.
 */
export async function clearOrphans(folder: string, log: Log): Promise<void> {
  const files = await realpath(folder).catch(() => undefined);
  if (files === undefined) return;
  const lockFile = join(files, 'postmaster.pid');
  const serverPid = await readPid(lockFile);
  const left = await stopProcesses(files, serverPid, log);
  if (left.length > 0) {
    throw new AllclearError(
      'database.unavailable',
      `A database process of an earlier run is still at work (process ${left.join(', ')}). Nothing was changed.`,
      { remedy: `Wait for it to end, or end it with: kill -QUIT ${left.join(' ')}` },
    );
  }
  // A lock whose number is free is left to PostgreSQL, which then also checks for memory still shared by sessions.
  if (serverPid !== undefined && isNumberTaken(serverPid)) {
    log.warn({ pid: serverPid }, 'removed the lock of a database server that is gone');
    await rm(lockFile, { force: true });
  }
}

async function readPid(lockFile: string): Promise<number | undefined> {
  const first = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0];
  const pid = Number(first);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

// Asked gently first ("fast" shutdown), then to drop everything ("immediate", which recovery at the next start repairs).
const requests = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;
const stepMs = 50;

async function stopProcesses(files: string, serverPid: number | undefined, log: Log): Promise<number[]> {
  let alive = await databaseProcesses(files, serverPid);
  for (const { signal, patienceMs } of requests) {
    if (alive.length === 0) return [];
    log.warn({ pids: alive, signal }, 'stopping a database server that outlived its owner');
    // Sessions end with their server; signalling them one by one would only make it restart.
    for (const pid of serverPid && alive.includes(serverPid) ? [serverPid] : alive)
      signalProcess(pid, signal);
    for (let waitedMs = 0; waitedMs < patienceMs && alive.length > 0; waitedMs += stepMs) {
      await sleep(stepMs);
      alive = await databaseProcesses(files, serverPid);
    }
  }
  return alive;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}
