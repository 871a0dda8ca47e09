import type { PageOptions } from './page.tsx';
import { Page } from './page.tsx';

/**
 * Renders a whole document.
 * @returns HTML with its doctype. Components never wait, so this is a string and not a promise.
 */
export function renderPage(options: PageOptions): string {
  return `<!DOCTYPE html>${(<Page {...options} />).toString()}`;
}
