import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { invariant } from '#platform/errors';
import { etagOf } from './build-snapshot.ts';
import type { Bulletin, IncidentBulletin } from './bulletin.ts';
import type { Snapshot, SnapshotFile } from './model.ts';

// On disk: snapshots/<id>/ holds the files, each with .br and .gz beside it, and snapshot.json, which lists them;
// `current` points at one of them. A static server takes `current` as its root.

const keptSnapshots = 3;
const manifestName = 'snapshot.json';

const manifestSchema = z.strictObject({
  id: z.string(),
  builtAt: z.iso.datetime(),
  files: z.array(
    z.strictObject({ path: z.string(), file: z.string(), contentType: z.string(), etag: z.string() }),
  ),
});

/** Where a static server finds a path: `/` in index.html, `/practices` in practices/index.html, `/404` in 404.html. */
export function fileNameOf(path: string): string {
  const name = path.replace(/^\/+/, '');
  invariant(path.startsWith('/') && !name.split('/').includes('..'), `${path} is not a path of the site`);
  if (name === '') return 'index.html';
  if (name === '404') return '404.html';
  return /\.[a-z0-9]+$/.test(name) ? name : `${name}/index.html`;
}

/**
 * Writes a snapshot where a static server can host it, and points `current` at it. Whoever reads meanwhile sees the old
 * one or the new one, whole: a crash leaves at most a temporary folder, which the next write removes. Keeps the last three.
 */
export async function writeSnapshot(directory: string, snapshot: Snapshot): Promise<void> {
  const snapshots = join(directory, 'snapshots');
  await mkdir(snapshots, { recursive: true });
  const target = join(snapshots, snapshot.id);
  if (!(await exists(target))) {
    const draft = await mkdtemp(join(snapshots, '.draft-'));
    await writeFiles(draft, snapshot);
    // A temporary folder is private; a static server runs as somebody else.
    await chmod(draft, 0o755);
    // Another process may have written the very same one meanwhile.
    await rename(draft, target).catch((error: unknown) => ignoreExisting(error, draft));
  }
  await pointAt(directory, join('snapshots', snapshot.id));
  await removeOld(snapshots, snapshot.id);
}

async function writeFiles(directory: string, snapshot: Snapshot): Promise<void> {
  const files = [...snapshot.files.values()].map((file) => ({ ...file, name: fileNameOf(file.path) }));
  for (const folder of new Set(files.map(({ name }) => dirname(join(directory, name)))))
    await mkdir(folder, { recursive: true });
  await Promise.all(
    files.flatMap(({ name, body, brotli, gzip }) => [
      writeFile(join(directory, name), body),
      writeFile(join(directory, `${name}.br`), brotli),
      writeFile(join(directory, `${name}.gz`), gzip),
    ]),
  );
  const manifest: z.input<typeof manifestSchema> = {
    id: snapshot.id,
    builtAt: snapshot.builtAt.toISOString(),
    files: files.map(({ path, name, contentType, etag }) => ({ path, file: name, contentType, etag })),
  };
  await writeFile(join(directory, manifestName), JSON.stringify(manifest));
}

async function ignoreExisting(error: unknown, draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
}

/** A link is replaced in one step, by renaming a new one over it. */
async function pointAt(directory: string, target: string): Promise<void> {
  const place = await mkdtemp(join(directory, '.current-'));
  try {
    await symlink(target, join(place, 'current'), 'dir');
    await rename(join(place, 'current'), join(directory, 'current'));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Removes all but the latest snapshots, and drafts that a crash left an hour ago or more. */
async function removeOld(snapshots: string, currentId: string): Promise<void> {
  const found: { name: string; writtenMs: number }[] = [];
  for (const name of await readdir(snapshots)) {
    const written = await stat(join(snapshots, name)).catch(() => undefined);
    if (written) found.push({ name, writtenMs: written.mtimeMs });
  }
  const newest = Math.max(...found.map(({ writtenMs }) => writtenMs));
  const others = found
    .filter(({ name }) => !name.startsWith('.') && name !== currentId)
    .sort((a, b) => b.writtenMs - a.writtenMs)
    .slice(keptSnapshots - 1);
  const drafts = found.filter(
    ({ name, writtenMs }) => name.startsWith('.') && newest - writtenMs > 3_600_000,
  );
  for (const { name } of [...others, ...drafts])
    await rm(join(snapshots, name), { recursive: true, force: true });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Reads the current snapshot and the bulletin in it, or undefined when there is none. Bytes that are not those written
 * make it undefined too: half a page is worse than an old one.
 */
export async function readSnapshot(
  directory: string,
): Promise<{ snapshot: Snapshot; bulletin: Bulletin } | undefined> {
  const root = join(directory, 'current');
  const text = await readFile(join(root, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = manifestSchema.parse(JSON.parse(text));
  const files = new Map<string, SnapshotFile>();
  for (const { path, file, contentType, etag } of manifest.files) {
    const [body, brotli, gzip] = await Promise.all([
      readFile(join(root, file)),
      readFile(join(root, `${file}.br`)),
      readFile(join(root, `${file}.gz`)),
    ]);
    if (etagOf(body) !== etag) return undefined;
    files.set(path, { path, contentType, body, brotli, gzip, etag });
  }
  const bulletin = files.get('/bulletin.json');
  if (!bulletin) return undefined;
  const snapshot = { id: manifest.id, builtAt: new Date(manifest.builtAt), files };
  return { snapshot, bulletin: asBulletin(JSON.parse(bulletin.body.toString('utf8'))) };
}

/** Our own file, whose bytes were checked against the digest written with them. */
function asBulletin(value: { schemaVersion: unknown }): Bulletin {
  invariant(value.schemaVersion === 1, 'the bulletin is of another version');
  return completed(value as Bulletin);
}

/** A bulletin kept by an earlier version of the program knows less; what it does not know is empty, not made up. */
function completed(bulletin: Bulletin): Bulletin {
  const incident = (each: IncidentBulletin): IncidentBulletin => ({
    ...{ statusHistory: [], itSeverity: 3, concerns: [] },
    ...each,
    advice: each.advice.filter((card) => card.expiresAt !== undefined),
  });
  return {
    ...{ calendar: [], suppliers: [], reviews: [], actions: [] },
    ...bulletin,
    current: bulletin.current.map(incident),
    past: bulletin.past.map(incident),
    practices: bulletin.practices.map((practice) => ({ ...{ groups: [] }, ...practice })),
  };
}
