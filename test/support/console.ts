import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { type App, startApp, systemContext } from '../../src/app/index.ts';
import { firstAdministratorLink } from '../../src/platform/auth/index.ts';
import { type SimulatedClock, simulatedClock } from '../../src/platform/clock/index.ts';
import { parseSettings } from '../../src/platform/config/index.ts';
import type { Context } from '../../src/platform/context/index.ts';
import { silentLog } from '../../src/platform/log/index.ts';
import { testDatabase } from './database.ts';
import { givenEstate } from './estate.ts';

export interface RunningConsole {
  app: App;
  clock: SimulatedClock;
  context: Context;
  databaseUrl: string;
  /** The whole address of a fresh link that makes the first administrator. */
  firstLink(): Promise<string>;
  stop(): Promise<void>;
}

const minuteMs = 60_000;

/**
 * The whole product on a database of its own, at 8:30am on Monday 20 April 2026: twelve practices, six of which lost
 * their connection at 7:30am, which detection proposes as an incident, and four calls. In `live` mode
 * screens hear of what is announced.
 */
export async function startConsole(
  mode: 'live' | 'stepped' = 'stepped',
  more: { env?: Record<string, string>; port?: number } = {},
): Promise<RunningConsole> {
  const clock = simulatedClock(new Date('2026-04-20T07:30:00Z'));
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'allclear-console-'));
  const settings = parseSettings({
    ALLCLEAR_ORGANISATION: 'Example board',
    ALLCLEAR_SECOND_FACTOR: 'optional',
    DATABASE_URL: database.url,
    ALLCLEAR_DATA: dataDir,
    ...more.env,
  });
  const app = await startApp({
    settings: { ...settings, port: more.port ?? 0 },
    clock,
    log: silentLog(),
    mode,
  });
  const context = systemContext(app);
  await givenTrouble(app, context);
  return {
    app,
    clock,
    context,
    databaseUrl: database.url,
    async firstLink() {
      const link = await firstAdministratorLink(context);
      if (!link) throw new Error('There is an administrator already.');
      return `${app.address}${link.path}`;
    },
    async stop() {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function givenTrouble(app: App, context: Context): Promise<void> {
  const { siteCodes } = await givenEstate(context, 12);
  const now = context.clock.now().getTime();
  const readings = siteCodes.flatMap((site, index) =>
    Array.from({ length: 37 }, (_, step) => {
      const at = new Date(now - (36 - step) * 5 * minuteMs);
      const isDown = index < 6 && now - at.getTime() <= 60 * minuteMs;
      return { site, at: at.toISOString(), tunnel: isDown ? 'down' : 'up', lossPercent: 0.1, latencyMs: 20 };
    }),
  );
  await importReadings(context, { source: 'test', onFault: 'refuse', readings });
  await importCalls(context, {
    source: 'desk',
    calls: [
      call(1, now - 50 * minuteMs, 'G99001', 'No internet since this morning'),
      call(2, now - 40 * minuteMs, 'G99002', 'Cannot connect, vpn down'),
      call(4, now - 35 * minuteMs, 'G99011', 'Internet keeps dropping'),
      call(3, now - 30 * minuteMs, undefined, '<script>alert(1)</script> & "quotes"'),
    ],
  });
  await app.engine.settle();
  await app.engine.tick();
}

const call = (number: number, atMs: number, odsCode: string | undefined, shortDescription: string) => ({
  externalId: `INC000${number}`,
  openedAt: new Date(atMs).toISOString(),
  shortDescription,
  ...(odsCode ? { odsCode } : { siteText: 'Somewhere by the sea' }),
});
