import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/reference/security.md names tests that exist, and at least one for each thing that is tried', async () => {
  const page = await read('docs/reference/security.md');
  const files = [...page.matchAll(/`((?:src|test)\/[\w/.-]+\.test\.tsx?)`/g)].map(([, path = '']) => path);
  const tests = (await Promise.all(files.map(read))).join('\n').replaceAll("\\'", "'");
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what is tried'));
  const namedIn = (row: string) => [...row.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
  const missing = rows.flatMap(namedIn).filter((name) => !tests.includes(name));
  expect(missing).toEqual([]);
});
