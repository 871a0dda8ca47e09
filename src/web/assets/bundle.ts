import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The entry of the console's own script; what it imports goes into the one file. */
const entry = '../client/main.ts';

/**
 * Bundles the console's own script.
 * @returns UTF-8 text, the same for the same sources.
 */
export async function bundleConsoleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
  });
  return outputFiles[0]?.text ?? '';
}
