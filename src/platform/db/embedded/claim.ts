import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AllclearError } from '../../errors/index.ts';
import { findProcess, identifySelf, processIdentity } from './processes.ts';
import { answers } from './reach.ts';

/** What the owner of a data directory writes into it. */
const owner = z.strictObject({
  process: processIdentity,
  /** Tells two claims apart, also of one process. */
  claim: z.uuid(),
  /** Where the database listens; null while it starts. */
  url: z.string().nullable(),
});
export type Owner = z.infer<typeof owner>;

export interface Claim {
  /** Tells others where the database listens. */
  publish(url: string): Promise<void>;
  release(): Promise<void>;
}

const claimFile = (dataDir: string): string => join(dataDir, 'server.json');

/**
 * Claims a data directory for this process, so that no second one opens it. A claim left by a process that was killed
 * is taken over. Throws `data-directory.in-use` when the owner lives.
 */
export async function claimDirectory(dataDir: string): Promise<Claim> {
  const file = claimFile(dataDir);
  const mine: Owner = { process: await identifySelf(), claim: randomUUID(), url: null };
  const draft = join(dataDir, `server.${mine.claim}.json`);
  const write = (content: Owner): Promise<void> =>
    writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await write(mine);
  try {
    // A link appears whole or not at all, and only for one of those who try.
    while (!(await linkOnce(draft, file))) await removeStale(dataDir, mine.claim);
  } finally {
    await rm(draft, { force: true });
  }
  return {
    async publish(url) {
      await write({ ...mine, url });
      await rename(draft, file);
    },
    async release() {
      if ((await readOwner(file))?.claim === mine.claim) await rm(file, { force: true });
    },
  };
}

/** The living owner of a data directory, or undefined. */
export async function findOwner(dataDir: string): Promise<Owner | undefined> {
  const found = await readOwner(claimFile(dataDir));
  return found && (await isAlive(found)) ? found : undefined;
}

export const inUse = (dataDir: string, pid: number): AllclearError =>
  new AllclearError(
    'data-directory.in-use',
    `The data directory ${dataDir} is in use by another Allclear, process ${pid}. Nothing was changed.`,
    { remedy: 'Stop that process first, or choose another directory with --data or ALLCLEAR_DATA.' },
  );

// From another container the process cannot be looked up, but its socket on the shared disk can be tried.
async function isAlive(found: Owner): Promise<boolean> {
  const state = await findProcess(found.process);
  return state === 'alive' || (state === 'unknown' && found.url !== null && (await answers(found.url)));
}

async function removeStale(dataDir: string, claim: string): Promise<void> {
  const file = claimFile(dataDir);
  const found = await readOwner(file);
  if (found && (await isAlive(found))) throw inUse(dataDir, found.process.pid);
  // Two may find the same stale claim. Each moves aside what is there now, and puts it back when it is not that one.
  const aside = join(dataDir, `server.${claim}.stale`);
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readOwner(aside))?.claim !== found?.claim) await linkOnce(aside, file);
  await rm(aside, { force: true });
  // Lets a claim that was put back be seen before this process tries again.
  await sleep(20);
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// An unreadable claim is nobody's: claims are written whole, so only a broken disk or a hand can have made it.
async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return owner.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
