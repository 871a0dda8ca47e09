import type { Token } from 'markdown-it';
import { markdown, parseMarkdown } from './parser.ts';

export interface MarkdownOptions {
  /** The level of the heading that the text stands under; its own headings begin one below. 2 when not given. */
  headingLevel?: number;
}

const classes: Readonly<Record<string, string>> = {
  bullet_list_open: 'nhsuk-list nhsuk-list--bullet',
  ordered_list_open: 'nhsuk-list nhsuk-list--number',
  table_open: 'nhsuk-table',
  thead_open: 'nhsuk-table__head',
  tbody_open: 'nhsuk-table__body',
  tr_open: 'nhsuk-table__row',
  th_open: 'nhsuk-table__header',
  td_open: 'nhsuk-table__cell',
};

/**
 * Markdown to HTML that is safe to put in a page: raw HTML is escaped, links go only to the web, mail, telephone or
 * this site. Headings keep their order but not their numbers: the highest that is used comes one below
 * `headingLevel`, without gaps, so that the page's outline holds (h6 at most). Lists and tables carry NHS classes.
 */
export function renderMarkdown(text: string, options: MarkdownOptions = {}): string {
  const tokens = parseMarkdown(text);
  shiftHeadings(tokens, options.headingLevel ?? 2);
  for (const token of tokens) {
    const name = classes[token.type];
    if (name !== undefined) token.attrSet('class', name);
    // Alignment comes as a style attribute, which a strict content security policy refuses.
    if (token.type === 'th_open' || token.type === 'td_open') dropAttribute(token, 'style');
    if (token.type === 'th_open') token.attrSet('scope', 'col');
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

const isHeading = (token: Token): boolean => token.type === 'heading_open' || token.type === 'heading_close';

function shiftHeadings(tokens: readonly Token[], headingLevel: number): void {
  const headings = tokens.filter(isHeading);
  const used = [...new Set(headings.map((token) => token.tag))].sort();
  for (const token of headings) token.tag = `h${Math.min(6, headingLevel + 1 + used.indexOf(token.tag))}`;
}

function dropAttribute(token: Token, name: string): void {
  token.attrs = token.attrs?.filter(([key]) => key !== name) ?? null;
}
