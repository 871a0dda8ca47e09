import { access, constants, mkdir } from 'node:fs/promises';
import type { Finding } from '#cli';
import { formatDateTime, systemClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { AllclearError } from '#platform/errors';
import { silentLog } from '#platform/log';
import { feedStaleMinutes, feedStates } from '#servicedesk';
import { type LocalSession, openLocal } from './local.ts';
import { factCounts, serverFacts } from './store.ts';

type Check = (session: LocalSession, settings: Settings) => Promise<Finding[]>;

const oldestServer = 150_000;

/** Looks at everything that an operator would ask about first. Changes nothing but pending migrations. */
export async function examine(readSettings: () => Settings): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    return [failed('settings', error)];
  }
  const findings: Finding[] = [{ check: 'settings', outcome: 'good', text: 'All settings are valid.' }];
  findings.push(await dataDirectory(settings));
  const session = await openLocal(settings, systemClock(), silentLog(), 'doctor').catch((error: unknown) => {
    findings.push(failed('database', error));
    return undefined;
  });
  if (!session) return findings;
  try {
    for (const check of [server, facts, feeds, page] satisfies Check[])
      findings.push(...(await check(session, settings)));
  } finally {
    await session.close();
  }
  return findings;
}

const failed = (check: string, error: unknown): Finding => ({
  check,
  outcome: 'bad',
  text:
    error instanceof AllclearError ? [error.message, error.remedy].filter(Boolean).join(' ') : String(error),
});

async function dataDirectory(settings: Settings): Promise<Finding> {
  try {
    await mkdir(settings.dataDir, { recursive: true });
    await access(settings.dataDir, constants.W_OK);
    return { check: 'data directory', outcome: 'good', text: `${settings.dataDir} can be written.` };
  } catch (error) {
    return failed('data directory', error);
  }
}

const server: Check = async ({ context }) => {
  const { version, number, migrations } = await serverFacts(context.db);
  const old = number < oldestServer;
  const text = `PostgreSQL ${version}, ${migrations} migrations applied.${old ? ' Allclear needs 15 or later.' : ''}`;
  return [{ check: 'database', outcome: old ? 'bad' : 'good', text }];
};

const facts: Check = async ({ context }) => {
  const { waiting, parked, lastError } = await factCounts(context.db);
  if (parked === 0) return [{ check: 'facts', outcome: 'good', text: `${waiting} waiting, none parked.` }];
  const text = `${parked} could not be handled. The last error: ${lastError ?? 'not recorded'}`;
  return [{ check: 'facts', outcome: 'bad', text }];
};

const feeds: Check = async ({ context }, settings) => {
  const states = await feedStates(context.db);
  if (states.length === 0)
    return [{ check: 'call feeds', outcome: 'warning', text: 'No service desk feed has ever reported.' }];
  const now = context.clock.now().getTime();
  const staleMinutes = await feedStaleMinutes(context.db, settings.callFeedStaleMinutes);
  return states.map((feed): Finding => {
    const stale = now - feed.lastSyncAt.getTime() > staleMinutes * 60_000;
    const text = `Last heard of at ${formatDateTime(feed.lastSyncAt)}.${stale ? ' Silence cannot be claimed from it.' : ''}`;
    return { check: `call feed ${feed.source}`, outcome: stale ? 'warning' : 'good', text };
  });
};

const page: Check = async ({ publisher }) => {
  const kept = await publisher.restore();
  const text = kept
    ? `A copy is kept, built at ${publisher.current()?.bulletin.builtAt}.`
    : 'Nothing has been published yet.';
  return [{ check: 'public page', outcome: kept ? 'good' : 'warning', text }];
};
