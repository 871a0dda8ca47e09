import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiFiles } from '#api';
import { allVerbs } from './verbs.ts';

const root = join(import.meta.dirname, '../..');
for (const { path, text } of await apiFiles(root, allVerbs)) await writeFile(join(root, path), text);
