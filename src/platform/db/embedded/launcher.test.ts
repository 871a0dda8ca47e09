import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../log/index.ts';
import { findBinaries } from './binaries.ts';
import { initialise, socketUrl } from './cluster.ts';
import { findLauncher, pickUser, tryCommand } from './launcher.ts';
import { probe } from './reach.ts';
import { runServer } from './server.ts';

const isRoot = process.getuid?.() === 0;

/** Whether every folder above the file lets everybody through; a checkout under a private one does not. */
async function othersMayEnter(path: string): Promise<boolean> {
  const folder = dirname(path);
  if (((await stat(folder)).mode & 0o001) === 0) return false;
  return folder === dirname(folder) || othersMayEnter(folder);
}

describe('the user that the server runs as', () => {
  it('is never root, and preferably not the one that stands for strangers', () => {
    expect(
      pickUser('root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nwww:x:33:33::/:/bin/false'),
    ).toBe(33);
    expect(pickUser('root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false')).toBe(65_534);
    expect(pickUser('')).toBe(65_534);
  });

  it.runIf(isRoot)(
    'is a second user where user namespaces are off (needs root)',
    { timeout: 60_000 },
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'allclear-launcher-'));
      onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
      const binaries = await findBinaries();
      const withoutNamespaces = (command: readonly string[]) =>
        command[0] === 'unshare' ? Promise.resolve(false) : tryCommand(command);
      const found = findLauncher(binaries.postgres, withoutNamespaces);
      if (!(await othersMayEnter(binaries.postgres))) {
        await expect(found).rejects.toMatchObject({ message: /another user cannot read the programs/ });
        return;
      }
      const runs = await found;
      const place = {
        files: join(dataDir, 'postgres'),
        sockets: join(dataDir, 'run'),
        logFile: join(dataDir, 'log'),
      };
      await mkdir(place.sockets, { mode: 0o700 });
      await runs.own(dataDir);
      await runs.own(place.sockets);
      await initialise(binaries, runs, place);
      const server = await runServer(binaries, runs, place, {
        durable: false,
        maxConnections: 20,
        log: silentLog(),
      });
      onTestFinished(() => server.stop({ waitForOthers: false }));
      expect(await probe(socketUrl(place.sockets, 'postgres'))).toBe('ready');
      expect((await stat(place.files)).uid).not.toBe(0);
    },
  );

  it.runIf(isRoot)(
    'cannot be found where nothing is allowed, which is said clearly (needs root)',
    async () => {
      await expect(findLauncher('postgres', async () => false)).rejects.toMatchObject({
        code: 'database.unavailable',
        remedy: /ordinary user.*DATABASE_URL/,
      });
    },
  );
});
