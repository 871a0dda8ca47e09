import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Snapshot, SnapshotFile, SnapshotSource } from './model.ts';

/** Pages that most readers ask for: worth the time of the best compression, unless they are so large that it takes seconds. */
const isHot = (path: string, body: Buffer): boolean =>
  (path === '/' || /^\/incidents\/[^/.]+$/.test(path)) && body.length <= 256 * 1024;

/** Assets change with the program, not with the news: compressed once and then reused. */
const isAsset = (path: string): boolean => path.startsWith('/assets/');

/**
 * Makes a snapshot of the public site: each file compressed with brotli and gzip, with its strong ETag. A file whose
 * bytes are those of the previous snapshot is taken from there, so that only what changed costs time.
 */
export function buildSnapshot(
  pages: readonly SnapshotSource[],
  builtAt: Date,
  previous?: Snapshot,
): Snapshot {
  const files = new Map(pages.map((page) => [page.path, buildFile(page, previous?.files.get(page.path))]));
  return { id: snapshotId(files), builtAt, files };
}

/** The same snapshot with more files in it: for a copy that has to stand on its own. */
export function extendSnapshot({ files, builtAt }: Snapshot, more: readonly SnapshotFile[]): Snapshot {
  const all = new Map([...files, ...more.map((file): [string, SnapshotFile] => [file.path, file])]);
  return { id: snapshotId(all), builtAt, files: all };
}

/** One file as it is sent; the known one when nothing of it changed. */
export function buildFile(source: SnapshotSource, known?: SnapshotFile): SnapshotFile {
  const { path, contentType } = source;
  const body = Buffer.from(source.body);
  const etag = etagOf(body);
  if (known?.etag === etag && known.contentType === contentType) return known;
  return { path, contentType, body, brotli: compress(body, path), gzip: gzipSync(body, { level: 6 }), etag };
}

const compress = (body: Buffer, path: string): Buffer =>
  brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: isHot(path, body) || isAsset(path) ? 11 : 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });

/** A strong ETag, quoted. */
export const etagOf = (body: Buffer): string => `"${createHash('sha256').update(body).digest('base64url')}"`;

/** Follows from the files alone: paths, types and bytes. */
function snapshotId(files: ReadonlyMap<string, SnapshotFile>): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].sort()) {
    const file = files.get(path);
    hash.update(`${path}\n${file?.contentType}\n${file?.etag}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
