/**
 * The estate's own question on invented estates of which the truth is known: false alarms, recall, sign of interaction,
 * coverage of intervals, and time.
 * Run: `npx tsx bench/attribution-estate.ts [--seeds 60] [--only worlds|curve|time] [--world 'one factor']`. Prints tables and writes JSON.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Attribution, analyse, defaultAttributionParameters, measureTerms } from '#attribution';
import {
  createWorld,
  type World,
  type WorldKind,
  type WorldOptions,
  worldKinds,
} from '../test/support/attribution-worlds.ts';

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '60' }, only: { type: 'string' }, world: { type: 'string' } },
});
const seeds = Number(options.seeds);

interface Outcome {
  world: World;
  result: Attribution;
  cpuMs: number;
}

/** Processor time, which a busy machine does not stretch. */
function timed<T>(work: () => T): { value: T; cpuMs: number; wallMs: number } {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuMs: (user + system) / 1000, wallMs };
}

function runWorld(kind: WorldKind, seed: number, more: WorldOptions = {}): Outcome {
  const world = createWorld(kind, seed, more);
  const { value, cpuMs } = timed(() => analyse(world.question, seed));
  return { world, result: value, cpuMs };
}

const share = <T>(list: readonly T[], is: (each: T) => boolean): number | null =>
  list.length === 0 ? null : list.filter(is).length / list.length;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const contains = (interval: { low: number; high: number } | null | undefined, value: number): boolean =>
  interval !== null && interval !== undefined && interval.low <= value && value <= interval.high;

const termOf = (planted: string): { key: string; value: string } => {
  const [key = '', value = ''] = planted.split('=');
  return { key, value };
};

/** Coverage of the ratio where the planted one is the marginal one: a single factor that is not of time. */
function coverageOfRatio(outcomes: readonly Outcome[]): number | null {
  const single = outcomes.filter(
    ({ world }) => world.planted.length === 1 && !world.planted[0]?.startsWith('hour'),
  );
  return share(single, ({ world }) =>
    contains(
      measureTerms(world.question, world.planted.map(termOf), defaultAttributionParameters).ratio,
      world.ratio,
    ),
  );
}

/** Coverage of the ratio in the model of all factors: what was planted alone, with whatever was found beside it. */
function coverageOfModel(outcomes: readonly Outcome[]): number | null {
  const modelled = outcomes.flatMap(({ world, result }) => {
    const [key] = world.planted;
    if (key === undefined || world.planted.length > 1 || key.startsWith('hour')) return [];
    const factor = result.model?.factors.find(
      ({ terms, caution }) =>
        caution === null && terms.map((term) => `${term.key}=${term.value}`).join(' & ') === key,
    );
    return factor ? [contains(factor.ratio, world.ratio)] : [];
  });
  return share(modelled, (covered) => covered);
}

/** What stands in the first `top` explanations, by key. */
const has = (result: Attribution, planted: string, top = 5): boolean =>
  result.explanations.slice(0, top).some(({ key }) => key === planted);

const compoundOf = ({ result, world }: Outcome): Attribution['compounds'][number] | undefined =>
  result.compounds.find(({ first, second }) =>
    [...first, ...second].every(({ key, value }) => world.planted.includes(`${key}=${value}`)),
  );

function summarise(kind: string, outcomes: readonly Outcome[]) {
  const planted = outcomes.flatMap((outcome) => outcome.world.planted.map((key) => ({ outcome, key })));
  const pairs = outcomes.filter(({ world }) => world.excess !== null);
  const said = pairs.flatMap((outcome) => compoundOf(outcome) ?? []);
  return {
    world: kind,
    failures: Math.round(median(outcomes.map(({ result }) => result.enough.failures))),
    'anything found': share(outcomes, ({ result }) => result.explanations.length > 0),
    'planted found': share(planted, ({ outcome, key }) => has(outcome.result, key)),
    'planted first': share(
      outcomes.filter(({ world }) => world.planted.length > 0),
      ({ world, result }) => world.planted.some((key) => has(result, key, 1)),
    ),
    'something else too': share(outcomes, ({ world, result }) =>
      result.explanations.some(({ key }) => !world.planted.includes(key)),
    ),
    'ratio covered': coverageOfRatio(outcomes),
    'ratio in the model covered': coverageOfModel(outcomes),
    'excess covered': share(
      pairs.filter((outcome) => compoundOf(outcome)?.excess),
      (outcome) => contains(compoundOf(outcome)?.excess, outcome.world.excess ?? 0),
    ),
    'says compounding': said.length === 0 ? null : share(said, ({ verdict }) => verdict === 'compounding'),
    'says the opposite':
      said.length === 0 ? null : share(said, ({ verdict }) => verdict === 'less than added'),
    'median ms (cpu)': Number(median(outcomes.map(({ cpuMs }) => cpuMs)).toFixed(1)),
  };
}

const allSeeds = Array.from({ length: seeds }, (_, index) => index + 1);

function worlds() {
  runWorld('one factor', 1);
  const kinds = worldKinds.filter((kind) => options.world === undefined || kind === options.world);
  const table = kinds.map((kind) =>
    summarise(
      kind,
      allSeeds.map((seed) => runWorld(kind, seed)),
    ),
  );
  console.table(table);
  return table;
}

/** Recall and the sign of interaction against how much failed. */
function curve() {
  const table = (['one factor', 'two independent', 'compounding'] as const).flatMap((kind) =>
    [0.1, 0.2, 0.4, 0.8, 1.6].map((perSite) =>
      summarise(
        `${kind}, ${perSite} a site`,
        allSeeds.map((seed) => runWorld(kind, seed, { perSite })),
      ),
    ),
  );
  console.table(
    table.map((row) => ({
      world: row.world,
      failures: row.failures,
      'planted found': row['planted found'],
      'says compounding': row['says compounding'],
      'says the opposite': row['says the opposite'],
      'excess covered': row['excess covered'],
    })),
  );
  return table;
}

function time() {
  const table = [190, 1000, 5000, 25_000].map((sites) => {
    const { question } = createWorld('one factor', 1, { sites });
    // Until the compiler has seen enough of it, the first runs of a process take several times as long.
    for (let warm = 0; warm < (sites > 1000 ? 1 : 10); warm++) analyse(question, warm);
    const runs = Array.from({ length: sites > 5000 ? 3 : 7 }, (_, seed) =>
      timed(() => analyse(question, seed)),
    );
    return {
      sites,
      failures: question.episodes.length,
      'median ms (cpu)': Math.round(median(runs.map(({ cpuMs }) => cpuMs))),
      'median ms (wall)': Math.round(median(runs.map(({ wallMs }) => wallMs))),
      'resident MB, world included': Math.round(process.memoryUsage().rss / 1e6),
    };
  });
  console.table(table);
  return table;
}

const parts = { worlds, curve, time };
const chosen = Object.entries(parts).filter(([name]) => options.only === undefined || options.only === name);
const report = Object.fromEntries(chosen.map(([name, run]) => [name, run()]));
mkdirSync('bench/out', { recursive: true });
const file = `bench/out/attribution-estate${options.only ? `-${options.only}` : ''}.json`;
writeFileSync(file, `${JSON.stringify({ bench: 'attribution-estate', seeds, ...report }, null, 2)}\n`);
console.log(`${file} written.`);
