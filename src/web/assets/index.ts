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

/** Reads the built files from the checkout. The first is the style sheet. */
export function loadAssets(): [Asset, ...Asset[]] {
  const body = readFileSync(new URL('dist/public.css', import.meta.url));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return [{ path: `/assets/public.${hash}.css`, body, contentType: 'text/css; charset=utf-8' }];
}

/**
 * What the console needs: its style sheet, its own script, the script that keeps its screens live, which that one loads,
 * and the one that speaks to passkeys, for the pages that need it.
 */
export function loadConsoleAssets(): { stylesheet: Asset; script: Asset; turbo: Asset; passkeys: Asset } {
  const read = (file: string): Buffer => readFileSync(new URL(file, import.meta.url));
  const turbo = hashed(
    readFileSync(createRequire(import.meta.url).resolve('@hotwired/turbo/dist/turbo.es2017-esm.js')),
    'turbo',
    'js',
  );
  const own = Buffer.concat([
    Buffer.from(`import ${JSON.stringify(turbo.path)};\n`),
    read('dist/console.js'),
  ]);
  return {
    stylesheet: hashed(read('dist/console.css'), 'console', 'css'),
    script: hashed(own, 'console', 'js'),
    turbo,
    passkeys: hashed(read('passkey.js'), 'passkey', 'js'),
  };
}

const contentTypes = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

function hashed(body: Buffer, name: string, kind: keyof typeof contentTypes): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path: `/console/assets/${name}.${hash}.${kind}`, body, contentType: contentTypes[kind] };
}
