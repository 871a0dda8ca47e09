import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { type App, startApp } from '#app';
import { simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import type { Database } from '#platform/db';
import { silentLog } from '#platform/log';
import { testDatabase } from '../support/database.ts';
import { freePort } from '../support/server-process.ts';

const nobodyListens = 'postgresql://allclear@127.0.0.1:9/allclear?connect_timeout=1';

async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'allclear-away-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(dataDir: string, databaseUrl: string, at: string): Promise<App> {
  const settings = parseSettings({
    ALLCLEAR_DATA: dataDir,
    ALLCLEAR_ORGANISATION: 'Amberwick ICB',
    DATABASE_URL: databaseUrl,
    ALLCLEAR_PORT: String(await freePort()),
  });
  return startApp({ settings, clock: simulatedClock(new Date(at)), log: silentLog(), mode: 'stepped' });
}

it('a start without a database serves the last page, says since when, and refuses intake without losing it silently', async () => {
  const dataDir = await scratchDirectory();
  const database = await testDatabase();
  const before = await start(dataDir, database.url, '2026-04-20T09:00:00Z');
  expect(await (await fetch(`${before.address}/`)).text()).not.toContain('cannot');
  await before.stop();

  const app = await start(dataDir, nobodyListens, '2026-04-20T09:42:00Z');
  onTestFinished(() => app.stop());
  const page = await fetch(`${app.address}/`);
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('10:42am');
  expect(text).toContain('Amberwick ICB');

  const refused = await fetch(`${app.address}/api/v1/readings`, { method: 'POST', body: '{}' });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'database.unavailable' });
  expect((await fetch(`${app.address}/health/ready`)).status).toBe(503);
  expect((await fetch(`${app.address}/health/live`)).status).toBe(200);
});

it('a database that goes away while serving leaves the page up, with the time since when it is old', async () => {
  const database = await testDatabase();
  const app = await start(await scratchDirectory(), database.url, '2026-04-20T09:00:00Z');
  onTestFinished(() => app.stop());
  await cutOff(database);
  expect((await fetch(`${app.address}/health/ready`)).status).toBe(503);
  const page = await fetch(`${app.address}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('10am');
});

it('a first start without a database fails, and says so', async () => {
  await expect(start(await scratchDirectory(), nobodyListens, '2026-04-20T09:00:00Z')).rejects.toThrow();
});

/** No new connections to this database, and none of the old ones. */
async function cutOff(database: Database): Promise<void> {
  const found = await database.pool.query<{ name: string }>('select current_database() as name');
  const name = found.rows[0]?.name ?? '';
  const client = new pg.Client({ connectionString: database.url.replace(name, 'postgres') });
  await client.connect();
  await client.query(`alter database ${client.escapeIdentifier(name)} allow_connections false`);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await client.end();
}
