import MarkdownIt, { type Token } from 'markdown-it';

/**
 * One parser for pages and for plain text. Raw HTML stays text. Images are off: pages carry nothing that has to be
 * fetched from elsewhere, least of all over a failing network.
 */
export const markdown = MarkdownIt({
  html: false,
  linkify: false,
  typographer: false,
  breaks: false,
}).disable(['image']);

const allowedScheme = /^(?:https?|mailto|tel):/i;
// No colon before the path: what has one is a scheme, or is taken for one.
const withinSite = /^[^:/?#]*(?:[/?#]|$)/;
// `//host` and a backslash leave the site as surely as a scheme does; browsers drop encoded controls.
const leavesSite = /^\/\/|\\|%5c|%[01][0-9a-f]/i;

/** Web, mail and telephone links, and links within the site; a link that is refused stays as the text it was. */
markdown.validateLink = (url) => {
  const target = url.trim();
  return allowedScheme.test(target) || (withinSite.test(target) && !leavesSite.test(target));
};

// Control characters move a terminal's cursor and are illegal in a feed; the directional ones reorder what is read.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Parses Markdown into markdown-it's tokens, after taking out what no reader should be sent. */
export function parseMarkdown(text: string): Token[] {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replace(unprintable, (found) => (/[\n\t]/.test(found) ? found : ''));
  return markdown.parse(clean, {});
}
