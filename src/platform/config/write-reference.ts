import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsReference } from './reference.ts';

await writeFile(join(import.meta.dirname, '../../../docs/reference/settings.md'), settingsReference());
