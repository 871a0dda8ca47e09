import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allRoles } from '#platform/auth';
import { readPermissions } from './console.ts';
import { permissionsReference } from './permissions.ts';
import { allVerbs } from './verbs.ts';

describe('permissions', () => {
  it('are written down as the program has them (npx tsx src/app/write-reference.ts)', async () => {
    const written = await readFile(join(import.meta.dirname, '../../docs/reference/permissions.md'), 'utf8');
    expect(written).toBe(permissionsReference(await readPermissions()));
  });

  it.each(allVerbs.map(({ name }) => name))('%s refuses an actor without a role, in words', async (name) => {
    const permission = (await readPermissions()).get(name);
    expect(permission?.sentence).not.toBe('Anyone may do this');
    expect(permission?.roles.length).toBeGreaterThan(0);
    expect(permission?.roles.length).toBeLessThan(allRoles.length);
  });

  it('let no role do everything', async () => {
    const permissions = [...(await readPermissions()).values()];
    for (const role of allRoles) {
      const refused = permissions.filter(({ roles }) => !roles.includes(role));
      expect(refused.length, role).toBeGreaterThan(0);
    }
  });

  it('keep a data feed to its feeds', async () => {
    const permissions = [...(await readPermissions()).values()];
    const feeds = permissions.filter(({ roles }) => roles.includes('intake')).map(({ verb }) => verb);
    expect(feeds.sort()).toEqual([
      'call.import',
      'estate.import',
      'estate.set-attribute',
      'message.bounce',
      'message.receipt',
    ]);
  });
});
