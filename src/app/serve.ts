import { systemClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { createLog } from '#platform/log';
import { startApp } from './start.ts';

/** Serves until the process is asked to stop, then stops in order. */
export async function serveUntilStopped(settings: Settings, announce: (text: string) => void): Promise<void> {
  const log = createLog(settings.logLevel);
  const app = await startApp({ settings, clock: systemClock(), log, mode: 'live' });
  announce(
    `Allclear serves ${app.address}/ from ${settings.databaseUrl === undefined ? settings.dataDir : 'DATABASE_URL'}\n`,
  );
  await untilAskedToStop();
  await app.stop();
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
