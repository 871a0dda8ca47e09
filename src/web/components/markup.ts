import type { Child } from 'hono/jsx';

/** Anything a component may show: text (escaped) or elements. Not `undefined`, so that a gap is chosen, not forgotten. */
export type Content = Exclude<Child, null | undefined | boolean>;

/** What every component accepts. `classes` are added after the component's own. */
export interface CommonOptions {
  id?: string | undefined;
  classes?: string | undefined;
}

/** A piece of text that leads somewhere. */
export interface TextLink {
  text: Content;
  href: string;
}

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;
export type HeadingTag = `h${HeadingLevel}`;

/** Joins class names, leaving out the ones switched off. */
export function classNames(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

export function headingTag(level: HeadingLevel): HeadingTag {
  return `h${level}`;
}

const allowedScheme = /^(?:https?:|mailto:|tel:)/i;
const anyScheme = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Returns `href` when a public page may link to it: relative, or http, https, mailto, tel.
 * Anything else becomes `#`. Links arrive from suppliers' feeds and from Markdown, and escaping alone
 * does not stop `javascript:`.
 */
export function safeHref(href: string): string {
  // Browsers drop control characters and leading spaces before they read the scheme; so do we.
  const seen = [...href].filter((character) => character > ' ' && character !== '\u007f').join('');
  return anyScheme.test(seen) && !allowedScheme.test(seen) ? '#' : href;
}
