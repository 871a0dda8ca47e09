import type { Settings } from '#platform/config';
import { attachOrStart, connect, type Database, migrate, startEmbedded } from '#platform/db';
import type { Log } from '#platform/log';

/**
 * How to open: `own` refuses a data directory that another process runs, `share` joins it, and `scratch` owns one that
 * is thrown away afterwards, so that nothing waits for the disk.
 */
export type Opening = 'own' | 'share' | 'scratch';

/**
 * Opens the database of these settings and brings it up to date: the one named by `DATABASE_URL`, or the embedded
 * PostgreSQL of the data directory.
 */
export async function openDatabase(settings: Settings, log: Log, how: Opening): Promise<Database> {
  const url = settings.databaseUrl;
  if (url !== undefined) return migrated(connect(url), async () => undefined);
  const start = how === 'share' ? attachOrStart : startEmbedded;
  const embedded = await start({ dataDir: settings.dataDir, log, durable: how !== 'scratch' });
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
