/**
 * Writes the committed style sheets of the public pages and of the console: `node --import tsx src/web/assets/build.ts`.
 * Run it after a change to a `.scss` file, to a component, to a screen, or to `nhsuk-frontend`; a test says when.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { compileConsoleStyles, compileStyles } from './compile.ts';

await mkdir(new URL('dist/', import.meta.url), { recursive: true });
for (const [name, css] of [
  ['public.css', await compileStyles()],
  ['console.css', await compileConsoleStyles()],
] as const) {
  await writeFile(new URL(`dist/${name}`, import.meta.url), css);
  process.stdout.write(`${name}: ${css.length} bytes, ${brotliCompressSync(css).length} with brotli\n`);
}
