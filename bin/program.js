// Builds the program once for each state of its sources, and finds what was built: one file to load instead of a
// thousand. Plain JavaScript, because it runs before anything is built.
import { createHash } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const keptDays = 7;

/**
 * The URL of the built program of a checkout, built first when its sources are new. It is kept under
 * `node_modules/.cache/allclear`; where nothing can be written there, it is built for this process alone.
 * @param {string} root Folder of the checkout.
 * @returns {Promise<URL>}
 */
export async function builtProgram(root, cache = join(root, 'node_modules', '.cache', 'allclear')) {
  const folder = join(cache, await fingerprint(root));
  const main = pathToFileURL(join(folder, 'src', 'main.js'));
  if (!existsSync(main)) {
    const draft = `${folder}.${process.pid}.part`;
    try {
      await mkdir(draft, { recursive: true });
    } catch {
      return buildForThisProcess(root);
    }
    try {
      await build(root, draft, folder);
      // Another process may have been quicker: what it built is the same.
      await rename(draft, folder).catch((error) => {
        if (!existsSync(main)) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await forgetOld(cache, folder);
  }
  await noteRunning(folder);
  return main;
}

/** A process loads parts of the program when it needs them: until it ends, they are not removed. */
async function noteRunning(folder) {
  const note = join(folder, `${process.pid}.running`);
  // Who may only read what another user built cannot leave a note.
  await writeFile(note, '').catch(() => undefined);
  process.once('exit', () => rmSync(note, { force: true }));
}

const isRunning = (name) => {
  const pid = /^(\d+)\.running$/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

async function buildForThisProcess(root) {
  const folder = await mkdtemp(join(tmpdir(), 'allclear-program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  await build(root, folder, folder);
  return pathToFileURL(join(folder, 'src', 'main.js'));
}

/** Names a state of the sources by their paths, sizes and times: to read them all would take longer than to build them. */
async function fingerprint(root) {
  const listed = await Promise.all(
    ['src', 'scenarios'].map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && /(?<!\.test)\.(?:tsx?|json)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    ),
  );
  const single = ['package.json', 'package-lock.json', 'tsconfig.json', 'bin/program.js'];
  const paths = [...listed.flat(), ...single.map((name) => join(root, name))].sort();
  const hash = createHash('sha256').update(`${root}\n${process.versions.node}\n`);
  for (const path of paths) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Modules that are loaded by their address: threads and scenarios. */
async function entries(root) {
  const inside = await readdir(join(root, 'src'), { recursive: true });
  const threads = inside.filter((path) => path.endsWith('-thread.ts')).map((path) => join(root, 'src', path));
  const scenarios = (await readdir(join(root, 'scenarios')))
    .map((name) => join(root, 'scenarios', name, 'index.ts'))
    .filter((path) => existsSync(path));
  return [join(root, 'src', 'main.ts'), ...threads, ...scenarios];
}

async function build(root, into, folder) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: await entries(root),
    outdir: into,
    outbase: root,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    define: { builtInto: JSON.stringify(pathToFileURL(folder + sep).href) },
    plugins: [ownAddress(root)],
  });
}

/** A module that asks where it lies is told where its source lies: beside it are the files that it reads. */
const ownAddress = (root) => ({
  name: 'own-address',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (relative(root, path).startsWith('..')) return undefined;
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.')) return undefined;
      const own = { url: pathToFileURL(path).href, filename: path, dirname: join(path, '..') };
      return {
        contents: source.replace(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, key) =>
          JSON.stringify(own[key]),
        ),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      };
    });
  },
});

/** Removes what was built from other sources, was not started for a week, and is not running. */
async function forgetOld(cache, kept) {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory() || folder === kept || Date.now() - found.mtimeMs < keptDays * 86_400_000)
      continue;
    if ((await readdir(folder)).some(isRunning)) continue;
    await rm(folder, { recursive: true, force: true });
  }
}
