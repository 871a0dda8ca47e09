import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPermissions } from './console.ts';
import { permissionsReference } from './permissions.ts';
import { verbReference } from './reference.ts';

const folder = join(import.meta.dirname, '../../docs/reference');
await writeFile(join(folder, 'verbs.md'), verbReference());
await writeFile(join(folder, 'permissions.md'), permissionsReference(await readPermissions()));
