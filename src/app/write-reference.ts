import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verbReference } from './reference.ts';

await writeFile(join(import.meta.dirname, '../../docs/reference/verbs.md'), verbReference());
