import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A process that cannot be mistaken for a later one with the same number. */
export const processIdentity = z.strictObject({
  pid: z.int().positive(),
  /** Which start of the machine, and when in it the process began. */
  started: z.string(),
  /** Process numbers mean something only inside one namespace; each container has its own. */
  namespace: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

export async function identifySelf(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: (await startOf(process.pid)) ?? '', namespace: await ownNamespace() };
}

/** Whether the very process is still there; `unknown` when it ran in another container. */
export async function findProcess(identity: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'> {
  if (identity.namespace !== (await ownNamespace())) return 'unknown';
  return (await startOf(identity.pid)) === identity.started ? 'alive' : 'dead';
}

/** True while the number is taken, by whatever process, a zombie included: PostgreSQL looks no closer than this. */
export function isNumberTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const ownNamespace = (): Promise<string> => readlink('/proc/self/ns/pid').catch(() => '');

// Undefined for a process that is gone, or dead and only waiting for its parent to notice.
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const shown = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
    return shown?.stdout.trim() || undefined;
  }
  const found = await readStat(pid);
  if (found === undefined || 'ZX'.includes(found.state)) return undefined;
  return `${(await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()} ${found.startTicks}`;
}

async function readStat(pid: number): Promise<{ state: string; startTicks: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return state && startTicks ? { state, startTicks } : undefined;
}

/**
 * Numbers of the living processes of the database whose files are in `files`. PostgreSQL's processes all work in that
 * folder. Outside Linux only the server process itself is found, through its `postmaster.pid`.
 */
export async function databaseProcesses(files: string, serverPid: number | undefined): Promise<number[]> {
  if (process.platform !== 'linux') return serverPid && (await isPostgres(serverPid)) ? [serverPid] : [];
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const checked = await Promise.all(
    numbers.map(async (pid) => ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) === files ? [pid] : [])),
  );
  return checked.flat();
}

async function isPostgres(pid: number): Promise<boolean> {
  const shown = await run('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => undefined);
  return shown?.stdout.includes('postgres') ?? false;
}
