import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBody, claimCatalogue } from './core/catalogue.ts';
import { claimsReference } from './reference.ts';

describe('the claims reference', () => {
  it('is up to date (to write it anew: npx tsx src/publishing/write-reference.ts)', async () => {
    const kept = await readFile(join(import.meta.dirname, '../../docs/reference/claims.md'), 'utf8');
    expect(kept).toBe(claimsReference());
  });

  it.each(claimCatalogue.map((claim) => [claim.key, claim] as const))(
    'shows a sentence for %s that can be used as it stands',
    (key, claim) => {
      const { tokens, faults } = checkBody(claim.sentence);
      expect(faults).toEqual([]);
      expect(tokens.map(({ token }) => token.key)).toEqual([key]);
    },
  );

  it('has every claim in the algorithms', async () => {
    const text = await readFile(join(import.meta.dirname, '../../docs/algorithms/claims.md'), 'utf8');
    for (const { key } of claimCatalogue) expect(text).toContain(`## ${key}\n`);
  });
});
