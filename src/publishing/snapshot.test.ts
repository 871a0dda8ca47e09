import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildSnapshot, readSnapshot, type Snapshot, type SnapshotSource, writeSnapshot } from '#publishing';
import { fileNameOf } from './snapshot-files.ts';

const builtAt = new Date('2026-04-29T09:00:00Z');
const html = 'text/html; charset=utf-8';

const pages = (news: string): SnapshotSource[] => [
  { path: '/', contentType: html, body: `<h1>${news}</h1>` },
  { path: '/incidents/firewalls', contentType: html, body: `<p>${news}</p>` },
  { path: '/incidents/firewalls/updates/1', contentType: html, body: '<p>First</p>' },
  { path: '/404', contentType: html, body: '<p>Not found</p>' },
  { path: '/assets/logo.png', contentType: 'image/png', body: new Uint8Array([1, 2, 255]) },
  {
    path: '/bulletin.json',
    contentType: 'application/json',
    body: JSON.stringify({ schemaVersion: 1, asOf: news, current: [], past: [], practices: [] }),
  },
];

async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'allclear-snapshot-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const bodies = (snapshot: Snapshot | undefined): Record<string, string> =>
  Object.fromEntries(
    [...(snapshot?.files ?? [])].map(([path, file]) => [path, file.body.toString('latin1')]),
  );

describe('a snapshot', () => {
  it('holds each file as it is, with brotli, with gzip and with the digest of its bytes', () => {
    const { files } = buildSnapshot(pages('one'), builtAt);
    expect([...files.keys()]).toEqual(pages('one').map((page) => page.path));
    for (const file of files.values()) {
      expect(brotliDecompressSync(file.brotli)).toEqual(file.body);
      expect(gunzipSync(file.gzip)).toEqual(file.body);
      expect(file.etag).toMatch(/^"[\w-]{43}"$/);
    }
  });

  it('reuses the files that did not change, and has another id when one did', () => {
    const first = buildSnapshot(pages('one'), builtAt);
    const second = buildSnapshot(pages('two'), builtAt, first);
    expect(second.files.get('/404')).toBe(first.files.get('/404'));
    expect(second.files.get('/')).not.toBe(first.files.get('/'));
    expect(second.files.get('/')?.etag).not.toBe(first.files.get('/')?.etag);
    expect(second.id).not.toBe(first.id);
    expect(buildSnapshot(pages('one'), new Date(0)).id).toBe(first.id);
    const typed = pages('one').map((page) => ({ ...page, contentType: 'text/plain' }));
    expect(buildSnapshot(typed, builtAt, first).files.get('/')?.contentType).toBe('text/plain');
  });
});

describe('a snapshot on disk', () => {
  it('is read back as it was', async () => {
    const directory = await scratch();
    const snapshot = buildSnapshot(pages('one'), builtAt);
    await writeSnapshot(directory, snapshot);
    const read = await readSnapshot(directory);
    expect(read?.snapshot).toEqual(snapshot);
    expect(read?.bulletin).toMatchObject({ asOf: 'one' });
  });

  it('is laid out for a static server', async () => {
    const directory = await scratch();
    await writeSnapshot(directory, buildSnapshot(pages('one'), builtAt));
    const root = join(directory, 'current');
    for (const name of [
      'index.html',
      'incidents/firewalls/index.html',
      'incidents/firewalls/updates/1/index.html',
      '404.html',
      'bulletin.json',
    ]) {
      expect(brotliDecompressSync(await readFile(join(root, `${name}.br`)))).toEqual(
        await readFile(join(root, name)),
      );
    }
  });

  it('is replaced whole by the next one, and the last three are kept', async () => {
    const directory = await scratch();
    const ids: string[] = [];
    for (const news of ['one', 'two', 'three', 'four', 'five']) {
      const snapshot = buildSnapshot(pages(news), builtAt);
      ids.push(snapshot.id);
      await writeSnapshot(directory, snapshot);
      expect(bodies((await readSnapshot(directory))?.snapshot)).toEqual(bodies(snapshot));
    }
    expect((await readdir(join(directory, 'snapshots'))).length).toBe(3);
    expect(await realpath(join(directory, 'current'))).toBe(
      await realpath(join(directory, 'snapshots', ids.at(-1) ?? '')),
    );
  });

  it('survives writers at the same time, and a draft that a crash left', async () => {
    const directory = await scratch();
    const [one, two] = ['one', 'two'].map((news) => buildSnapshot(pages(news), builtAt));
    await Promise.all([one, one, two, two].map((snapshot) => snapshot && writeSnapshot(directory, snapshot)));
    const read = bodies((await readSnapshot(directory))?.snapshot);
    expect([bodies(one), bodies(two)]).toContainEqual(read);
  });

  it('is nothing when there is none, or when its bytes are not those written', async () => {
    const directory = await scratch();
    expect(await readSnapshot(directory)).toBeUndefined();
    await writeSnapshot(directory, buildSnapshot(pages('one'), builtAt));
    await writeFile(join(directory, 'current', 'index.html'), '<h1>half</h1>');
    expect(await readSnapshot(directory)).toBeUndefined();
  });

  it.each([
    ['/', 'index.html'],
    ['/practices', 'practices/index.html'],
    ['/practices/G99001', 'practices/G99001/index.html'],
    ['/incidents/x.json', 'incidents/x.json'],
    ['/feed.atom', 'feed.atom'],
    ['/404', '404.html'],
  ])('names the file of %s %s', (path, name) => {
    expect(fileNameOf(path)).toBe(name);
  });

  it('never writes outside its folder', () => {
    expect(() => fileNameOf('/../x.html')).toThrow('not a path of the site');
    expect(() => fileNameOf('x')).toThrow('not a path of the site');
  });
});
