import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verbReference } from './reference.ts';
import { allVerbs } from './verbs.ts';

it('the reference of verbs is up to date (npx tsx src/app/write-reference.ts)', async () => {
  const written = await readFile(join(import.meta.dirname, '../../docs/reference/verbs.md'), 'utf8');
  expect(written).toBe(verbReference());
});

it('no two verbs share a name, and each has a sentence', () => {
  const names = allVerbs.map((verb) => verb.name);
  expect(new Set(names).size).toBe(names.length);
  for (const verb of allVerbs) expect(verb.summary.length, verb.name).toBeGreaterThan(10);
});
