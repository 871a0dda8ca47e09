import { mkdir, writeFile } from 'node:fs/promises';
import { latentDemand } from '#planning';
import { saturationWorld, type WorldKind } from '../test/support/saturation-worlds.ts';

/**
 * Demand hidden by a full concentrator: estimates against the truth of simulated ones.
 * npm run bench:saturation [-- WORLDS]
 */

const kinds: readonly WorldKind[] = [
  { name: 'never full', height: 0.8, growth: 0, dayNoise: 0.04, shiftHours: 0 },
  { name: 'full on busy days', height: 1, growth: 0, dayNoise: 0.06, shiftHours: 0 },
  { name: 'grows until it is full', height: 1.08, growth: 0.25, dayNoise: 0.04, shiftHours: 0 },
  { name: 'full on most mornings', height: 1.12, growth: 0.1, dayNoise: 0.06, shiftHours: 0 },
  { name: 'full every morning', height: 1.3, growth: 0, dayNoise: 0.03, shiftHours: 0 },
  { name: 'full on most mornings, which shift', height: 1.12, growth: 0.1, dayNoise: 0.06, shiftHours: 0.2 },
];

function evaluate(kind: WorldKind, worlds: number) {
  const sums = {
    full: 0,
    found: 0,
    wrong: 0,
    estimated: 0,
    covered: 0,
    error: 0,
    carriedError: 0,
    bounds: 0,
    boundsRight: 0,
  };
  const start = performance.now();
  for (let seed = 1; seed <= worlds; seed++) {
    const { series, demand } = saturationWorld(seed, kind);
    const { signs, demand: estimates } = latentDemand(series, []);
    for (const [i, asked] of demand.entries()) {
      const over = asked > 1.01 * (series.mbps[i] ?? 0);
      if (over) sums.full++;
      if (over && signs.saturated[i] === 1) sums.found++;
      if (asked < 900 && signs.saturated[i] === 1) sums.wrong++;
    }
    for (const one of estimates) {
      const asked = demand[(one.at.getTime() - series.fromMs) / 1_800_000] ?? 0;
      if (one.demandMbps === null || one.highMbps === null) {
        sums.bounds++;
        if (asked >= 0.995 * one.lowMbps) sums.boundsRight++;
        continue;
      }
      sums.estimated++;
      sums.error += one.demandMbps / asked - 1;
      sums.carriedError += one.carriedMbps / asked - 1;
      if (asked >= one.lowMbps && asked <= one.highMbps) sums.covered++;
    }
  }
  const percent = (part: number, whole: number): number | string =>
    whole === 0 ? '-' : Number(((100 * part) / whole).toFixed(1));
  return {
    world: kind.name,
    worlds,
    'full half hours': sums.full,
    'found %': percent(sums.found, sums.full),
    'wrongly called full': sums.wrong,
    estimated: sums.estimated,
    'bias %': percent(sums.error, sums.estimated),
    'bias of carried %': percent(sums.carriedError, sums.estimated),
    'coverage of 80%': percent(sums.covered, sums.estimated),
    'bounds only': sums.bounds,
    'bounds true %': percent(sums.boundsRight, sums.bounds),
    'ms each': Number(((performance.now() - start) / worlds).toFixed(1)),
  };
}

const worlds = Number(process.argv[2] ?? 40);
const rows = kinds.map((kind) => evaluate(kind, worlds));
console.table(rows);
const file = new URL('./out/saturation.json', import.meta.url);
await mkdir(new URL('.', file), { recursive: true });
await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
