import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stretch to learn from and what came after it. */
export interface Task {
  series: string;
  past: Float64Array;
  actual: Float64Array;
}

export interface TaskSet {
  name: string;
  tasks: Task[];
  /** What others published for this set, if it is one that we know. */
  published: readonly Published[];
  /** Whole series, for questions that reach further ahead; empty for sets of short ones. */
  whole: { series: string; values: Float64Array }[];
}

export interface Published {
  method: string;
  mase: number;
  smape: number;
  wql: number;
}

const horizon = 48;
const originsEvery = 24;
const lastDays = 28;

/** GIFT-Eval, m4_hourly short, over all 414 series; a half of them differs a little. */
const publishedM4: Published[] = [
  { method: 'seasonal naive', mase: 1.193, smape: 13.9, wql: 0.0376 },
  { method: 'auto_arima', mase: 1.03, smape: 13.7, wql: 0.0337 },
  { method: 'auto_ets', mase: 1.61, smape: 17.2, wql: 0.0696 },
  { method: 'auto_theta', mase: 2.46, smape: 20.3, wql: 0.0414 },
  { method: 'PatchTST', mase: 1.4, smape: 14.3, wql: 0.039 },
  { method: 'chronos-2', mase: 0.788, smape: 8.5, wql: 0.0232 },
  { method: 'TiRex', mase: 0.722, smape: 7.9, wql: 0.0202 },
];

/**
 * Every set of a folder: `X-train.csv` with `X-test.csv`, whose rows are series; and any other CSV, whose first column is the
 * hour and each further column a series, evaluated from rolling origins over its last 28 days.
 */
export function findTaskSets(folder: string): TaskSet[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort();
  return files.flatMap((file) => {
    if (file.endsWith('-test.csv')) return [];
    const test = file.replace('-train.csv', '-test.csv');
    return file !== test && files.includes(test)
      ? [pairedSet(folder, file, test)]
      : [rollingSet(folder, file)];
  });
}

const cells = (line: string): string[] =>
  line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', '').trim());

const number = (cell: string | undefined): number =>
  cell === undefined || cell === '' || cell === 'NA' ? Number.NaN : Number(cell);

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');

function pairedSet(folder: string, train: string, test: string): TaskSet {
  const after = new Map(
    linesOf(join(folder, test))
      .slice(1)
      .map((line) => [cells(line)[0], line]),
  );
  const tasks = linesOf(join(folder, train))
    .slice(1)
    .map((line) => {
      const [series = '', ...values] = cells(line);
      const rest = after.get(series);
      if (rest === undefined) throw new Error(`${test} has no row ${series}`);
      return { series, past: trimmed(values), actual: trimmed(cells(rest).slice(1)) };
    });
  const name = train.replace('-train.csv', '');
  return { name, tasks, published: name === 'm4-hourly' ? publishedM4 : [], whole: [] };
}

/** Rows are padded at the end. */
function trimmed(texts: readonly string[]): Float64Array {
  const values = Float64Array.from(texts, number);
  return values.subarray(0, values.findLastIndex((value) => !Number.isNaN(value)) + 1);
}

function rollingSet(folder: string, file: string): TaskSet {
  const [header = '', ...lines] = linesOf(join(folder, file));
  const rows = lines.map(cells);
  const whole = cells(header)
    .slice(1)
    .map((title, index) => ({
      series: title.length > 20 ? `column ${index + 1}` : title,
      values: Float64Array.from(rows, (row) => number(row[index + 1])),
    }));
  const tasks = whole.flatMap(({ series, values }) => {
    const first = values.length - lastDays * 24;
    const origins = Math.floor((lastDays * 24 - horizon) / originsEvery) + 1;
    return Array.from({ length: origins }, (_, k) => first + k * originsEvery).map((origin) => ({
      series,
      past: values.subarray(0, origin),
      actual: values.subarray(origin, origin + horizon),
    }));
  });
  return { name: file.replace('.csv', ''), tasks, published: [], whole };
}
