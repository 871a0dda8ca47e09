/**
 * Localisation on freshly drawn cases, so that nothing can have been tuned to them: the kinds S and L as their paper
 * describes them (arXiv 2205.10004), and variations that no public set has. Exact match, pooled over the cases of a kind.
 * `npx tsx bench/attribution-drawn.ts [--cases 40] [--seed 1] [--only S]` prints the table and writes bench/out/attribution-drawn.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Cube, localise } from '#attribution';
import { createRandom, type Random } from '../scenarios/support/random.ts';
import { canonical } from './attribution-cases.ts';

interface Kind {
  sizes: readonly number[];
  /** Share of leaves without any amount, drawn from [0, zeros]. */
  zeros: number;
  /** Relative error of the forecast, drawn from [0, noise]. */
  noise: number;
  /** Share that goes in an anomaly, before the noise is added to it. */
  severity: readonly [number, number];
  deviation: number;
  anomalies: number;
  elements: number;
  lastLayerOnly: boolean;
  /** Leaves whose forecast is lost (zero), and leaves with a negative amount: not in the published sets. */
  lost?: number;
  negative?: number;
}

const s: Kind = {
  ...{ sizes: [10, 12, 10, 8, 5], zeros: 0.25, noise: 0.25, severity: [0.2, 1], deviation: 0.1 },
  ...{ anomalies: 3, elements: 3, lastLayerOnly: false },
};
const l: Kind = {
  ...{ sizes: [10, 24, 10, 15], zeros: 0.25, noise: 0.1, severity: [0.5, 1], deviation: 0 },
  ...{ anomalies: 5, elements: 1, lastLayerOnly: true },
};

const kinds: Record<string, Kind> = {
  S: s,
  L: l,
  'S, a tenth of the leaves': { ...s, sizes: [6, 8, 5, 5, 4] },
  'S, five times the leaves': { ...s, sizes: [15, 20, 12, 9, 8] },
  'S, noise up to 40%': { ...s, noise: 0.4 },
  'S, half of the leaves empty': { ...s, zeros: 0.8 },
  'S, 2% of forecasts lost': { ...s, lost: 0.02 },
  'S, 5% negative amounts': { ...s, negative: 0.05 },
  'L, noise up to 25%': { ...l, noise: 0.25 },
  'L, 3 attributes': { ...l, sizes: [20, 30, 25] },
};

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const between = (random: Random, low: number, high: number): number => low + random.next() * (high - low);
const upTo = (random: Random, most: number): number => 1 + Math.floor(random.next() * most);
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

interface Anomaly {
  attributes: number[];
  elements: number[][];
  severity: number;
  deviation: number;
}

function drawCase(kind: Kind, random: Random): { cube: Cube; truth: string[] } {
  const { sizes } = kind;
  const leaves = sizes.reduce((product, size) => product * size, 1);
  const codes = sizes.map((size, k) => {
    const stride = sizes.slice(k + 1).reduce((product, each) => product * each, 1);
    return Int32Array.from({ length: leaves }, (_, leaf) => Math.floor(leaf / stride) % size);
  });
  const noise = between(random, 0, kind.noise);
  const { actual, forecast } = drawAmounts(kind, leaves, noise, random);
  const anomalies = drawAnomalies(kind, actual, forecast, noise, random);
  const falls = sum(actual) <= sum(forecast);
  for (const { attributes, elements, severity, deviation } of anomalies) {
    for (let leaf = 0; leaf < leaves; leaf++) {
      if (!elements.some((element) => attributes.every((k, j) => codes[k]?.[leaf] === element[j]))) continue;
      const [kept, moved] = falls ? [forecast, actual] : [actual, forecast];
      moved[leaf] = Math.max(0, (kept[leaf] ?? 0) * (1 - severity - deviation * normal(random)));
    }
  }
  for (let leaf = 0; leaf < leaves; leaf++) if (random.next() < (kind.lost ?? 0)) forecast[leaf] = 0;
  const names = sizes.map((_, k) => String.fromCharCode(97 + k));
  const truth = anomalies.flatMap(({ attributes, elements }) =>
    elements.map((element) =>
      canonical(attributes.map((k, j) => `${names[k]}=${names[k]}${(element[j] ?? 0) + 1}`)),
    ),
  );
  const values = sizes.map((size, k) => Array.from({ length: size }, (_, code) => `${names[k]}${code + 1}`));
  return {
    cube: { attributes: names, values, codes, metric: { kind: 'additive', actual, forecast } },
    truth: [...new Set(truth)],
  };
}

const sum = (values: Float64Array): number => values.reduce((total, each) => total + each, 0);

