import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSets } from '../../bench/attribution-cases.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import type { Cause, Cube, Localisation } from './core/cube/model.ts';
import { localise } from './localise.ts';

interface Row {
  at: Record<string, string>;
  actual: number;
  forecast: number;
}

/** Every combination of the values, with `actual` from the forecast by `change`. */
function rowsOf(
  values: Record<string, number>,
  change: (at: Record<string, string>, random: () => number) => number,
  seed = 1,
): Row[] {
  const random = seededRandom(seed);
  const places = Object.entries(values).reduce<Record<string, string>[]>(
    (all, [name, size]) =>
      all.flatMap((at) => Array.from({ length: size }, (_, i) => ({ ...at, [name]: `${name}${i}` }))),
    [{}],
  );
  return places.map((at) => {
    const forecast = 20 + 400 * random() ** 3;
    return { at, forecast, actual: forecast * change(at, random) };
  });
}

function cubeOf(rows: readonly Row[], kind: 'additive' | 'count' = 'additive'): Cube {
  const attributes = Object.keys(rows[0]?.at ?? {});
  const values = attributes.map((name) => [...new Set(rows.map((row) => row.at[name] ?? ''))]);
  return {
    attributes,
    values,
    codes: attributes.map((name, k) =>
      Int32Array.from(rows, (row) => values[k]?.indexOf(row.at[name] ?? '') ?? -1),
    ),
    metric: {
      kind,
      actual: Float64Array.from(rows, (row) => row.actual),
      forecast: Float64Array.from(rows, (row) => row.forecast),
    },
  };
}

/** Roughly normal with standard deviation one. */
const wobble = (random: () => number): number => (random() + random() + random() + random() - 2) * 1.7;

const named = (cause: Cause): string => cause.terms.map(({ value }) => value).join(' & ');
const names = (result: Localisation): string[] => result.causes.map(named).sort();
const shape = { product: 6, region: 8, hour: 7 };

describe('amounts', () => {
  it('names one cause at the level where it holds', () => {
    const rows = rowsOf(shape, (at, random) => (at.region === 'region3' ? 0.6 : 1) + 0.05 * wobble(random));
    const result = localise(cubeOf(rows));
    expect(names(result)).toEqual(['region3']);
    expect(result.causes[0]?.effect).toBeCloseTo(0.4, 1);
    expect(result.causes[0]?.leaves).toBe(42);
    expect(result.reason).toBeNull();
  });

  it('tells apart causes of different size, depth and direction', () => {
    const rows = rowsOf(shape, (at, random) => {
      const noise = 0.04 * wobble(random);
      if (at.product === 'product1' && at.hour === 'hour2') return 0.3 + noise;
      if (at.product === 'product4' && at.region === 'region0') return 1.5 + noise;
      if (at.product === 'product5' && at.region === 'region7' && at.hour === 'hour6') return 0.1 + noise;
      return 1 + noise;
    });
    expect(names(localise(cubeOf(rows)))).toEqual([
      'product1 & hour2',
      'product4 & region0',
      'product5 & region7 & hour6',
    ]);
  });

  it('names three siblings rather than the parent they do not fill', () => {
    const failing = new Set(['hour0', 'hour2', 'hour5']);
    const rows = rowsOf(shape, (at, random) => {
      const hit = at.product === 'product2' && failing.has(at.hour ?? '');
      return (hit ? 0.5 : 1) + 0.05 * wobble(random);
    });
    expect(names(localise(cubeOf(rows)))).toEqual([
      'product2 & hour0',
      'product2 & hour2',
      'product2 & hour5',
    ]);
  });

  it('sees a shift common to all, and a cause on top of it', () => {
    const common = rowsOf(shape, (_, random) => 0.8 + 0.03 * wobble(random));
    const result = localise(cubeOf(common));
    expect(result.causes).toEqual([]);
    expect(result.everywhere?.effect).toBeCloseTo(0.2, 1);
    expect(result.reason).toMatch(/moved alike/);
    const both = rowsOf(shape, (at, random) => (at.hour === 'hour1' ? 0.4 : 0.8) + 0.03 * wobble(random));
    expect(names(localise(cubeOf(both)))).toEqual(['hour1']);
  });

  it('finds nothing in noise', () => {
    const alarms = Array.from({ length: 60 }, (_, seed) =>
      localise(cubeOf(rowsOf(shape, (_at, random) => 1 + 0.1 * wobble(random), seed + 1))),
    ).filter((result) => result.causes.length > 0);
    expect(alarms.length).toBeLessThanOrEqual(3);
  });

  it('does not name leaves whose forecast was lost here and there, and still names the cause', () => {
    const large = { product: 10, region: 12, hour: 24 };
    const rows = rowsOf(large, (at, random) => (at.region === 'region3' ? 0.5 : 1) + 0.03 * wobble(random));
    const random = seededRandom(9);
    for (const row of rows) if (random() < 0.03) row.forecast = 0;
    const result = localise(cubeOf(rows));
    expect(names(result)).toEqual(['region3']);
    expect(result.notes.join()).toMatch(
      /leaves are far from their forecast each by itself: too many to be causes/,
    );
  });

  it('stays within the number and the depth of causes it is given', () => {
    const rows = rowsOf(shape, (at, random) => (at.region === at.product ? 1 : 0.2 + 0.8 * random()));
    const result = localise(cubeOf(rows), { maxCauses: 2, maxAttributes: 1 });
    expect(result.causes.length).toBeLessThanOrEqual(2);
    expect(result.causes.every((cause) => cause.terms.length === 1)).toBe(true);
  });
});

