import { describe, expect, it } from 'vitest';
import { describeMeasures, measure, spread } from './measures.ts';
import { treeOf } from './tree-of.ts';

const sized = (...lines: number[]) => lines.map((each) => ({ name: 'f', lines: each }));

describe('measures', () => {
  it('takes the nearest rank', () => {
    expect(spread(sized(5, 1, 3))).toEqual({ median: 3, p90: 5, max: 5 });
    expect(spread(sized(...Array.from({ length: 100 }, (_, i) => i + 1)))).toEqual({
      median: 50,
      p90: 90,
      max: 100,
    });
    expect(spread([])).toEqual({ median: 0, p90: 0, max: 0 });
  });

  const tree = treeOf({
    'src/estate/a.ts': [
      'export function one() {',
      '  return [1].map((n) => {',
      '    return n;',
      '  });',
      '}',
      'export const two = () => 2;',
    ].join('\n'),
    'src/estate/a.test.ts': 'a\nb\n',
    'docs/long.md': 'x\n'.repeat(500),
  });

  it('counts lines of shipped functions and files, and the share of tests', () => {
    const measures = measure(tree, { top: 1 });
    expect(measures.testShare).toBeCloseTo(2 / 8);
    expect(measures.files.max).toBe(6);
    expect(measures.longestFiles).toEqual([{ name: 'src/estate/a.ts', lines: 6 }]);
    expect(measures.longestFunctions).toEqual([{ name: 'one (src/estate/a.ts:1)', lines: 5 }]);
    expect(measures.functions).toEqual({ median: 1, p90: 5, max: 5 });
  });

  it('prints them as a table', () => {
    expect(describeMeasures(measure(tree, { top: 1 }))).toContain('25% | 6 / 6 / 6 | 1 / 5 / 5');
  });
});
