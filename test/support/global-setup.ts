import { createHash } from 'node:crypto';
import { access, constants, mkdtemp, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connect, migrate, startEmbedded } from '../../src/platform/db/index.ts';
import { silentLog } from '../../src/platform/log/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server for tests: connect to create databases of your own. */
    serverUrl: string;
    /** The migrated database that each test's own is copied from. */
    templateName: string;
  }
}

/** Starts one database server for the whole run, or takes DATABASE_URL_TEST, and prepares the template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await findServer();
  project.provide('serverUrl', server.url);
  project.provide('templateName', await prepareTemplate(server.url));
  return server.stop;
}

async function findServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.DATABASE_URL_TEST;
  if (url) return { url, stop: async () => undefined };
  const home = await quickestFolder();
  await removeOldDirectories(home);
  const dataDir = await mkdtemp(join(home, 'allclear-test-'));
  const embedded = await startEmbedded({ dataDir, log: silentLog(), durable: false, maxConnections: 200 });
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const dayMs = 86_400_000;

const memory = '/dev/shm';
const enoughBytes = 2 * 1024 ** 3;

/** Every test's database is a copy of a thousand files: in memory, where there is plenty, that takes a third of the time. */
async function quickestFolder(): Promise<string> {
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize >= enoughBytes ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

// A run that is killed leaves its directory behind; no run lasts a day.
async function removeOldDirectories(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith('allclear-test-')) continue;
    const path = join(home, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > dayMs) await rm(path, { recursive: true, force: true });
  }
}

/** Creates the template when no server has one of these very migrations; its name carries their digest. */
async function prepareTemplate(serverUrl: string): Promise<string> {
  const name = `allclear_template_${await digestMigrations()}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    await admin.query(`select pg_advisory_lock(hashtextextended('allclear.template', 0))`);
    const found = await admin.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await createTemplate(admin, serverUrl, name);
  } finally {
    await admin.end();
  }
  return name;
}

async function createTemplate(admin: pg.Client, serverUrl: string, name: string): Promise<void> {
  // Migrated under another name first: a run that is killed half-way must not leave a half-made template.
  const draft = `${name}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  const database = connect(withDatabase(serverUrl, draft), { poolSize: 1 });
  try {
    await migrate(database.db);
  } finally {
    await database.close();
  }
  await admin.query(`alter database ${draft} rename to ${name}`);
}

async function digestMigrations(): Promise<string> {
  const directory = join(import.meta.dirname, '../../db/migrations');
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).sort())
    hash.update(name).update(await readFile(join(directory, name)));
  return hash.digest('hex').slice(0, 12);
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