describe('counts and ratios', () => {
  /** A Poisson count (Knuth), or for large means its rounded normal likeness. */
  function poissonish(mean: number, random: () => number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * wobble(random)));
    let count = 0;
    for (let left = random(); left > Math.exp(-mean); left *= random()) count++;
    return count;
  }

  function calls(factor: (at: Record<string, string>) => number, seed: number): Row[] {
    const random = seededRandom(seed + 900);
    return rowsOf(shape, () => 1, seed).map((row) => {
      const forecast = row.forecast / 40;
      return { ...row, forecast, actual: poissonish(forecast * factor(row.at), random) };
    });
  }

  it('finds where calls rose although each leaf expects a handful', () => {
    const rows = calls((at) => (at.product === 'product3' ? 2.2 : 1), 5);
    const result = localise(cubeOf(rows, 'count'));
    expect(names(result)).toEqual(['product3']);
    expect(result.causes[0]?.effect).toBeCloseTo(Math.log(2.2), 0);
    expect((result.causes[0]?.actual ?? 0) / (result.causes[0]?.expected ?? 1)).toBeCloseTo(2.2, 0);
  });

  it('finds nothing in counts that only scatter, also when they scatter more than Poisson counts', () => {
    const alarms = Array.from({ length: 60 }, (_, seed) => {
      const random = seededRandom(seed + 77);
      const rows = calls((at) => (at.hour ? 1 + 0.1 * wobble(random) : 1), seed + 1);
      return localise(cubeOf(rows, 'count'), { expectedCauses: 0.3 });
    }).filter((result) => result.causes.length > 0);
    expect(alarms.length).toBeLessThanOrEqual(3);
  });

  it('compares failing of all with its own past, and names siblings together', () => {
    const random = seededRandom(8);
    const rows = rowsOf(shape, () => 1);
    const cube = cubeOf(rows);
    const whole = Float64Array.from(rows, () => 50 + Math.floor(500 * random()));
    const usual = rows.map((row) => (row.at.region === 'region1' ? 0.2 : 0.02));
    const failing = rows.map((row, i) => {
      const hit = row.at.hour === 'hour4' || row.at.hour === 'hour5';
      return poissonish((whole[i] ?? 0) * ((usual[i] ?? 0) + (hit ? 0.3 : 0)), random);
    });
    const pastWhole = whole.map((n) => 10 * n);
    const result = localise({
      ...cube,
      metric: {
        kind: 'ratio',
        part: Float64Array.from(failing),
        whole,
        pastPart: pastWhole.map((n, i) => poissonish(n * (usual[i] ?? 0), random)),
        pastWhole,
      },
    });
    expect(names(result)).toEqual(['hour4', 'hour5']);
    expect(result.ranking.slice(0, 2).map(named).sort()).toEqual(['hour4', 'hour5']);
  });
});

describe('what does not matter', () => {
  const rows = rowsOf(
    { a: 4, b: 5, c: 3 },
    (at, random) => (at.a === 'a1' && at.c === 'c2' ? 0.4 : 1) + 0.1 * random(),
  );
  const answer = names(localise(cubeOf(rows)));

  it('is a case with an answer', () => {
    expect(answer).toEqual(['a1 & c2']);
  });

  it('the order of rows', () => {
    const given = localise(cubeOf(rows));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        const cube = { ...cubeOf(rows), ...recoded(cubeOf(rows), shuffled) };
        expect(localise(cube)).toEqual(given);
      }),
      { numRuns: 25 },
    );
  });

  it('the names of values and the numbers they are coded by', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), fc.string(), (shuffled, suffix) => {
        const renamed = shuffled.map((row) => ({
          ...row,
          at: Object.fromEntries(Object.entries(row.at).map(([name, value]) => [name, `${value}${suffix}`])),
        }));
        expect(names(localise(cubeOf(renamed)))).toEqual(['a1 & c2'.replaceAll(/\w\d/g, (v) => v + suffix)]);
      }),
      { numRuns: 25 },
    );
  });

  it('whether a row comes whole or in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(rows.length - 1), { maxLength: 20 }), (indexes) => {
        const split = new Set(indexes);
        const pieces = rows.flatMap((row, i) => {
          const half = { ...row, actual: row.actual / 2, forecast: row.forecast / 2 };
          return split.has(i) ? [half, half] : [row];
        });
        const result = localise(cubeOf(pieces));
        expect(names(result)).toEqual(answer);
        expect(result.notes).toHaveLength(split.size > 0 ? 1 : 0);
      }),
      { numRuns: 25 },
    );
  });

  /** The rows in another order, under the codes of the first cube. */
  function recoded(cube: Cube, shuffled: readonly Row[]): Pick<Cube, 'codes' | 'metric'> {
    return {
      codes: cube.attributes.map((name, k) =>
        Int32Array.from(shuffled, (row) => cube.values[k]?.indexOf(row.at[name] ?? '') ?? -1),
      ),
      metric: cubeOf(shuffled).metric,
    };
  }
});

