import { posix } from 'node:path';
import ts from 'typescript';
import { isCode, isTest, visit } from '../syntax.ts';
import type { Tree, TreeFile } from '../tree.ts';
import type { Violation } from '../violation.ts';
import { type Graph, importGraph, reachable } from './cycles.ts';

const programEntry = 'src/main.ts';

/**
 * Files in `src/` that nothing shipped reaches. Entries: the program, `bin/`, `bench/*.ts`, and scripts that package.json,
 * a document or `.ci/run` tells people to run. Tests do not keep a file alive; material only for tests says so in its name.
 */
export function deadFiles(tree: Tree): Violation[] {
  if (!tree.some(({ path }) => path === programEntry)) {
    return [
      { path: programEntry, line: 1, message: 'does not exist yet, so nothing can be told reachable.' },
    ];
  }
  const graph = withPathsInStrings(tree, importGraph(tree, { types: true }));
  const alive = reachedFrom(graph, entriesOf(tree));
  const inTests = reachedFrom(graph, [...graph.keys()].filter(isTest));
  return tree
    .filter((file) => file.path.startsWith('src/') && isCode(file) && !file.path.endsWith('.d.ts'))
    .filter(({ path }) => !isTest(path) && !alive.has(path))
    .map(({ path }) => ({ path, line: 1, message: deadMessage(inTests.has(path)) }));
}

const deadMessage = (inTests: boolean): string =>
  inTests
    ? 'is reached by tests only: use it, delete it with its test, or move it to test/support (or name it test-support.ts).'
    : 'is reached by nothing: use it or delete it.';

function entriesOf(tree: Tree): string[] {
  const always = tree
    .map(({ path }) => path)
    .filter((path) => /^(bin\/.+|bench\/[^/]+\.ts|[^/]+\.config\.ts)$/.test(path));
  return [programEntry, ...always, ...tree.flatMap(scriptsNamedIn)];
}

/** `node --import tsx src/web/assets/build.ts`, in package.json, `.ci/` or a document: a script people run. */
function scriptsNamedIn({ path, text }: TreeFile): string[] {
  if (path !== 'package.json' && !path.startsWith('.ci/') && !path.endsWith('.md')) return [];
  return [...text.matchAll(/\btsx (?:\.\/)?(src\/[\w./-]+\.tsx?)\b/g)].map(([, script = '']) => script);
}

/** Workers and child processes are started by path: a string that is the path of a code file counts as an import. */
function withPathsInStrings(tree: Tree, graph: Graph): Graph {
  return new Map(
    tree
      .filter(isCode)
      .map((file) => [file.path, [...(graph.get(file.path) ?? []), ...pathsInStrings(file, graph)]]),
  );
}

function pathsInStrings(file: TreeFile, graph: Graph): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    if (!ts.isStringLiteralLike(node) || !/\.(tsx?|m?js)$/.test(node.text)) return;
    const targets = [posix.normalize(node.text), posix.join(posix.dirname(file.path), node.text)];
    found.push(...targets.filter((path) => graph.has(path)));
  });
  return found;
}

function reachedFrom(graph: Graph, entries: readonly string[]): Set<string> {
  return new Set(entries.flatMap((path) => [path, ...reachable(graph, path)]));
}
