import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findTaskSets, type TaskSet } from './forecast-data.ts';
import { type Method, methods } from './forecast-methods.ts';
import { evaluatePeaks, spanNames } from './forecast-peaks.ts';
import { add, emptyTally, type Scores, scoresOf } from './forecast-scores.ts';
import { simulatedSeries } from './forecast-worlds.ts';

/**
 * Forecasts of public hourly series, 48 hours ahead, beside simple methods in the same run and published scores.
 * npm run bench:forecast -- --data DIR [--set NAME|peaks] [--half even|odd]
 */

interface SetResult {
  set: string;
  scores: Scores[];
  published: TaskSet['published'];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, set: { type: 'string' }, half: { type: 'string' } },
  });
  if (!values.data) throw new Error('Say where the series are: --data DIR');
  const results: SetResult[] = [];
  for (const set of findTaskSets(values.data)) {
    if (values.set && values.set !== set.name) continue;
    const tasks = set.tasks.filter((_, i) => !values.half || (i % 2 === 0) === (values.half === 'even'));
    const scores = methods.map((method) => evaluate(method, { ...set, tasks }));
    results.push({ set: set.name, scores, published: set.published });
    show(set, scores);
  }
  const peaks = values.set === undefined || values.set === 'peaks' ? peakResults(values.data) : [];
  await write({ horizonHours: 48, sets: results, dailyPeaks: peaks });
}

/** Daily peaks of the long series, and of simulated concentrators. */
function peakResults(folder: string) {
  const sets = findTaskSets(folder)
    .filter((set) => set.whole.length > 0)
    .map((set) => ({ name: set.name, series: set.whole.map((one) => one.values) }));
  return [...sets, { name: 'simulated concentrators', series: simulatedSeries(30) }].map(
    ({ name, series }) => {
      const { scores, exhaustion } = evaluatePeaks(series);
      console.log(
        `\nDaily peaks of ${name}: error and coverage of the 80% interval over ${spanNames.join(', ')}`,
      );
      console.table(
        scores.map((one) => ({
          method: one.method,
          'error %': one.errorPercent.map((error) => error.toFixed(1)).join(' / '),
          'coverage %': one.coverage80.map((share) => share.toFixed(0)).join(' / '),
        })),
      );
      console.table([{ 'first day over 1.1 x the highest so far': '', ...exhaustion }]);
      return { set: name, scores, exhaustion };
    },
  );
}

function evaluate(method: Method, set: TaskSet): Scores {
  const tally = emptyTally();
  // The first calls are slow until the compiler has seen the code.
  for (const task of set.tasks.slice(0, 2)) method.forecast(task.past, task.actual.length);
  for (const task of set.tasks) {
    const start = process.cpuUsage();
    const answer = method.forecast(task.past, task.actual.length);
    const used = process.cpuUsage(start);
    add(tally, task, answer, (used.user + used.system) / 1e6);
  }
  return scoresOf(method.name, tally);
}

function show(set: TaskSet, scores: readonly Scores[]): void {
  console.log(`\n${set.name}: ${set.tasks.length} forecasts of 48 hours`);
  const published = set.published.map((one) => ({
    method: `published: ${one.method}`,
    MASE: one.mase,
    'sMAPE %': one.smape,
    WQL: one.wql,
  }));
  const rows = scores.map((one) => ({
    method: one.method,
    MASE: round(one.mase, 3),
    'sMAPE %': round(one.smapePercent, 1),
    WQL: round(one.weightedQuantileLoss, 4),
    'coverage of 80%': round(100 * one.coverage80, 1),
    'MASE 1-6 / 7-24 / 25-48 h': one.maseByHour.map((band) => band.mase.toFixed(2)).join(' / '),
    'coverage by hours': one.maseByHour.map((band) => (100 * band.coverage80).toFixed(0)).join(' / '),
    'CPU seconds each': round(one.secondsEach, 4),
  }));
  console.table([...rows, ...published]);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

async function write(result: unknown): Promise<void> {
  const file = new URL('./out/forecast.json', import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}

await main();
