import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { reviewReference } from './reference.ts';

it('docs/reference/review.md is what the tables say', async () => {
  const written = await readFile(new URL('../../docs/reference/review.md', import.meta.url), 'utf8');
  expect(written, 'run `npx tsx src/review/write-reference.ts`').toBe(reviewReference());
});