describe('degenerate cubes', () => {
  const finite = (result: Localisation): boolean =>
    [...result.causes, ...result.ranking].every((cause) =>
      [cause.effect, cause.evidence, cause.actual, cause.expected].every(Number.isFinite),
    ) &&
    (result.everywhere === null || Number.isFinite(result.everywhere.effect));

  const anyNumber = fc.oneof(
    fc.constantFrom(
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1e300,
      -1e300,
      5e-324,
    ),
    fc.double({ min: -1000, max: 1000, noNaN: true }),
    fc.nat(20),
  );
  const anyRow = fc.record({
    at: fc.record({
      a: fc.constantFrom('x', 'y', 'z'),
      b: fc.constantFrom('p', 'q'),
      c: fc.constantFrom('m', 'n'),
    }),
    actual: anyNumber,
    forecast: anyNumber,
  });

  it.each(['additive', 'count'] as const)('%s: any numbers give an answer or a reason, never NaN', (kind) => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const result = localise(cubeOf(rows, kind));
        expect(finite(result)).toBe(true);
        expect(result.reason === null).toBe(result.causes.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  it('ratio: any numbers give an answer or a reason, never NaN', () => {
    const columns = fc.array(fc.tuple(anyRow, anyNumber, anyNumber), { maxLength: 40 });
    fc.assert(
      fc.property(columns, (rows) => {
        const cube = cubeOf(rows.map(([row]) => row));
        const metric = {
          kind: 'ratio' as const,
          part: Float64Array.from(rows, ([row]) => row.actual),
          whole: Float64Array.from(rows, ([row]) => row.forecast),
          pastPart: Float64Array.from(rows, ([, past]) => past),
          pastWhole: Float64Array.from(rows, ([, , past]) => past),
        };
        const result = localise({ ...cube, metric });
        expect(finite(result)).toBe(true);
        expect(result.reason === null).toBe(result.causes.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['no row', [], /no attribute|no usable row/],
    ['one leaf', [{ at: { a: 'x' }, actual: 1, forecast: 5 }], /one leaf only/],
    ['a perfect forecast', rowsOf({ a: 3, b: 3 }, () => 1), /more than chance/],
    ['everything gone', rowsOf({ a: 3, b: 3 }, () => 0), /moved alike|more than chance/],
    [
      'forecasts of zero',
      rowsOf({ a: 3, b: 3 }, () => 1).map((row) => ({ ...row, forecast: 0 })),
      /moved alike|chance/,
    ],
    [
      'nothing there',
      rowsOf({ a: 3, b: 3 }, () => 1).map((row) => ({ ...row, actual: 0, forecast: 0 })),
      /chance/,
    ],
  ])('%s: no cause, and why', (_, rows, reason) => {
    const result = localise(cubeOf(rows));
    expect(result.causes).toEqual([]);
    expect(result.reason).toMatch(reason);
  });

  it('leaves unusable rows out and says how many', () => {
    const rows = rowsOf(shape, (at) => (at.hour === 'hour3' ? 0.5 : 1));
    const spoilt = rows.map((row, i) => (i % 50 === 0 ? { ...row, actual: Number.NaN } : row));
    const result = localise(cubeOf(spoilt));
    expect(names(result)).toEqual(['hour3']);
    expect(result.notes).toEqual(['7 of 336 rows left out: not a usable number or value.']);
  });

  it('an attribute with one value is never part of a cause', () => {
    const rows = rowsOf(
      { ...shape, only: 1 },
      (at, random) => (at.hour === 'hour3' ? 0.5 : 1) + 0.02 * wobble(random),
    );
    expect(names(localise(cubeOf(rows)))).toEqual(['hour3']);
  });
});

const published = new URL('../../../shared/data/attribution', import.meta.url).pathname;

describe('public benchmark cases', () => {
  it.skipIf(!existsSync(published))(
    'finds exactly the true causes of a few (skipped: data folder is missing)',
    () => {
      const sets = new Map(findSets(published).map((set) => [set.name, set.cases]));
      for (const name of ['B0', 'L']) {
        for (const one of sets.get(name)?.slice(0, 3) ?? []) {
          const found = localise(one.load()).causes.map((cause) =>
            cause.terms.map((term) => `${term.attribute}=${term.value}`).join('&'),
          );
          expect(found.sort(), `${name} ${one.name}`).toEqual([...one.truth].sort());
        }
      }
    },
  );
});
