import type { Settings } from '#platform/config';
import { attachOrStart, connect, type Database, migrate, startEmbedded } from '#platform/db';
import type { Log } from '#platform/log';

/**
 * Opens the database of these settings and brings it up to date: the one named by `DATABASE_URL`, or the embedded
 * PostgreSQL of the data directory. `own` refuses a directory that another process runs; `share` joins it.
 */
export async function openDatabase(settings: Settings, log: Log, how: 'own' | 'share'): Promise<Database> {
  const url = settings.databaseUrl;
  if (url !== undefined) return migrated(connect(url), async () => undefined);
  const start = how === 'own' ? startEmbedded : attachOrStart;
  const embedded = await start({ dataDir: settings.dataDir, log });
  return migrated(connect(embedded.url), () => embedded.stop());
}

async function migrated(database: Database, stopServer: () => Promise<void>): Promise<Database> {
  const close = async (): Promise<void> => {
    await database.close();
    await stopServer();
  };
  try {
    await migrate(database.db);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...database, close };
}
