import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Cube } from '#attribution';

/** One labelled case: its truth as canonical names (`a=1&b=2`, attributes in alphabetical order). */
export interface Case {
  name: string;
  truth: string[];
  /** `set`: the truth is the whole set of causes. `first`: any one of the labels is right, judged on the first answers. */
  judged: 'set' | 'first';
  load: () => Cube;
}

export interface CaseSet {
  name: string;
  cases: Case[];
}

const shortNames: Record<string, string> = { squeeze_B0: 'B0', riskloc_S: 'S', riskloc_L: 'L' };

/** The sets found in a directory: its folders, or itself, that hold `leaves.json` (packed) or `anomaly.yaml` (RS). */
export function findSets(directory: string): CaseSet[] {
  const own = [directory, ...folders(directory).map((folder) => join(directory, folder))];
  return own.flatMap((folder) => {
    const name = basename(folder);
    if (existsSync(join(folder, 'anomaly.yaml'))) return [{ name: 'RS', cases: ratioCases(folder) }];
    if (existsSync(join(folder, 'leaves.json')))
      return [{ name: shortNames[name] ?? name, cases: packedCases(folder) }];
    return [];
  });
}

function folders(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function canonical(terms: readonly string[]): string {
  return [...terms].sort().join('&');
}

interface PackedLeaves {
  attributes: string[];
  values: string[][];
  n: number;
  leafIndex: number[][];
}

function packedCases(folder: string): Case[] {
  const leaves = JSON.parse(readFileSync(join(folder, 'leaves.json'), 'utf8')) as PackedLeaves;
  const codes = leaves.leafIndex.map((column) => Int32Array.from(column));
  const places = ['.', ...folders(folder)].filter((place) => existsSync(join(folder, place, 'truth.csv')));
  return places.flatMap((place) =>
    lines(join(folder, place, 'truth.csv'))
      .slice(1)
      .map((line) => {
        const [name = '', causes = ''] = line.split(',');
        const truth = [...new Set(causes.split(';').map((cause) => canonical(cause.split('&'))))];
        const file = join(folder, place, `${name}.f64.gz`);
        return {
          name: join(place, name),
          truth,
          judged: 'set' as const,
          load: () => packedCube(leaves, codes, file),
        };
      }),
  );
}

function packedCube(leaves: PackedLeaves, codes: Int32Array[], file: string): Cube {
  const bytes = gunzipSync(readFileSync(file));
  const numbers = new Float64Array(leaves.n * 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = bytes.readDoubleLE(i * 8);
  const actual = numbers.subarray(0, leaves.n);
  const forecast = numbers.subarray(leaves.n);
  return {
    attributes: leaves.attributes,
    values: leaves.values,
    codes,
    metric: { kind: 'additive', actual, forecast },
  };
}

function ratioCases(folder: string): Case[] {
  const text = readFileSync(join(folder, 'anomaly.yaml'), 'utf8');
  return [...text.matchAll(/data: (.*)\n\s*timestamp: (.*)\n\s*cause: (.*)/g)].map((match) => {
    const [, name = '', timestamp = '', causes = ''] = match;
    const truth = [...causes.matchAll(/\{([^}]*)\}/g)].map(([, terms = '']) =>
      canonical(
        [...terms.matchAll(/'(\w+)'\s*:\s*'?([^',}]+)'?/g)].map(
          ([, key, value = '']) => `${key}=${value.trim()}`,
        ),
      ),
    );
    const file = join(folder, `${name.trim()}.csv`);
    return {
      name: name.trim(),
      truth,
      judged: 'first' as const,
      load: () => ratioCube(file, Number(timestamp)),
    };
  });
}

/** Now is the labelled minute; the past is every earlier minute of the file. */
function ratioCube(file: string, now: number): Cube {
  const [header = '', ...rows] = lines(file);
  const names = header.split(',');
  const attributes = names.filter((name) => !['min', 'value', 'cnt'].includes(name));
  const values: string[][] = attributes.map(() => []);
  const cells = rows.map((row) => row.split(',')).filter((row) => Number(row[names.indexOf('min')]) <= now);
  const codes = attributes.map((attribute, k) => {
    const known = values[k] ?? [];
    return Int32Array.from(cells, (row) => codeOf(known, row[names.indexOf(attribute)] ?? ''));
  });
  const column = (name: string, current: boolean): Float64Array =>
    Float64Array.from(cells, (row) =>
      (Number(row[names.indexOf('min')]) === now) === current ? Number(row[names.indexOf(name)]) : 0,
    );
  const metric = {
    kind: 'ratio' as const,
    part: column('value', true),
    whole: column('cnt', true),
    pastPart: column('value', false),
    pastWhole: column('cnt', false),
  };
  return { attributes, values, codes, metric };
}

function codeOf(known: string[], value: string): number {
  const code = known.indexOf(value);
  return code >= 0 ? code : known.push(value) - 1;
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
