import { posix } from 'node:path';
import { readPackage } from '../layout.ts';
import { ignoredFolders, type Tree, type TreeFile } from '../tree.ts';
import { lineAt, type Violation } from '../violation.ts';

const repositoryPath = /^(src|test|docs|db|bench|scenarios|bin|\.ci)\/./;

interface Mention {
  name: string;
  offset: number;
}

/** Paths in backticks, and the targets of relative links, exist. `<name>`, `*`, `…` and `{a,b}` match anything. */
export function pathsInDocs(tree: Tree): Violation[] {
  const exists = pathTest(tree);
  return documents(tree).flatMap((file) => {
    const missing = [
      ...pathsIn(file.text).filter(({ name }) => !exists(name)),
      ...linksIn(file).filter(({ name }) => name.startsWith('..') || !exists(name)),
    ];
    return missing.map(({ name, offset }) => ({
      path: file.path,
      line: lineAt(file.text, offset),
      message: `names ${name}, which does not exist. Correct the document, or write what it promises.`,
    }));
  });
}

/** Commands that documents give (`npm run demo`) are scripts of package.json. */
export function commandsInDocs(tree: Tree): Violation[] {
  const { scripts } = readPackage(tree);
  return documents(tree).flatMap((file) =>
    [...file.text.matchAll(/\bnpm run ([\w:-]+)/g)]
      .filter(([, name = '']) => !(name in scripts))
      .map((match) => ({
        path: file.path,
        line: lineAt(file.text, match.index),
        message: `says npm run ${match[1]}, which is no script of package.json.`,
      })),
  );
}

/** Every decision is listed in the index of decisions. */
export function decisionsAreIndexed(tree: Tree): Violation[] {
  const folder = 'docs/decisions/';
  const index = tree.find(({ path }) => path === `${folder}README.md`)?.text ?? '';
  const decisions = tree.filter(({ path }) => path.startsWith(folder) && /\/\d{4}-[^/]+\.md$/.test(path));
  return decisions
    .filter(({ path }) => !index.includes(`](${path.slice(folder.length)})`))
    .map(({ path }) => ({ path, line: 1, message: `is missing from the table in ${folder}README.md.` }));
}

const documents = (tree: Tree): TreeFile[] => tree.filter(({ path }) => path.endsWith('.md'));

/** Words in inline code or fenced blocks that begin like a path of this repository. */
function pathsIn(text: string): Mention[] {
  return [...text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].flatMap((code) =>
    [...code[0].matchAll(/[^\s`'"()=,;|{]+(\{[^}\s]*\}[^\s`'"()=,;|{]*)*/g)].flatMap((word) => {
      const name = word[0]
        .replace(/^\.\//, '')
        .replace(/(:\d+(-\d+)?|#[\w-]+)$/, '')
        .replace(/[.:!?]+$/, '');
      return repositoryPath.test(name) ? [{ name, offset: code.index + word.index }] : [];
    }),
  );
}

/** Relative link targets, as paths from the root. */
function linksIn({ path, text }: TreeFile): Mention[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]+`/g, (code) => code.replace(/[^\n]/g, ' '));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
    const target = (match[1] ?? '').replace(/#.*$/, '');
    if (target === '' || target.startsWith('/') || /^[a-z]+:/i.test(target)) return [];
    return [{ name: posix.normalize(posix.join(posix.dirname(path), target)), offset: match.index }];
  });
}

/** Tells whether a path, or a pattern of paths, is a file, a folder or an ignored folder of the tree. */
function pathTest(tree: Tree): (name: string) => boolean {
  const known = new Set<string>();
  const ignored = ignoredFolders(tree.find(({ path }) => path === '.gitignore')?.text ?? '');
  for (const path of [...tree.map((file) => file.path), ...ignored]) {
    for (let each = path; each !== '.'; each = posix.dirname(each)) known.add(each);
  }
  return (name) => {
    const plain = name.replace(/\/$/, '');
    if (known.has(plain) || ignored.some((folder) => plain.startsWith(`${folder}/`))) return true;
    if (!/[*<{…]|\.\.\.|NNNN/.test(plain)) return false;
    const pattern = globPattern(plain);
    return [...known].some((path) => pattern.test(path));
  };
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|…|(\\\.){3}/g, '\u0000')
    .replace(/\*|<[^>]*>|NNNN/g, '[^/]*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`)
    .replaceAll('\u0000', '.*');
  return new RegExp(`^${source}$`);
}
