import { systemClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { createLog } from '#platform/log';
import { firstAdministratorWords } from './console.ts';
import { type App, startApp } from './start.ts';
import { systemContext } from './work.ts';

/** Serves until the process is asked to stop, then stops in order. */
export async function serveUntilStopped(settings: Settings, announce: (text: string) => void): Promise<void> {
  const log = createLog(settings.logLevel);
  const app = await startApp({ settings, clock: systemClock(), log, mode: 'live' });
  announce(
    `Allclear serves ${app.address}/ from ${settings.databaseUrl === undefined ? settings.dataDir : 'DATABASE_URL'}\n`,
  );
  await announceFirstAdministrator(app, settings, announce);
  await untilAskedToStop();
  await app.stop();
}

/** Without the database there is nobody to invite yet; the next start says it. */
async function announceFirstAdministrator(
  app: App,
  settings: Settings,
  announce: (text: string) => void,
): Promise<void> {
  if (!app.hasDatabase) return;
  const address = settings.publicUrl.startsWith('https:') ? settings.publicUrl : app.address;
  const words = await firstAdministratorWords(systemContext(app), address);
  if (words) announce(words);
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
export function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
