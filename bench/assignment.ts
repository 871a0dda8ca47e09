import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { loadOptimiser, readGap, solveCheapest } from '#planning';
import { createRandom } from '#platform/numbers';

/**
 * Generalised assignment instances through the solver that finds the fewest moves.
 * npm run bench:assignment -- --data DIR [--seconds 30] [--only TEXT] [--seed 1]
 * DIR holds files in OR-Library form, at any depth, and best-known.csv (Path, ..., Best known solution value) when there is one.
 */

interface Line {
  instance: string;
  agents: number;
  jobs: number;
  value: number | null;
  bound: number;
  bestKnown: number | null;
  /** Per cent above the best known value; null without one. */
  gapPercent: number | null;
  boundGapPercent: number | null;
  seconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      seconds: { type: 'string', default: '30' },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (!values.data) throw new Error('Say where the instances are: --data DIR');
  const best = bestKnownOf(values.data);
  const highs = await loadOptimiser();
  const lines: Line[] = [];
  print(['instance', 'agents', 'jobs', 'value', 'bound', 'best known', 'gap %', 'to bound %', 'seconds']);
  for (const path of filesOf(values.data)) {
    const name = relative(values.data, path);
    if (values.only && !name.includes(values.only)) continue;
    let problem: ReturnType<typeof readGap>;
    try {
      problem = readGap(readFileSync(path, 'utf8'));
    } catch (error) {
      console.log(`${name}: not an instance. ${error instanceof Error ? error.message : error}`);
      continue;
    }
    const begun = performance.now();
    const found = solveCheapest(problem, {
      highs,
      random: createRandom(Number(values.seed)),
      budget: { now: () => performance.now(), until: begun + 1000 * Number(values.seconds) },
    });
    const seconds = (performance.now() - begun) / 1000;
    const known = best.get(name) ?? null;
    const value = found.choice ? found.cost : null;
    const over = (of: number | null): number | null =>
      value === null || of === null || !Number.isFinite(of) ? null : (100 * (value - of)) / of;
    const line: Line = {
      instance: name,
      agents: problem.bins,
      jobs: problem.items,
      value,
      bound: found.bound,
      bestKnown: known,
      gapPercent: over(known),
      boundGapPercent: over(found.bound),
      seconds,
    };
    lines.push(line);
    print([
      name,
      line.agents,
      line.jobs,
      value ?? (found.infeasible ? 'infeasible' : 'none'),
      Number(line.bound.toFixed(3)),
      known ?? '-',
      line.gapPercent?.toFixed(3) ?? '-',
      line.boundGapPercent?.toFixed(3) ?? '-',
      seconds.toFixed(1),
    ]);
  }
  summarise(lines);
  await mkdir('bench/out', { recursive: true });
  await writeFile('bench/out/assignment.json', `${JSON.stringify(lines, null, 2)}\n`);
}

const print = (cells: readonly (string | number)[]): void =>
  console.log(
    cells.map((cell, k) => (k === 0 ? String(cell).padEnd(24) : String(cell).padStart(11))).join(''),
  );

function summarise(lines: readonly Line[]): void {
  const gaps = lines.flatMap(({ gapPercent }) => (gapPercent === null ? [] : [gapPercent]));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length);
  const reached = gaps.filter((gap) => gap <= 1e-9).length;
  const proved = lines.filter((line) => line.value !== null && line.value <= line.bound + 1e-6).length;
  console.log(
    `${lines.length} instances; best known reached in ${reached} of ${gaps.length}; mean gap ${mean.toFixed(4)}%, highest ${Math.max(0, ...gaps).toFixed(3)}%; ${proved} proved optimal.`,
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return filesOf(path);
      return /\.(csv|md|json|tsv)$|^(LICENSE|README)/i.test(name) ? [] : [path];
    });
}

/** Best known values by path; empty without the file. */
function bestKnownOf(folder: string): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(join(folder, 'best-known.csv'), 'utf8');
  } catch {
    return new Map();
  }
  const [head = '', ...rows] = text.trim().split(/\r?\n/);
  const at = head.split(',').findIndex((name) => /best known solution value/i.test(name));
  return new Map(
    rows.flatMap((row) => {
      const cells = row.split(',');
      const value = Number(cells[at]);
      return cells[at] && Number.isFinite(value) ? [[cells[0] as string, value] as const] : [];
    }),
  );
}

await main();
