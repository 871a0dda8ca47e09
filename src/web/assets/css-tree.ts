/** One piece of a style sheet, in order. Texts are kept as they were; only what is inside braces is taken apart. */
export type CssNode =
  | { kind: 'rule'; selectors: readonly string[]; body: string }
  | { kind: 'group'; prelude: string; children: readonly CssNode[] }
  | { kind: 'other'; text: string };

/** At-rules that hold rules. Others, such as `@font-face`, are kept whole. */
const grouping = /^@(?:media|supports|container|layer)\b/;

/** Index just after the string that opens at `start`. */
function afterString(css: string, start: number): number {
  const quote = css[start];
  let index = start + 1;
  while (index < css.length && css[index] !== quote) index += css[index] === '\\' ? 2 : 1;
  return index + 1;
}

/**
 * Index of the first of `wanted` at this level: outside strings, brackets and braces. Length of `css` if none.
 */
function findAtLevel(css: string, start: number, wanted: string): number {
  let depth = 0;
  let index = start;
  while (index < css.length) {
    const character = css[index] ?? '';
    if (depth === 0 && wanted.includes(character)) return index;
    if (character === '"' || character === "'") {
      index = afterString(css, index);
      continue;
    }
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    index += 1;
  }
  return css.length;
}

/** Splits at a separator that is not inside brackets or strings; empty parts are left out. */
export function splitAtLevel(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = findAtLevel(text, start, separator);
    parts.push(text.slice(start, end).trim());
    start = end + 1;
  }
  return parts.filter((part) => part !== '');
}

function toNode(prelude: string, body: string): CssNode {
  if (grouping.test(prelude)) return { kind: 'group', prelude, children: parseCss(body) };
  if (prelude.startsWith('@')) return { kind: 'other', text: `${prelude}{${body}}` };
  return { kind: 'rule', selectors: splitAtLevel(prelude, ','), body };
}

/** Takes apart a style sheet without comments, as `sass` writes it in its compressed style. */
export function parseCss(css: string): CssNode[] {
  const nodes: CssNode[] = [];
  let start = 0;
  while (start < css.length) {
    const end = findAtLevel(css, start, '{;');
    const prelude = css.slice(start, end).trim();
    if (css[end] === '{') {
      const close = findAtLevel(css, end + 1, '}');
      nodes.push(toNode(prelude, css.slice(end + 1, close)));
      start = close + 1;
    } else {
      if (prelude !== '') nodes.push({ kind: 'other', text: `${prelude};` });
      start = end + 1;
    }
  }
  return nodes;
}

/** Writes a style sheet without white space. */
export function writeCss(nodes: readonly CssNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'rule') return `${node.selectors.join(',')}{${node.body}}`;
      return node.kind === 'group' ? `${node.prelude}{${writeCss(node.children)}}` : node.text;
    })
    .join('');
}