/** Weibull amounts; the error of the forecast is put on either side with equal chance. */
function drawAmounts(
  kind: Kind,
  leaves: number,
  noise: number,
  random: Random,
): { actual: Float64Array; forecast: Float64Array } {
  const actual = new Float64Array(leaves);
  const forecast = new Float64Array(leaves);
  const shape = between(random, 0.5, 1);
  const empty = between(random, 0, kind.zeros);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const amount = random.next() < empty ? 0 : 100 * (-Math.log(1 - random.next())) ** (1 / shape);
    const sign = random.next() < (kind.negative ?? 0) ? -1 : 1;
    const other = amount + amount * noise * normal(random);
    const swapped = random.next() < 0.5;
    actual[leaf] = sign * (swapped ? other : amount);
    forecast[leaf] = sign * Math.max(0, swapped ? amount : other);
  }
  return { actual, forecast };
}

function drawAnomalies(
  kind: Kind,
  actual: Float64Array,
  forecast: Float64Array,
  noise: number,
  random: Random,
): Anomaly[] {
  const found: Anomaly[] = [];
  const wanted = upTo(random, kind.anomalies);
  while (found.length < wanted) {
    const { sizes } = kind;
    const level = kind.lastLayerOnly ? sizes.length : upTo(random, sizes.length);
    const attributes = random
      .shuffled(sizes.map((_, k) => k))
      .slice(0, level)
      .sort((a, b) => a - b);
    const last = level === sizes.length;
    if (!last && found.some((other) => other.attributes.join() === attributes.join())) continue;
    const free = attributes.map((k) => freeCodes(found, k, sizes[k] ?? 1));
    if (free.some((list) => list.length === 0)) continue;
    const elements = Array.from({ length: upTo(random, kind.elements) }, () =>
      free.map((list) => list[Math.floor(random.next() * list.length)] ?? 0),
    );
    if (new Set(elements.map((each) => each.join())).size < elements.length) continue;
    // A leaf without any amount cannot be seen to change.
    if (last && elements.some((element) => isEmpty(element, sizes, actual, forecast))) continue;
    const severity = between(random, ...kind.severity) + noise;
    found.push({ attributes, elements, severity, deviation: between(random, 0, kind.deviation) });
  }
  return found;
}

/** Codes of an attribute that no other anomaly uses: they do not overlap. */
function freeCodes(found: readonly Anomaly[], k: number, size: number): number[] {
  const used = new Set(
    found.flatMap(({ attributes, elements }) => {
      const at = attributes.indexOf(k);
      return at < 0 ? [] : elements.map((element) => element[at] ?? -1);
    }),
  );
  return Array.from({ length: size }, (_, code) => code).filter((code) => !used.has(code));
}

function isEmpty(
  element: readonly number[],
  sizes: readonly number[],
  actual: Float64Array,
  forecast: Float64Array,
): boolean {
  const leaf = element.reduce((place, code, k) => place * (sizes[k] ?? 1) + code, 0);
  return actual[leaf] === 0 || forecast[leaf] === 0;
}

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;

function measure(name: string, kind: Kind, cases: number) {
  let [right, wrong, missed] = [0, 0, 0];
  const cpuMs: number[] = [];
  for (let index = 0; index < cases; index++) {
    const { cube, truth } = drawCase(kind, createRandom(`${name}/${options.seed}/${index}`));
    const before = process.cpuUsage();
    const { causes } = localise(cube);
    const used = process.cpuUsage(before);
    cpuMs.push((used.user + used.system) / 1000);
    const answers = causes.map(({ terms }) =>
      canonical(terms.map((term) => `${term.attribute}=${term.value}`)),
    );
    const hits = answers.filter((answer) => truth.includes(answer)).length;
    right += hits;
    wrong += answers.length - hits;
    missed += truth.length - hits;
  }
  return {
    kind: name,
    cases,
    truePositives: right,
    falsePositives: wrong,
    falseNegatives: missed,
    f1: Number(((2 * right) / Math.max(1, 2 * right + wrong + missed)).toFixed(3)),
    medianCpuMs: Number(quantile(cpuMs, 0.5).toFixed(1)),
    p95CpuMs: Number(quantile(cpuMs, 0.95).toFixed(1)),
  };
}

const chosen = Object.entries(kinds).filter(([name]) => options.only === undefined || options.only === name);
const table = chosen.map(([name, kind]) => measure(name, kind, Number(options.cases)));
console.table(table);
const file = new URL('./out/attribution-drawn.json', import.meta.url);
await mkdir(new URL('.', file), { recursive: true });
await writeFile(
  file,
  `${JSON.stringify({ bench: 'attribution-drawn', seed: options.seed, kinds: table }, null, 2)}\n`,
);
