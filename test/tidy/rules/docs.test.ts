import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { commandsInDocs, decisionsAreIndexed, pathsInDocs } from './docs.ts';

const files = {
  '.gitignore': 'node_modules/\n/bench/out/\n',
  'src/estate/index.ts': '',
  'src/estate/core/match.ts': '',
  'docs/decisions/README.md': '',
  'db/migrations/0001_platform.sql': '',
};

const missing = (text: string, path = 'README.md'): string[] =>
  pathsInDocs(treeOf({ ...files, [path]: text })).map(
    ({ line, message }) => `${line} ${/names (\S+),/.exec(message)?.[1]}`,
  );

describe('paths in documents', () => {
  it.each([
    '`src/estate/index.ts` and `src/estate/` and `src/estate`',
    '`./src/estate/index.ts:12`, `src/estate/core/match.ts`.',
    '`node --import tsx src/estate/index.ts --out=x`',
    '`src/<domain>/index.ts`, `src/**/*.ts`, `src/estate/{index,core/match}.ts`, `db/migrations/NNNN_….sql`',
    '```\ncat src/estate/index.ts\n```',
    '`bench/out/page.json` is written by a benchmark',
    'src/nowhere.ts in plain words is not a promise; neither is `lib/a.ts` of a package',
    '[decisions](docs/decisions/README.md#index) [site](https://example.org/docs/a.md) [here](#top)',
  ])('accepts %s', (text) => {
    expect(missing(text)).toEqual([]);
  });

  it('reports what does not exist, with its line', () => {
    expect(missing('see\n`src/estate/lost.ts` or\n\n```\nnode src/lost.ts\n```\n')).toEqual([
      '2 src/estate/lost.ts',
      '5 src/lost.ts',
    ]);
    expect(missing('`src/weather/`, `src/<domain>/lost.ts`, `src/est`')).toEqual([
      '1 src/weather/',
      '1 src/<domain>/lost.ts',
      '1 src/est',
    ]);
  });

  it('follows links from the document that holds them', () => {
    expect(
      missing('[index](README.md) [code](../../src/estate/index.ts)', 'docs/decisions/0001-a.md'),
    ).toEqual([]);
    expect(missing('[index](lost.md) [out](../../../shared/a.md)', 'docs/decisions/0001-a.md')).toEqual([
      '1 docs/decisions/lost.md',
      '1 ../shared/a.md',
    ]);
  });
});

describe('commands in documents', () => {
  it('are scripts of package.json', () => {
    const found = commandsInDocs(treeOf({ 'README.md': '`npm run demo -- --once`\n`npm run deom`' }));
    expect(found).toEqual([{ path: 'README.md', line: 2, message: expect.stringContaining('npm run deom') }]);
  });
});

describe('decisions', () => {
  it('stand in the index', () => {
    const found = decisionsAreIndexed(
      treeOf({
        'docs/decisions/README.md': '| [0001](0001-a.md) | A |',
        'docs/decisions/0001-a.md': '',
        'docs/decisions/0002-b.md': '',
      }),
    );
    expect(found.map(({ path }) => path)).toEqual(['docs/decisions/0002-b.md']);
  });
});
