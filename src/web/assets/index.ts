import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A file that public pages link to. Its path changes with its content, so it may be kept for ever. */
export interface Asset {
  /** Path below the site's root, with a hash of the content. */
  path: string;
  body: Buffer;
  contentType: string;
}

/**
 * Reads the built files from the checkout. The first is the style sheet; the second copies texts with one press; the third keeps what a
 * practice types into its form.
 */
export function loadAssets(): [Asset, Asset, Asset] {
  const style = readFileSync(new URL('dist/public.css', import.meta.url));
  const copy = readFileSync(new URL('../public/pack/copy.js', import.meta.url));
  const draft = readFileSync(new URL('../public/recovery/draft.js', import.meta.url));
  return [
    hashed(style, '/assets/public', 'css'),
    hashed(copy, '/assets/copy', 'js'),
    hashed(draft, '/assets/draft', 'js'),
  ];
}

/** The script that keeps a status on somebody else's page up to date. Its address never changes. */
export const loadEmbedScript = (): string =>
  readFileSync(new URL('../public/embed/embed.js', import.meta.url), 'utf8');

/**
 * What the console needs: its style sheet, its own script, the script that keeps its screens live, which that one loads,
 * and the one that speaks to passkeys, for the pages that need it.
 */
export function loadConsoleAssets(): { stylesheet: Asset; script: Asset; turbo: Asset; passkeys: Asset } {
  const read = (file: string): Buffer => readFileSync(new URL(file, import.meta.url));
  const ofConsole = (body: Buffer, name: string, kind: 'css' | 'js'): Asset =>
    hashed(body, `/console/assets/${name}`, kind);
  const turbo = ofConsole(
    readFileSync(createRequire(import.meta.url).resolve('@hotwired/turbo/dist/turbo.es2017-esm.js')),
    'turbo',
    'js',
  );
  const own = Buffer.concat([
    Buffer.from(`import ${JSON.stringify(turbo.path)};\n`),
    read('dist/console.js'),
  ]);
  return {
    stylesheet: ofConsole(read('dist/console.css'), 'console', 'css'),
    script: ofConsole(own, 'console', 'js'),
    turbo,
    passkeys: ofConsole(read('passkey.js'), 'passkey', 'js'),
  };
}

const contentTypes = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

function hashed(body: Buffer, name: string, kind: keyof typeof contentTypes): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path: `${name}.${hash}.${kind}`, body, contentType: contentTypes[kind] };
}
