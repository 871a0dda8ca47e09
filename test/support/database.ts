import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject, onTestFinished } from 'vitest';
import { type SimulatedClock, simulatedClock } from '#platform/clock';
import { type Actor, localOperator } from '../../src/platform/auth/index.ts';
import type { Context } from '../../src/platform/context/index.ts';
import { connect, type Database } from '../../src/platform/db/index.ts';
import { silentLog } from '../../src/platform/log/index.ts';

export type TestContext = Context & { clock: SimulatedClock; database: Database };

/**
 * A context on a fresh, migrated database of its own and a simulated clock, which starts at 8:00 London time on Monday
 * 20 April 2026 unless told otherwise. Called in a test it is dropped after that test, in `beforeAll` after the file.
 */
export async function testContext(options: { at?: Date; actor?: Actor } = {}): Promise<TestContext> {
  const database = await testDatabase();
  return {
    actor: options.actor ?? localOperator('Test Operator'),
    clock: simulatedClock(options.at ?? new Date('2026-04-20T07:00:00Z')),
    db: database.db,
    log: silentLog(),
    database,
  };
}

/** A fresh, migrated database, dropped by itself like the one of `testContext`. */
export async function testDatabase(): Promise<Database> {
  const serverUrl = inject('serverUrl');
  const name = `allclear_test_${randomBytes(6).toString('hex')}`;
  await asAdministrator(
    serverUrl,
    `create database ${name} template ${inject('templateName')} strategy file_copy`,
  );
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = connect(url.href, { poolSize: 4 });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= database.close();
    return closed;
  };
  cleanUp(async () => {
    await close();
    await asAdministrator(serverUrl, `drop database if exists ${name} with (force)`);
  });
  return { ...database, close };
}

function cleanUp(work: () => Promise<void>): void {
  try {
    onTestFinished(work);
  } catch {
    // Outside a test: called by a hook or while the file loads.
    afterAll(work);
  }
}

async function asAdministrator(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
