import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isCode } from './syntax.ts';
import { readTree, root } from './tree.ts';

// Allclear is under the MIT licence: what it is shipped with may ask for no more than to be named.

/** Licences of what an operator installs, and why each may be there. */
const allowed: Readonly<Record<string, string>> = {
  MIT: 'ours',
  'MIT-0': 'MIT, and need not be named',
  ISC: 'MIT in other words',
  '0BSD': 'asks for nothing',
  'BSD-2-Clause': 'asks to be named',
  'BSD-3-Clause': 'asks to be named, and that its authors are not quoted as praise',
  'Apache-2.0': 'asks to be named, and gives patents',
  'PSF-2.0': 'the licence of Python, for argparse: asks to be named',
  'MPL-2.0': 'holds for its own files, which we do not change',
  'MIT OR Apache-2.0': 'either is allowed',
  '(MIT OR CC0-1.0)': 'either is allowed',
};

/** Other licences, in tests alone: never shipped, and each with a decision in docs/decisions. */
const onlyInTests: Readonly<Record<string, { licence: string; usedBy: string }>> = {
  'statuspage.io': { licence: 'GPL-3.0', usedBy: 'test/support/statuspage-io.ts' },
};

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
type Packages = z.output<typeof lockSchema>['packages'];

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Packages with a licence that is not allowed, but for the exceptions where tests alone hold them. */
function strangers(packages: Packages): string[] {
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .filter(([path, { license, dev }]) => {
      if (license !== undefined && Object.hasOwn(allowed, license)) return false;
      const exception = onlyInTests[nameOf(path)];
      return !(dev === true && exception !== undefined && exception.licence === license);
    })
    .map(([path, { license, dev }]) => `${nameOf(path)}: ${license ?? 'none'}${dev ? ' (dev)' : ''}`);
}

describe('licences of packages', () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));

  it('are those that an MIT program may come with; exceptions are named, and for tests', () => {
    expect(strangers(packages)).toEqual([]);
    expect(Object.keys(packages).length).toBeGreaterThan(100);
  });

  it('would not be let through in what is shipped, without a licence, or under another name', () => {
    const stranger = (path: string, of: Packages[string]) => strangers({ [`node_modules/${path}`]: of });
    expect(stranger('statuspage.io', { license: 'GPL-3.0' })).toEqual(['statuspage.io: GPL-3.0']);
    expect(stranger('a/node_modules/b', { license: 'GPL-3.0', dev: true })).toEqual(['b: GPL-3.0 (dev)']);
    expect(stranger('statuspage.io', { license: 'AGPL-3.0', dev: true })).toHaveLength(1);
    expect(stranger('b', {})).toEqual(['b: none']);
    expect(stranger('toString', { license: 'toString' })).toHaveLength(1);
  });

  it.each(Object.entries(onlyInTests))(
    '%s runs nothing when it is installed, and one file loads it',
    (name, { usedBy }) => {
      expect(packages[`node_modules/${name}`]).toMatchObject({ dev: true });
      const own = Object.entries(packages).filter(([path]) => path.startsWith(`node_modules/${name}`));
      expect(own.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
      const loads = new RegExp(`(from|import|require)\\s*\\(?\\s*['"]${name.replaceAll('.', '\\.')}['"/]`);
      const { tree } = readTree();
      expect(tree.filter((file) => isCode(file) && loads.test(file.text)).map(({ path }) => path)).toEqual([
        usedBy,
      ]);
    },
  );
});
