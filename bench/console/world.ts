import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type App, replayScenario, type StartOptions, startApp } from '#app';
import { simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { silentLog } from '#platform/log';
import { scenario } from '../../scenarios/april-2026/index.ts';

// April 2026, replayed once and kept in a folder, so that each world begins as a copy of it.

const keptName = 'april-2026';

/** Replays April into `folder` unless a whole replay is there already; returns where it lies. */
export async function keptApril(folder: string): Promise<string> {
  const kept = join(folder, keptName);
  if (await stat(kept).catch(() => undefined)) return kept;
  await mkdir(folder, { recursive: true });
  const begun = join(folder, `${keptName}.begun`);
  await rm(begun, { recursive: true, force: true });
  const { app, clock } = await openWorld(begun, { from: scenario.startsAt });
  try {
    await replayScenario(app, scenario.events(), { clock });
  } finally {
    await app.stop();
  }
  await rename(begun, kept);
  return kept;
}

/** A copy of the kept April, to be changed and thrown away. */
export async function copyOfApril(folder: string, to: string): Promise<string> {
  await rm(to, { recursive: true, force: true });
  await cp(await keptApril(folder), to, { recursive: true });
  return to;
}

/** Starts the product on a data directory, its clock at the scenario's end unless `from` is given. */
export async function openWorld(
  dataDir: string,
  { from = scenario.endsAt, mode = 'stepped' }: { from?: Date; mode?: StartOptions['mode'] } = {},
) {
  const clock = simulatedClock(from);
  const settings = parseSettings({ ...scenario.environment, ALLCLEAR_DATA: dataDir });
  const app: App = await startApp({
    settings: { ...settings, port: 0 },
    clock,
    log: silentLog(),
    mode,
    demonstration: true,
    scratch: true,
  });
  return { app, clock };
}
