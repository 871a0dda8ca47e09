import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type LocaliseOptions, localise, localiseDefaults } from '#attribution';
import { type Case, canonical, findSets } from './attribution-cases.ts';

/**
 * Localisation on labelled cases: exact match of the attribute combinations, pooled over each set.
 * npx tsx bench/attribution.ts --data DIR [--set B0|S|L|RS] [--limit N] [--half even|odd] [--dial name=value] [--wrong]
 */

/** Best F1 published or re-run by others over the sets, as given with the data (RS: the first answer). */
const bestKnown: Record<string, { f1: number; method: string }> = {
  B0: { f1: 0.961, method: 'RiskLoc' },
  S: { f1: 0.637, method: 'RiskLoc, typed arrays' },
  L: { f1: 0.84, method: 'RiskLoc, moved threshold' },
  RS: { f1: 0.669, method: 'two-term scan' },
};

interface Outcome {
  name: string;
  right: string[];
  wrong: string[];
  missed: string[];
  /** Place of the first right answer in the ranking, from 1; null when none of the first five. */
  place: number | null;
  ms: number;
  /** Processor time, which a busy machine does not stretch. */
  cpuMs: number;
}

interface SetResult {
  set: string;
  cases: number;
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  f1: number;
  accuracyAt1: number;
  accuracyAt3: number;
  accuracyAt5: number;
  medianMs: number;
  p95Ms: number;
  medianCpuMs: number;
  bestKnownF1: number | null;
  bestKnownMethod: string | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      set: { type: 'string' },
      limit: { type: 'string' },
      half: { type: 'string' },
      dial: { type: 'string', multiple: true },
      wrong: { type: 'boolean' },
    },
  });
  if (!values.data) throw new Error('Say where the cases are: --data DIR');
  const dials = dialsOf(values.dial ?? []);
  const results: SetResult[] = [];
  for (const { name, cases } of findSets(values.data)) {
    if (values.set && values.set !== name) continue;
    const chosen = cases
      .filter((_, i) => !values.half || (i % 2 === 0) === (values.half === 'even'))
      .slice(0, Number(values.limit ?? Number.POSITIVE_INFINITY));
    if (chosen.length === 0) continue;
    warmUp(chosen, dials);
    const outcomes = chosen.map((one) => judge(one, dials));
    if (values.wrong) showWrong(outcomes);
    results.push(summary(name, outcomes));
  }
  await report(results, dials);
}

function dialsOf(texts: readonly string[]): LocaliseOptions {
  const given = Object.fromEntries(
    texts.map((text) => text.split('=')).map(([name, value]) => [name, Number(value)]),
  );
  return { ...localiseDefaults, ...given };
}

/** The first calls are slow until the compiler has seen the code; they are not what a running service costs. */
function warmUp(cases: readonly Case[], dials: LocaliseOptions): void {
  for (const one of cases.slice(0, 2)) localise(one.load(), dials);
}

function judge(one: Case, dials: LocaliseOptions): Outcome {
  const cube = one.load();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = localise(cube, dials);
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const named = (causes: typeof result.causes): string[] =>
    causes.map((cause) => canonical(cause.terms.map((term) => `${term.attribute}=${term.value}`)));
  const ranking = named(result.ranking).slice(0, 5);
  const answers = one.judged === 'set' ? named(result.causes) : ranking.slice(0, 1);
  const truth = new Set(one.truth);
  const place = ranking.findIndex((answer) => truth.has(answer));
  return {
    name: one.name,
    right: answers.filter((answer) => truth.has(answer)),
    wrong: answers.filter((answer) => !truth.has(answer)),
    missed: one.truth.filter((cause) => !answers.includes(cause)),
    place: place < 0 ? null : place + 1,
    ms,
    cpuMs: (used.user + used.system) / 1000,
  };
}

function summary(set: string, outcomes: readonly Outcome[]): SetResult {
  const total = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, one) => sum + count(one), 0);
  const truePositives = total((one) => one.right.length);
  const falsePositives = total((one) => one.wrong.length);
  const falseNegatives = total((one) => one.missed.length);
  const within = (k: number): number =>
    total((one) => (one.place !== null && one.place <= k ? 1 : 0)) / outcomes.length;
  return {
    set,
    cases: outcomes.length,
    truePositives,
    falsePositives,
    falseNegatives,
    f1: (2 * truePositives) / Math.max(1, 2 * truePositives + falsePositives + falseNegatives),
    accuracyAt1: within(1),
    accuracyAt3: within(3),
    accuracyAt5: within(5),
    medianMs: quantile(
      outcomes.map((one) => one.ms),
      0.5,
    ),
    p95Ms: quantile(
      outcomes.map((one) => one.ms),
      0.95,
    ),
    medianCpuMs: quantile(
      outcomes.map((one) => one.cpuMs),
      0.5,
    ),
    bestKnownF1: bestKnown[set]?.f1 ?? null,
    bestKnownMethod: bestKnown[set]?.method ?? null,
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function showWrong(outcomes: readonly Outcome[]): void {
  for (const one of outcomes) {
    if (one.wrong.length + one.missed.length === 0) continue;
    console.log(`${one.name}: right ${one.right.join(' ; ') || '-'}`);
    console.log(
      `   wrong ${one.wrong.join(' ; ') || '-'}   missed ${one.missed.join(' ; ') || '-'}   place ${one.place}`,
    );
  }
}

async function report(results: readonly SetResult[], dials: LocaliseOptions): Promise<void> {
  console.table(
    results.map((r) => ({
      set: r.set,
      cases: r.cases,
      TP: r.truePositives,
      FP: r.falsePositives,
      FN: r.falseNegatives,
      F1: Number(r.f1.toFixed(3)),
      'best known F1': r.bestKnownF1 === null ? '-' : `${r.bestKnownF1} (${r.bestKnownMethod})`,
      'top 1/3/5':
        r.set === 'RS'
          ? [r.accuracyAt1, r.accuracyAt3, r.accuracyAt5].map((a) => a.toFixed(3)).join(' / ')
          : '-',
      'median ms': Number(r.medianMs.toFixed(1)),
      'p95 ms': Number(r.p95Ms.toFixed(1)),
      'median CPU ms': Number(r.medianCpuMs.toFixed(1)),
    })),
  );
  const file = new URL('./out/attribution.json', import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ parameters: dials, sets: results }, null, 2)}\n`);
}

await main();
