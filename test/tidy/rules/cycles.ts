import { readPackage, resolveImport } from '../layout.ts';
import { importsOf, isCode } from '../syntax.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

/** What each file imports inside the repository: path to paths. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * Files that import each other, directly or round a corner. Type-only imports count as well: they load nothing, but
 * neither file can be understood without the other. One violation per knot, with its shortest cycle.
 */
export function importCycles(tree: Tree): Violation[] {
  const running = cyclesOf(importGraph(tree, { types: false }));
  const inRunning = new Set(running.flat());
  const withTypes = cyclesOf(importGraph(tree, { types: true })).filter(
    (cycle) => !cycle.some((p) => inRunning.has(p)),
  );
  return [
    ...running.map((cycle) => violation(cycle, 'import cycle')),
    ...withTypes.map((cycle) => violation(cycle, 'import cycle through types')),
  ];
}

/** The graph of imports between the tree's code files. */
export function importGraph(tree: Tree, options: { types: boolean }): Graph {
  const doors = readPackage(tree).imports;
  const paths = new Set(tree.map(({ path }) => path));
  const targets = (file: Tree[number]): string[] =>
    importsOf(file)
      .filter((each) => options.types || !each.typeOnly)
      .map((each) => resolveImport(each.specifier, file.path, doors))
      .filter((path) => path !== undefined && paths.has(path))
      .map(String);
  return new Map(tree.filter(isCode).map((file) => [file.path, targets(file)]));
}

function violation(cycle: readonly string[], kind: string): Violation {
  const [path = ''] = cycle;
  const route = [...cycle, path].join(' → ');
  return { path, line: 1, message: `${kind}: ${route}. Move what both need to a file that imports neither.` };
}

/** One shortest cycle of each knot (strongly connected group of files), each starting at its first path by name. */
export function cyclesOf(graph: Graph): string[][] {
  const cycles: string[][] = [];
  for (const knot of knotsOf(graph)) {
    const [start = ''] = [...knot].sort();
    const shortest = [...knot].sort().map((path) => shortestCycle(graph, path, knot));
    const best = shortest.filter((cycle) => cycle !== undefined).sort((a, b) => a.length - b.length)[0];
    cycles.push(best ?? [start]);
  }
  return cycles;
}

/** Groups of files that can all reach each other; a file alone counts only when it imports itself. */
function knotsOf(graph: Graph): Set<string>[] {
  const reach = new Map([...graph.keys()].map((path) => [path, reachable(graph, path)]));
  const knots: Set<string>[] = [];
  const placed = new Set<string>();
  for (const [path, ahead] of reach) {
    if (placed.has(path) || !ahead.has(path)) continue;
    const knot = new Set([...ahead].filter((other) => reach.get(other)?.has(path)));
    for (const member of knot) placed.add(member);
    knots.push(knot);
  }
  return knots;
}

/** Every path that can be reached from `start` by at least one import. */
export function reachable(graph: Graph, start: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(graph.get(start) ?? [])];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...(graph.get(path) ?? []));
  }
  return seen;
}

/** Breadth first from `start` back to `start`, inside its knot. */
function shortestCycle(graph: Graph, start: string, knot: ReadonlySet<string>): string[] | undefined {
  const seen = new Set<string>();
  let routes = [[start]];
  while (routes.length > 0) {
    const longer: string[][] = [];
    for (const route of routes) {
      for (const next of graph.get(route.at(-1) ?? start) ?? []) {
        if (next === start) return route;
        if (!knot.has(next) || seen.has(next)) continue;
        seen.add(next);
        longer.push([...route, next]);
      }
    }
    routes = longer;
  }
  return undefined;
}
