import type { Tree } from './tree.ts';

/** A small tree for the rules' own tests: `{ 'src/estate/index.ts': "…" }`. Its package.json has the usual doors. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const all = { 'package.json': usualPackage, ...files };
  return Object.entries(all).map(([path, text]) => ({ path, text }));
}

const domains = [
  'estate',
  'telemetry',
  'servicedesk',
  'detection',
  'incidents',
  'publishing',
  'web',
  'api',
  'cli',
  'app',
];

const usualPackage = JSON.stringify({
  imports: {
    '#platform/*': './src/platform/*/index.ts',
    ...Object.fromEntries(domains.map((name) => [`#${name}`, `./src/${name}/index.ts`])),
  },
  scripts: { demo: 'node bin/allclear.js demo' },
});
