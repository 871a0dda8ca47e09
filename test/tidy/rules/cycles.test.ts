import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { cyclesOf, importCycles } from './cycles.ts';

const messages = (files: Record<string, string>): string[] =>
  importCycles(treeOf(files)).map(({ message }) => message);

describe('import cycles', () => {
  it('shows the route of a cycle through doors', () => {
    const found = messages({
      'src/estate/index.ts': "export { a } from './a.ts';",
      'src/estate/a.ts': "import { b } from '#detection';",
      'src/detection/index.ts': "import { a } from '#estate';",
    });
    expect(found).toEqual([
      expect.stringMatching(
        /^import cycle: src\/detection\/index\.ts → src\/estate\/index\.ts → src\/estate\/a\.ts → src\/detection\/index\.ts\./,
      ),
    ]);
  });

  it('finds a file that imports itself', () => {
    expect(messages({ 'src/a.ts': "import './a.ts';" })).toEqual([
      expect.stringContaining('src/a.ts → src/a.ts'),
    ]);
  });

  it('says when a cycle is held together by types only', () => {
    const found = messages({
      'src/a.ts': "import type { B } from './b.ts';",
      'src/b.ts': "import './a.ts';",
    });
    expect(found).toEqual([expect.stringMatching(/^import cycle through types: /)]);
    const inline = messages({
      'src/a.ts': "import { type B } from './b.ts';",
      'src/b.ts': "import './a.ts';",
    });
    expect(inline).toEqual([expect.stringMatching(/^import cycle through types: /)]);
  });

  it('finds nothing where files only share what they import', () => {
    const files = {
      'src/a.ts': "import './c.ts';",
      'src/b.ts': "import './a.ts'; import './c.ts';",
      'src/c.ts': '',
    };
    expect(messages(files)).toEqual([]);
  });

  it('reports the shortest cycle of a knot, once', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', ['c']],
      ['e', ['a']],
    ]);
    expect(cyclesOf(graph)).toEqual([['c', 'd']]);
  });

  it('finds no cycle in any graph whose files only import earlier ones, and one as soon as a way leads back', () => {
    const earlierOnly = fc
      .integer({ min: 2, max: 12 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, i) =>
            fc.subarray(Array.from({ length: i }, (_, j) => `f${j}`)),
          ),
        ),
      );
    fc.assert(
      fc.property(earlierOnly, (imports) => {
        const graph = new Map(imports.map((targets, i) => [`f${i}`, targets]));
        expect(cyclesOf(graph)).toEqual([]);
        const [from, target] = [...graph].find(([, targets]) => targets.length > 0) ?? ['f1', ['f0']];
        const back = new Map([
          ...graph,
          ['f1', ['f0']],
          [target[0] ?? 'f0', [from]],
          [from, [target[0] ?? 'f0']],
        ]);
        expect(cyclesOf(back).length).toBeGreaterThan(0);
      }),
    );
  });
});
