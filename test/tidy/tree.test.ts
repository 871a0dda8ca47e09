import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { describeMeasures, measure } from './measures.ts';
import { importCycles } from './rules/cycles.ts';
import { deadFiles } from './rules/dead.ts';
import { commandsInDocs, decisionsAreIndexed, pathsInDocs } from './rules/docs.ts';
import { everyDomainIsOnTheMap, importsThroughDoors, packageNamesOnlyDoors } from './rules/doors.ts';
import { clockReads, consoleUses, moduleMocks, randomDraws, sqlOutsideStore } from './rules/expressions.ts';
import { machineTraces } from './rules/machine.ts';
import { weakTypes } from './rules/types.ts';
import { importsOf, isCode } from './syntax.ts';
import { listFromDisk, listFromGit, readTree, root, type Tree } from './tree.ts';
import { lineAt, listViolations, type Violation } from './violation.ts';

const { tree, binary } = readTree();

const rules: Record<string, (tree: Tree) => Violation[]> = {
  'domains import only doors to their left': importsThroughDoors,
  'package.json names only doors': packageNamesOnlyDoors,
  'every file of src belongs to a domain': everyDomainIsOnTheMap,
  'no file imports itself round a corner': importCycles,
  'only platform/clock reads the time': clockReads,
  'randomness is an argument': randomDraws,
  'types are never weakened': weakTypes,
  'shipped code does not use console': consoleUses,
  'tests do not mock modules': moduleMocks,
  'SQL stands in store.ts': sqlOutsideStore,
  // A picture is no text to judge, but a document may name it.
  'paths named in documents exist': (text) =>
    pathsInDocs([...text, ...binary.map((path) => ({ path, text: '' }))]),
  'commands named in documents exist': commandsInDocs,
  'decisions stand in their index': decisionsAreIndexed,
  'the program reaches every file of src': deadFiles,
  'no trace of one machine': machineTraces,
};

describe('the source tree', () => {
  it.each(Object.entries(rules))('%s', (_, rule) => {
    const violations = rule(tree);
    if (violations.length > 0) expect.fail(`${violations.length} to mend:\n${listViolations(violations)}`);
  });
});

describe('the checker saw everything', () => {
  const paths = tree.map(({ path }) => path);

  it('read every file that git would show', () => {
    const listed = listFromGit() ?? listFromDisk();
    expect([...paths, ...binary].sort()).toEqual(listed);
  });

  it('sees the same code files as a walk over the disk', () => {
    const onDisk = listFromDisk().filter((path) => isCode({ path, text: '' }));
    expect(tree.filter(isCode).map(({ path }) => path)).toEqual(onDisk);
  });

  it('found code, imports and documents to judge', () => {
    expect(tree.filter(isCode).length).toBeGreaterThan(60);
    expect(tree.flatMap((file) => (isCode(file) ? importsOf(file) : [])).length).toBeGreaterThan(200);
    expect(paths.filter((path) => path.endsWith('.md')).length).toBeGreaterThan(3);
    expect(paths).toContain('src/main.ts');
  });

  it('judges only TypeScript that the compiler checks as well', () => {
    // `npm run types` compiles both: the program, and the script that runs in browsers.
    const programs = ['.', 'src/web/client'].flatMap((folder) => {
      const config = ts.readConfigFile(join(root, folder, 'tsconfig.json'), ts.sys.readFile);
      return ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, folder)).fileNames;
    });
    const checked = new Set(programs.map((path) => path.slice(root.length + 1)));
    expect(paths.filter((path) => /\.tsx?$/.test(path) && !checked.has(path))).toEqual([]);
  });
});

describe('the list of violations', () => {
  it('is sorted, one line each', () => {
    const unsorted = [
      { path: 'b.ts', line: 1, message: 'x.' },
      { path: 'a.ts', line: 12, message: 'y.' },
      { path: 'a.ts', line: 2, message: 'z.' },
    ];
    expect(listViolations(unsorted)).toBe('a.ts:2 z.\na.ts:12 y.\nb.ts:1 x.');
    expect([lineAt('a\nb', 0), lineAt('a\nb', 1), lineAt('a\nb', 2)]).toEqual([1, 1, 2]);
  });
});

it('prints sizes as a hint', () => {
  const measures = measure(tree, { top: 10 });
  expect(measures.functions.max).toBeGreaterThan(0);
  console.log(describeMeasures(measures));
});
