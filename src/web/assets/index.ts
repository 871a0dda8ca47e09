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
 * What the console links to: its style sheet, the script that keeps its screens live, and the one that speaks to
 * passkeys, for the pages that need it.
 */
export function loadConsoleAssets(): { stylesheet: Asset; script: Asset; passkeys: Asset } {
  const turbo = createRequire(import.meta.url).resolve('@hotwired/turbo/dist/turbo.es2017-esm.js');
  return {
    stylesheet: hashed(readFileSync(new URL('dist/console.css', import.meta.url)), 'console', 'css'),
    script: hashed(readFileSync(turbo), 'turbo', 'js'),
    passkeys: hashed(readFileSync(new URL('passkey.js', import.meta.url)), 'passkey', 'js'),
  };
}

const contentTypes = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

function hashed(body: Buffer, name: string, kind: keyof typeof contentTypes): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { path: `/console/assets/${name}.${hash}.${kind}`, body, contentType: contentTypes[kind] };
}
