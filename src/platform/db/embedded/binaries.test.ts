import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findBinaries, restoreSymlinks } from './binaries.ts';

describe('the programs of PostgreSQL', () => {
  it.each([
    ['win32', 'x64'],
    ['sunos', 'x64'],
    ['linux', 's390x'],
  ] as const)('are not to be had for %s on %s, which is said with a remedy', async (platform, arch) => {
    await expect(findBinaries(platform, arch)).rejects.toMatchObject({
      code: 'database.unavailable',
      remedy: /DATABASE_URL/,
    });
  });

  it('get their library links back where install scripts did not run', async () => {
    const root = await mkdtemp(join(tmpdir(), 'allclear-links-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await mkdir(join(root, 'native/lib'), { recursive: true });
    const links = [{ source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' }];
    await writeFile(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
    // At once, as two processes would; and again, when the links are there.
    await Promise.all([restoreSymlinks(root), restoreSymlinks(root)]);
    await restoreSymlinks(root);
    expect(await readlink(join(root, 'native/lib/libicuuc.so.60'))).toBe('libicuuc.so.60.2');
  });
});
