/**
 * Writes the committed style sheet of the public pages: `node --import tsx src/web/assets/build.ts`.
 * Run it after a change to `public.scss`, to a component, or to `nhsuk-frontend`; a test says when.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { compileStyles } from './compile.ts';

const css = await compileStyles();
await mkdir(new URL('dist/', import.meta.url), { recursive: true });
await writeFile(new URL('dist/public.css', import.meta.url), css);
process.stdout.write(`public.css: ${css.length} bytes, ${brotliCompressSync(css).length} with brotli\n`);
