import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reviewReference } from './reference.ts';

await writeFile(join(import.meta.dirname, '../../docs/reference/review.md'), reviewReference());
