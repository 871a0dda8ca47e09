import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../log/index.ts';
import { attachOrStart, type Embedded, startEmbedded } from './index.ts';

const log = silentLog();

async function scratchDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'allclear-embedded-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(dataDir: string): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, log, durable: false });
  onTestFinished(() => embedded.stop());
  return embedded;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = async (dataDir: string): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

const claimOf = async (dataDir: string) => JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'));

/** A process that owns the directory and writes; resolves once it has acknowledged `rows` rows. */
async function startWriter(
  dataDir: string,
  rows: number,
): Promise<{ child: ChildProcess; acknowledged: () => number }> {
  const script = join(import.meta.dirname, '../../../test/support/database-child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let last = 0;
  let complaint = '';
  child.stderr?.on('data', (text) => {
    complaint += text;
  });
  await new Promise<void>((done, fail) => {
    let seen = 0;
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      last = Number(line);
      seen += 1;
      if (seen === rows) done();
    });
    child.once('exit', () => fail(new Error(`The writer ended early: ${complaint}`)));
  });
  return { child, acknowledged: () => last };
}

describe('the embedded database', () => {
  it('keeps its data from one start to the next', async () => {
    const dataDir = await scratchDirectory();
    const first = await start(dataDir);
    await query(first.url, `create table kept as select 'Seaview' as name`);
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'select name from kept')).toEqual([{ name: 'Seaview' }]);
  });

  it('can be entered by its own user only, and over no network', async () => {
    const dataDir = await scratchDirectory();
    const { url } = await start(dataDir);
    expect((await stat(join(dataDir, 'run'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'server.json'))).mode & 0o777).toBe(0o600);
    expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('forces what it acknowledges to disk unless a test asks otherwise', async () => {
    const embedded = await startEmbedded({ dataDir: await scratchDirectory(), log });
    onTestFinished(() => embedded.stop());
    expect(
      await query(
        embedded.url,
        `select current_setting('fsync') || current_setting('synchronous_commit') as s`,
      ),
    ).toEqual([{ s: 'onon' }]);
  });

  it('starts in a directory whose path is too long for a socket', async () => {
    const dataDir = join(await scratchDirectory(), 'a-long-name-of-a-folder'.repeat(6));
    await mkdir(dataDir);
    const { url } = await start(dataDir);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says why it cannot start', async () => {
    const dataDir = await scratchDirectory();
    await (await start(dataDir)).stop();
    await writeFile(join(dataDir, 'postgres/postgresql.conf'), 'no such setting\n');
    const refusal = startEmbedded({ dataDir, log });
    await expect(refusal).rejects.toMatchObject({ code: 'database.unavailable', message: /syntax error/ });
    // A failed start gives the directory back.
    await writeFile(join(dataDir, 'postgres/postgresql.conf'), '');
    await start(dataDir);
  });

  it('makes the database anew when a first start was killed half-way', async () => {
    const dataDir = await scratchDirectory();
    await mkdir(join(dataDir, 'postgres.new'));
    await writeFile(join(dataDir, 'postgres.new/PG_VERSION'), '18\n');
    const { url } = await start(dataDir);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('stops also while its server is being started again', async () => {
    const dataDir = await scratchDirectory();
    const embedded = await startEmbedded({ dataDir, log, durable: false });
    const before = await serverPid(dataDir);
    process.kill(before, 'SIGKILL');
    // Long enough for the restart to have begun, too short for it to be done.
    await new Promise((resolve) => setTimeout(resolve, 280));
    await embedded.stop();
    expect(await query(embedded.url, 'select 1 as one').catch(() => 'stopped')).toBe('stopped');
  });

  it('starts its server again when that is killed', async () => {
    const dataDir = await scratchDirectory();
    const { url } = await start(dataDir);
    const before = await serverPid(dataDir);
    process.kill(before, 'SIGKILL');
    await expect
      .poll(() => query(url, 'select 1 as one').catch(() => []), { timeout: 15_000 })
      .toEqual([{ one: 1 }]);
    expect(await serverPid(dataDir)).not.toBe(before);
  });
});

describe('a second process on the same data directory', () => {
  it('is refused, with the number of the owner', async () => {
    const dataDir = await scratchDirectory();
    await start(dataDir);
    const refusal = await startEmbedded({ dataDir, log }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'data-directory.in-use' });
    expect(String(refusal)).toContain(`process ${process.pid}`);
  });

  it('attaches when it is a command, and leaves the server running', async () => {
    const dataDir = await scratchDirectory();
    const owner = await start(dataDir);
    const command = await attachOrStart({ dataDir, log });
    expect(command).toMatchObject({ attached: true, url: owner.url });
    await command.stop();
    expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts a server for the duration of a command when none runs', async () => {
    const dataDir = await scratchDirectory();
    const command = await attachOrStart({ dataDir, log, durable: false });
    expect(command.attached).toBe(false);
    await command.stop();
    await expect(readFile(join(dataDir, 'server.json'))).rejects.toThrow(/ENOENT/);
    await start(dataDir);
  });

  it('shares one server when several commands start at once', async () => {
    const dataDir = await scratchDirectory();
    const commands = await Promise.all(
      [1, 2, 3, 4].map(() => attachOrStart({ dataDir, log, durable: false })),
    );
    onTestFinished(async () => void (await Promise.all(commands.map((command) => command.stop()))));
    expect(commands.filter((command) => !command.attached)).toHaveLength(1);
    expect(new Set(commands.map((command) => command.url)).size).toBe(1);
  });

  it("lets exactly one of several that take over a dead owner's directory have it", async () => {
    const dataDir = await scratchDirectory();
    await writeFile(join(dataDir, 'server.json'), JSON.stringify(await deadClaim()));
    const attempts = [1, 2, 3, 4].map(() => startEmbedded({ dataDir, log, durable: false }));
    const outcomes = await Promise.allSettled(attempts);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.stop();
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });
});

/** What a killed process left: this process's number, but another start of it. */
async function deadClaim(): Promise<unknown> {
  const dataDir = await scratchDirectory();
  await start(dataDir);
  const claim = await claimOf(dataDir);
  return { ...claim, claim: crypto.randomUUID(), process: { ...claim.process, started: 'at another time' } };
}

describe('after kill -9', () => {
  it('loses no acknowledged row and starts cleanly, five times in a row', { timeout: 120_000 }, async () => {
    const dataDir = await scratchDirectory();
    const lost: number[] = [];
    for (let round = 1; round <= 5; round += 1) {
      const { child, acknowledged } = await startWriter(dataDir, 200);
      const gone = once(child, 'exit');
      // The owner alone, or the server with it: either may go first on a machine out of memory.
      if (round % 2 === 0) process.kill(await serverPid(dataDir), 'SIGKILL');
      child.kill('SIGKILL');
      await gone;
      const { url, stop } = await startEmbedded({ dataDir, log });
      const [found] = await query(url, 'select count(*)::int as rows, max(n)::int as last from counted');
      await stop();
      if (Number(found?.rows) !== Number(found?.last) || Number(found?.last) < acknowledged())
        lost.push(round);
    }
    expect(lost).toEqual([]);
  });

  it('removes the lock of a dead server whose number another process has taken', async () => {
    const dataDir = await scratchDirectory();
    await (await start(dataDir)).stop();
    await writeFile(join(dataDir, 'postgres/postmaster.pid'), `${process.pid}\n${dataDir}/postgres\n`);
    const { url } = await start(dataDir);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
