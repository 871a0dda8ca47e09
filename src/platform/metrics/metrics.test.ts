import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../test/support/exposition.ts';
import { createCounter, createHistogram, processFamilies, writeExposition } from './index.ts';

describe('the text format', () => {
  it('names, explains and escapes', () => {
    const text = writeExposition([
      {
        name: 'a_total',
        help: 'Two\nlines \\ here.',
        type: 'counter',
        samples: [{ labels: { what: 'a "b"\n\\' }, value: 3 }],
      },
      {
        name: 'b',
        help: 'B.',
        type: 'gauge',
        samples: [{ value: 0.5 }, { labels: { x: '1' }, value: null }],
      },
    ]);
    expect(text).toBe(
      '# HELP a_total Two\\nlines \\\\ here.\n# TYPE a_total counter\na_total{what="a \\"b\\"\\n\\\\"} 3\n# HELP b B.\n# TYPE b gauge\nb 0.5\n',
    );
    expect(parseExposition(text).get('a_total')?.samples[0]).toEqual({
      name: 'a_total',
      labels: { what: 'a "b"\n\\' },
      value: 3,
    });
  });

  it('leaves out what is not known, and a family of nothing', () => {
    expect(writeExposition([{ name: 'c', help: 'C.', type: 'gauge', samples: [{ value: null }] }])).toBe('');
  });

  it.each(['1a', 'a-b', 'a b', ''])('has no metric called %j', (name) => {
    expect(() => writeExposition([{ name, help: '', type: 'gauge', samples: [{ value: 1 }] }])).toThrow();
  });
});

describe('instruments', () => {
  it('count by labels', () => {
    const counter = createCounter('n_total', 'N.');
    counter.add(2, { of: 'a' });
    counter.add(1, { of: 'a' });
    counter.add(5, { of: 'b' });
    const found = parseExposition(writeExposition([counter.family()])).get('n_total');
    expect(found?.samples.map(({ labels, value }) => [labels.of, value])).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
  });

  it('sort values into buckets that hold those below', () => {
    const histogram = createHistogram('d_seconds', 'D.', [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 3]) histogram.observe(value);
    const found = parseExposition(writeExposition([histogram.family()])).get('d_seconds');
    expect(found?.samples.map(({ name, labels, value }) => [name, labels.le, value])).toEqual([
      ['d_seconds_bucket', '0.1', 2],
      ['d_seconds_bucket', '1', 3],
      ['d_seconds_bucket', '+Inf', 4],
      ['d_seconds_sum', undefined, 3.65],
      ['d_seconds_count', undefined, 4],
    ]);
  });

  it('tell of the process', () => {
    const found = parseExposition(writeExposition(processFamilies(new Date(1_000))));
    expect(found.get('process_start_time_seconds')?.samples[0]?.value).toBe(1);
    expect(found.get('process_resident_memory_bytes')?.samples[0]?.value).toBeGreaterThan(1e6);
  });
});
