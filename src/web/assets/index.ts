import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

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
