/**
 * Writes the committed style sheets of the public pages and of the console, and the console's script: `node --import tsx src/web/assets/build.ts`.
 * Run it after a change to a `.scss` file, to a component, to a screen, to `src/web/client`, or to `nhsuk-frontend`; a test says when.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { bundleConsoleScript } from './bundle.ts';
import { compileConsoleStyles, compileStyles } from './compile.ts';

await mkdir(new URL('dist/', import.meta.url), { recursive: true });
for (const [name, text] of [
  ['public.css', await compileStyles()],
  ['console.css', await compileConsoleStyles()],
  ['console.js', await bundleConsoleScript()],
] as const) {
  await writeFile(new URL(`dist/${name}`, import.meta.url), text);
  process.stdout.write(`${name}: ${text.length} bytes, ${brotliCompressSync(text).length} with brotli\n`);
}
