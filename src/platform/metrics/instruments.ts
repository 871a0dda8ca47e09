import type { Family, Labels, Sample } from './exposition.ts';

export interface Counter {
  add(amount: number, labels?: Labels): void;
  family(): Family;
}

/** Counts up from nought since the process began; each combination of labels on its own. */
export function createCounter(name: string, help: string): Counter {
  const series = new Map<string, { labels: Labels; value: number }>();
  return {
    add(amount, labels = {}) {
      const key = JSON.stringify(labels);
      const known = series.get(key);
      if (known) known.value += amount;
      else series.set(key, { labels, value: amount });
    },
    family: () => ({ name, help, type: 'counter', samples: [...series.values()] }),
  };
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
  family(): Family;
}

interface Distribution {
  labels: Labels;
  counts: number[];
  sum: number;
  count: number;
}

/** Counts values by upper bounds, as Prometheus wants them: each bucket holds those below it as well. */
export function createHistogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const series = new Map<string, Distribution>();
  return {
    observe(value, labels = {}) {
      const key = JSON.stringify(labels);
      const known = series.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      series.set(key, known);
      for (const [index, bound] of bounds.entries())
        if (value <= bound) known.counts[index] = (known.counts[index] ?? 0) + 1;
      known.sum += value;
      known.count += 1;
    },
    family: () => ({
      name,
      help,
      type: 'histogram',
      samples: [...series.values()].flatMap((one) => samplesOf(one, bounds)),
    }),
  };
}

const samplesOf = ({ labels, counts, sum, count }: Distribution, bounds: readonly number[]): Sample[] => [
  ...bounds.map((bound, index) => ({
    suffix: '_bucket',
    labels: { ...labels, le: String(bound) },
    value: counts[index] ?? 0,
  })),
  { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
  { suffix: '_sum', labels, value: sum },
  { suffix: '_count', labels, value: count },
];
