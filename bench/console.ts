/**
 * What every screen of the console costs: the time to its first byte against a page of the same server that shows
 * nothing, in the same run; queries, rows and compressed bytes. For April 2026 (191 sites) and for 33 counties that fail as
 * it did (6,303 sites). Then 200 open consoles: memory, processor, and the time from a change to an open screen.
 * `npm run bench:console -- [requests] [--only name] [--queries] [--keep folder] [--sites april|counties|none]`. Replays April
 * first, which takes some minutes; `--keep` keeps that for the next run. Screens are those of `test/support/console-screens.ts`,
 * which a test holds against the console's own routes. Prints tables and writes bench/out/console.json.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { consoleScreens, type ScreenAddress } from '../test/support/console-screens.ts';
import { get, processorMs, type Server, startServer } from './console/ask.ts';
import { measureConsoles } from './console/consoles.ts';
import type { Orders } from './console/server.ts';
import { copyOfApril } from './console/world.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    queries: { type: 'boolean' },
    keep: { type: 'string' },
    sites: { type: 'string' },
  },
});
const requests = Number(positionals[0] ?? 40);
/** A screen that takes seconds is known well enough after a few requests. */
const longestMs = 12_000;
const fewest = 5;
const aimsMs = { april: 50, counties: 150 } as const;
type World = keyof typeof aimsMs;

interface Measured {
  sites: number;
  screen: string;
  p50Ms: number;
  p95Ms: number;
  /** Median of what comes first after a change of everything: what is kept between changes does not help. */
  changedMs: number;
  overEmptyMs: number;
  /** Processor time of the server's process for one request, which a busy machine stretches less; without the database's. */
  cpuMs: number;
  queries: number;
  rows: number;
  brotliKb: number;
  holds: boolean;
}

const empty: ScreenAddress = {
  name: '(no such page)',
  path: '/console/nothing',
  onlooker: 'staff',
  isFile: false,
};

const round = (value: number): number => Math.round(value * 10) / 10;

async function measureWorld(server: Server, world: World): Promise<Measured[]> {
  const screens = [empty, ...consoleScreens(server.place)].filter(
    ({ name, onlooker }) =>
      onlooker !== 'half signed in' &&
      (values.only === undefined || name === values.only || name === empty.name),
  );
  const measured: Measured[] = [];
  for (const screen of screens) {
    const own = await measureScreen(server, screen);
    process.stderr.write(`${server.sites} sites, ${own.screen}: ${own.p50Ms} ms, ${own.queries} queries\n`);
    const emptyMs = measured[0]?.p50Ms ?? own.p50Ms;
    measured.push({
      sites: server.sites,
      ...own,
      overEmptyMs: round(own.p50Ms - emptyMs),
      holds: own.p95Ms < aimsMs[world],
    });
  }
  return measured;
}

async function measureScreen(server: Server, screen: ScreenAddress) {
  const ask = () =>
    get(`${server.address}${screen.path}`, screen.onlooker === 'staff' ? server.cookie : undefined);
  const first = await ask();
  if (first.status !== (screen === empty ? 404 : 200))
    throw new Error(`${screen.path} answered ${first.status}.`);
  await server.figures();
  await ask();
  const { queries, rows, statements } = await server.figures();
  if (values.queries && screen !== empty)
    console.table(
      statements.map(({ sql, ms, rows: n }) => ({ ms: round(ms), rows: n, sql: sql.slice(0, 160) })),
    );
  const times: number[] = [];
  const before = await server.figures();
  const begun = performance.now();
  while (times.length < requests && (times.length < fewest || performance.now() - begun < longestMs))
    times.push((await ask()).firstByteMs);
  const after = await server.figures();
  const changed: number[] = [];
  while (changed.length < fewest) {
    await server.touch();
    changed.push((await ask()).firstByteMs);
  }
  changed.sort((a, b) => a - b);
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.ceil(times.length * share) - 1] ?? Number.NaN);
  return {
    screen: screen.name,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    changedMs: round(changed[fewest >> 1] ?? Number.NaN),
    cpuMs: round(processorMs(before, after) / times.length),
    queries,
    rows,
    brotliKb: round(first.bytes / 1024),
  };
}

async function inWorld<T>(
  folder: string,
  orders: Omit<Orders, 'dataDir'>,
  work: (server: Server) => Promise<T>,
) {
  const dataDir = await copyOfApril(values.keep ?? folder, join(folder, 'world'));
  const server = await startServer({ ...orders, dataDir });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'allclear-bench-console-'));
try {
  const worlds = (['april', 'counties'] as const).filter(
    (world) => values.sites === undefined || values.sites === world,
  );
  const measured: Measured[] = [];
  for (const world of worlds) {
    const prepare: Orders['prepare'] = world === 'april' ? ['review'] : ['counties', 'review'];
    const found = await inWorld(folder, { prepare, mode: 'stepped', people: 0 }, (server) =>
      measureWorld(server, world),
    );
    console.table(found);
    measured.push(...found);
  }
  const consoles =
    values.only === undefined
      ? await inWorld(folder, { prepare: [], mode: 'live', people: 34 }, measureConsoles)
      : undefined;
  if (consoles) console.table([consoles]);
  const late = measured.filter(({ holds }) => !holds);
  console.log(
    late.length === 0
      ? `All ${measured.length} measurements hold: p95 under ${aimsMs.april} ms, and under ${aimsMs.counties} ms with 33 counties.`
      : `${late.length} of ${measured.length} do not hold: ${late.map(({ screen, sites, p95Ms }) => `${screen} at ${sites} sites (${p95Ms} ms)`).join(', ')}.`,
  );
  const out = join(import.meta.dirname, 'out');
  await mkdir(out, { recursive: true });
  await writeFile(
    join(out, 'console.json'),
    `${JSON.stringify({ bench: 'console', requests, screens: measured, consoles }, null, 2)}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
