import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAsync } from 'sass';
import { parseCss, writeCss } from './css-tree.ts';
import { darkTheme } from './dark.ts';
import { omittedClasses, omittedSelectors } from './omitted.ts';
import { findUsedClasses, isUsed, joinNeighbours, purgeCss } from './purge.ts';
import { simplifyCss } from './simplify.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders whose code writes the markup of public pages. */
const markupFolders = ['src/web/components', 'src/web/public', 'src/publishing', 'src/platform/markdown'];

/** Folders whose code writes the markup of the staff console. */
const consoleFolders = [...markupFolders, 'src/web/console', 'src/web/client', 'src/web/charts'];

/** The text of every file that writes public markup, tests apart, in a fixed order. */
export async function readMarkupSources(folders: readonly string[] = markupFolders): Promise<string[]> {
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true }).catch(() => []);
      return entries.map((entry) => join(root, folder, entry));
    }),
  );
  const files = listed.flat().filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
  return Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
}

async function compileSheet(name: string): Promise<string> {
  const { css } = await compileAsync(fileURLToPath(new URL(name, import.meta.url)), {
    loadPaths: [join(root, 'node_modules')],
    style: 'compressed',
    charset: false,
    quietDeps: true,
  });
  return css;
}

/** The same style sheet before anything is dropped: what the reduced one is compared with. */
export async function compileWholeStyles(): Promise<string> {
  return `${await compileSheet('design-system.scss')}${await compileSheet('public.scss')}`;
}

/**
 * Compiles the style sheet of the public pages: what they use of the design system, then our own rules.
 * @returns one line of UTF-8 text.
 */
export async function compileStyles(): Promise<string> {
  const used = findUsedClasses(await readMarkupSources());
  const isKept = (name: string) =>
    isUsed(used, name) && !omittedClasses.some((omitted) => omitted.test(name));
  const isWanted = (selector: string) => !omittedSelectors.some((omitted) => omitted.test(selector));
  const purged = purgeCss(parseCss(await compileSheet('design-system.scss')), isKept, isWanted);
  // Twice: a condition that is always true opens up, and what it held then joins its neighbours.
  const opened = joinNeighbours(simplifyCss(joinNeighbours(purged)));
  const simplified = joinNeighbours(simplifyCss(opened));
  return `${writeCss(simplified)}${await compileSheet('public.scss')}\n`;
}

/**
 * Compiles the style sheet of the staff console: what it uses of the design system, the rules of the public pages,
 * its own, and the dark theme made of all of them. It is loaded once and kept, so nothing is simplified away.
 * @returns one line of UTF-8 text.
 */
export async function compileConsoleStyles(): Promise<string> {
  const used = findUsedClasses(await readMarkupSources(consoleFolders));
  const system = parseCss(
    `${await compileSheet('design-system.scss')}${await compileSheet('console-system.scss')}`,
  );
  // Their pictures would be files of their own; browsers draw the one themselves, and no table of ours sorts by script.
  const isWanted = (selector: string) => !/search-cancel-button|\[(?:data|aria)-sort/.test(selector);
  const purged = purgeCss(system, (name) => isUsed(used, name), isWanted);
  const own = parseCss(`${await compileSheet('public.scss')}${await compileSheet('console.scss')}`);
  const light = [...joinNeighbours(purged), ...own];
  return `${writeCss([...light, darkTheme(light)])}${await compileSheet('console-dark.scss')}\n`;
}
