import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { deadFiles } from './dead.ts';

const dead = (files: Record<string, string>): string[] =>
  deadFiles(
    treeOf({
      'src/main.ts': "import '#app';",
      'src/app/index.ts': "import './start.ts';",
      'src/app/start.ts': '',
      ...files,
    }),
  ).map(({ path, message }) => `${path} ${message.split(':')[0]}`);

describe('dead files', () => {
  it('reports a file that nothing imports', () => {
    expect(dead({ 'src/estate/lost.ts': '' })).toEqual(['src/estate/lost.ts is reached by nothing']);
  });

  it('reports a file, and what it imports, that only a test reaches', () => {
    const files = {
      'src/estate/a.ts': "import './b.ts';",
      'src/estate/b.ts': '',
      'src/estate/a.test.ts': "import './a.ts';",
    };
    expect(dead(files)).toEqual([
      'src/estate/a.ts is reached by tests only',
      'src/estate/b.ts is reached by tests only',
    ]);
  });

  it('reports two files that only import each other', () => {
    expect(
      dead({ 'src/estate/a.ts': "import './b.ts';", 'src/estate/b.ts': "import './a.ts';" }),
    ).toHaveLength(2);
  });

  it.each([
    ['a type', { 'src/app/start.ts': "import type { T } from './t.ts';", 'src/app/t.ts': '' }],
    ['a lazy import', { 'src/app/start.ts': "await import('#cli');", 'src/cli/index.ts': '' }],
    [
      'a worker started by path',
      { 'src/app/start.ts': "new URL('./worker.ts', import.meta.url)", 'src/app/worker.ts': '' },
    ],
    ['a benchmark', { 'bench/page.ts': "import '#web';", 'src/web/index.ts': '' }],
    [
      'a script of package.json',
      {
        'package.json': '{"scripts":{"css":"tsx src/web/build.ts"}}',
        'src/web/build.ts': '',
        'src/main.ts': "import './app/start.ts';",
        'src/app/index.ts': "import './start.ts';",
        'bin/a.js': "'src/app/index.ts'",
      },
    ],
    [
      'a script of a document',
      { 'docs/a.md': '`node --import tsx src/web/build.ts`', 'src/web/build.ts': '' },
    ],
    ['test material beside tests', { 'src/estate/test-support.ts': '' }],
    ['a declaration file', { 'src/web/jsx.d.ts': '' }],
  ] satisfies [string, Record<string, string>][])('counts %s as use', (_, files) => {
    expect(dead(files)).toEqual([]);
  });

  it('does not take a document that only mentions a file for use of it', () => {
    expect(dead({ 'docs/a.md': '`src/web/build.ts`', 'src/web/build.ts': '' })).toHaveLength(1);
  });

  it('fails while the program itself is missing', () => {
    expect(deadFiles(treeOf({ 'src/estate/a.ts': '' }))).toEqual([
      { path: 'src/main.ts', line: 1, message: expect.stringContaining('does not exist') },
    ]);
  });
});
