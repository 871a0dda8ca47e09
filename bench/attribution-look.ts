/**
 * How long one look at the failures of an incident takes, from the database to the stored answer's bytes, and for how long
 * the event loop of a server stands still meanwhile: on the serving thread against in a thread of its own. Replays
 * April 2026 (191 sites, two weeks) first, which takes a minute or two.
 * `npx tsx bench/attribution-look.ts [looks]` prints the table and writes bench/out/attribution-look.json.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayScenario, startApp } from '#app';
import { type Analyst, analystApart, analystHere } from '#attribution';
import { systemActor } from '#platform/auth';
import { simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { startEmbedded } from '#platform/db';
import { silentLog } from '#platform/log';
import { scenario } from '../scenarios/april-2026/index.ts';

const looks = Number(process.argv[2] ?? 15);
const period = { from: new Date('2026-04-16T05:00:00Z'), to: scenario.endsAt };

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The longest time in milliseconds for which a timer of one millisecond was kept waiting while `work` ran. */
async function standstill(work: () => Promise<unknown>): Promise<{ ms: number; longestMs: number }> {
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - 1);
    last = now;
  }, 1);
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  longestMs = Math.max(longestMs, performance.now() - last - 1);
  clearInterval(timer);
  return { ms, longestMs };
}

async function measure(where: string, analyst: Analyst) {
  const first = await standstill(() => analyst.answer(period));
  const rest: { ms: number; longestMs: number }[] = [];
  for (let look = 0; look < looks; look++) rest.push(await standstill(() => analyst.answer(period)));
  await analyst.stop();
  return {
    where,
    'first ms': Math.round(first.ms),
    'median ms': Math.round(median(rest.map(({ ms }) => ms))),
    'event loop stands still, median ms': Math.round(median(rest.map(({ longestMs }) => longestMs))),
    'at most, ms': Math.round(Math.max(first.longestMs, ...rest.map(({ longestMs }) => longestMs))),
  };
}

const dataDir = await mkdtemp(join(tmpdir(), 'allclear-bench-'));
const database = await startEmbedded({
  dataDir: join(dataDir, 'database'),
  log: silentLog(),
  durable: false,
});
const clock = simulatedClock(scenario.startsAt);
const environment = { ...scenario.environment, ALLCLEAR_DATA: dataDir, DATABASE_URL: database.url };
const settings = { ...parseSettings(environment), port: 0 };
const app = await startApp({ settings, clock, log: silentLog(), mode: 'stepped', demonstration: true });
try {
  await replayScenario(app, scenario.events(), { clock });
  const { db } = app.contextFor(systemActor);
  const table = [
    await measure('on the serving thread', analystHere(db)),
    await measure('in a thread of its own', analystApart(database.url)),
  ];
  console.table(table);
  await mkdir(new URL('./out/', import.meta.url), { recursive: true });
  const report = { bench: 'attribution-look', looks, table };
  await writeFile(
    new URL('./out/attribution-look.json', import.meta.url),
    `${JSON.stringify(report, null, 2)}\n`,
  );
} finally {
  await app.stop();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}
