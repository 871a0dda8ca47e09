import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text file of the repository; `path` is relative to its root, with forward slashes. */
export interface TreeFile {
  path: string;
  text: string;
}

export type Tree = readonly TreeFile[];

/** The repository's root. */
export const root = join(import.meta.dirname, '../..');

/** Paths that git tracks, or would track: new files count, ignored and deleted ones do not. Undefined without git. */
export function listFromGit(): string[] | undefined {
  if (!existsSync(join(root, '.git'))) return undefined;
  // A checkout that belongs to another user is still only read here.
  const command = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = execFileSync('git', command, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const paths = output.split('\0').filter((path) => path !== '' && isFile(path));
  return [...new Set(paths)].sort();
}

/** Paths found by walking the disk without asking git, leaving out the folders that `.gitignore` names. */
export function listFromDisk(): string[] {
  const ignored = ignoredFolders(readFileSync(join(root, '.gitignore'), 'utf8'));
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git' || entry.name === 'node_modules' || ignored.includes(path)) return [];
      if (entry.isDirectory()) return walk(path);
      return entry.isFile() && !entry.name.endsWith('.log') ? [path] : [];
    });
  return walk('').sort();
}

/** Folders that `.gitignore` names by their path from the root (`/data/` is `data`). */
export function ignoredFolders(gitignore: string): string[] {
  const anchored = gitignore.split('\n').filter((line) => line.startsWith('/'));
  return anchored.map((line) => line.replace(/^\//, '').replace(/\/$/, ''));
}

/** Every text file of the repository, and the paths left out because they hold binary data. */
export function readTree(): { tree: Tree; binary: string[] } {
  const tree: TreeFile[] = [];
  const binary: string[] = [];
  for (const path of listFromGit() ?? listFromDisk()) {
    const bytes = readFileSync(join(root, path));
    if (bytes.includes(0)) binary.push(path);
    else tree.push({ path, text: bytes.toString('utf8') });
  }
  return { tree, binary };
}

function isFile(path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;
}
