import { posix } from 'node:path';
import { z } from 'zod';
import type { Tree } from './tree.ts';

/**
 * The domains from left to right; those in one step do not import each other. `main.ts` stands to the right of all.
 * ARCHITECTURE.md and docs/decisions give the reasons.
 */
export const domainOrder = [
  ['platform'],
  ['estate'],
  ['telemetry', 'servicedesk'],
  ['detection'],
  ['attribution'],
  ['incidents'],
  ['planning'],
  ['recovery'],
  ['messages'],
  ['publishing'],
  ['review'],
  ['connectors'],
  ['settings'],
  ['web', 'api', 'cli'],
  ['app'],
  ['main'],
] as const satisfies readonly (readonly string[])[];

/** How far right a domain stands, or -1 when it is not on the map. */
export const rankOf = (domain: string): number =>
  domainOrder.findIndex((step) => (step as readonly string[]).includes(domain));

/** The domain of a path under `src/` (`main` for `src/main.ts`), or undefined outside `src/`. */
export function domainOf(path: string): string | undefined {
  if (path === 'src/main.ts') return 'main';
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

/** The part of the platform a path belongs to (`clock`), or undefined. */
export const partOf = (path: string): string | undefined => /^src\/platform\/([^/]+)\//.exec(path)?.[1];

/** True for `src/estate/index.ts` and `src/platform/clock/index.ts`: what other code may import. */
export const isDoor = (path: string): boolean => /^src\/(platform\/)?[^/]+\/index\.tsx?$/.test(path);

const packageSchema = z.looseObject({
  imports: z.record(z.string(), z.string()).default({}),
  scripts: z.record(z.string(), z.string()).default({}),
});

/** `imports` and `scripts` of the tree's package.json; empty when the tree has none. */
export function readPackage(tree: Tree): z.infer<typeof packageSchema> {
  const file = tree.find(({ path }) => path === 'package.json');
  return packageSchema.parse(file ? JSON.parse(file.text) : {});
}

/** Where an import leads, as a path in the repository; undefined for packages and for names no door has. */
export function resolveImport(
  specifier: string,
  from: string,
  doors: Readonly<Record<string, string>>,
): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (!specifier.startsWith('#')) return undefined;
  const exact = doors[specifier];
  if (exact) return posix.normalize(exact);
  for (const [name, target] of Object.entries(doors)) {
    const [start = '', end] = name.split('*');
    if (end === undefined || !specifier.startsWith(start) || !specifier.endsWith(end)) continue;
    const middle = specifier.slice(start.length, specifier.length - end.length);
    return posix.normalize(target.replace('*', middle));
  }
  return undefined;
}
