import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimsReference } from './reference.ts';

await writeFile(join(import.meta.dirname, '../../docs/reference/claims.md'), claimsReference());
