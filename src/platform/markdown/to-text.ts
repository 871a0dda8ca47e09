import type { Token } from 'markdown-it';
import { parseMarkdown } from './parser.ts';

/**
 * Markdown to plain text for feeds, mail and terminals: paragraphs apart by a blank line, lists with `-` or numbers
 * and indented, a link's address in brackets after its words. Holds no control characters but line feeds and tabs.
 */
export function markdownToText(text: string): string {
  const blocks: { text: string; inList: boolean }[] = [];
  const lists: List[] = [];
  let marker = '';
  for (const token of parseMarkdown(text)) {
    if (token.type === 'bullet_list_open') lists.push({ next: undefined });
    if (token.type === 'ordered_list_open') lists.push({ next: Number(token.attrGet('start') ?? 1) });
    if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') lists.pop();
    if (token.type === 'list_item_open') marker = nextMarker(lists);
    const written = blockText(token);
    if (written === undefined) continue;
    blocks.push({ text: indent(written, marker, lists.length), inList: lists.length > 0 });
    marker = '';
  }
  return joinBlocks(blocks);
}

interface List {
  /** The number of the next item; undefined for bullets. */
  next: number | undefined;
}

function nextMarker(lists: readonly List[]): string {
  const list = lists.at(-1);
  if (list?.next === undefined) return '- ';
  list.next += 1;
  return `${list.next - 1}. `;
}

/** What a block says, or undefined for the tokens that only open and close. */
function blockText(token: Token): string | undefined {
  if (token.type === 'inline') return inlineText(token.children ?? []);
  if (token.type === 'fence' || token.type === 'code_block') return token.content.trimEnd();
  return undefined;
}

function inlineText(children: readonly Token[]): string {
  let text = '';
  const links: { href: string; from: number }[] = [];
  for (const token of children) {
    if (token.type === 'link_open')
      links.push({ href: String(token.attrGet('href') ?? ''), from: text.length });
    else if (token.type === 'link_close') text += linkTail(links.pop(), text);
    else if (token.type === 'hardbreak') text += '\n';
    else if (token.type === 'softbreak') text += ' ';
    else text += token.content;
  }
  return text;
}

/** The address in brackets, unless the words of the link are the address. */
function linkTail(link: { href: string; from: number } | undefined, text: string): string {
  const href = link?.href.replace(/^(?:mailto|tel):/, '') ?? '';
  return href === '' || text.slice(link?.from) === href ? '' : ` (${href})`;
}

function indent(text: string, marker: string, depth: number): string {
  const margin = '  '.repeat(Math.max(0, depth - 1));
  const hanging = depth === 0 ? '' : ' '.repeat(Math.max(2, marker.length));
  const [first = '', ...rest] = text.split('\n');
  const lead = depth > 0 && marker === '' ? hanging : marker;
  return [`${margin}${lead}${first}`, ...rest.map((line) => `${margin}${hanging}${line}`)].join('\n');
}

/** Items of a list follow each other line by line; everything else has a blank line between. */
function joinBlocks(blocks: readonly { text: string; inList: boolean }[]): string {
  let joined = '';
  for (const [index, block] of blocks.entries()) {
    if (index > 0) joined += block.inList && blocks[index - 1]?.inList ? '\n' : '\n\n';
    joined += block.text;
  }
  return joined;
}
