import type { CssNode } from './css-tree.ts';
import { splitAtLevel } from './css-tree.ts';

/** Conditions that every browser since 2020 meets, the ones the design system names as supported included. */
const alwaysTrue = [
  '@supports not (-ms-ime-align: auto)',
  '@supports(margin: max(calc(0px)))',
  '@supports(left: max(calc(0px)))',
  '@supports(outline-width: max(0px))',
  '@supports(forced-color-adjust: auto)',
  '@supports(-webkit-mask-position: initial) or (mask-position: initial)',
];

/**
 * Groups that are dropped: fixes for Internet Explorer, and outlines drawn with `shape()`, which has a fallback in
 * `path()` beside it and is five times as long.
 */
const neverWanted = [/\uFFFD/, /clip-path: shape\(/, /^@media[^,]*-ms-high-contrast/];

/** High contrast mode gives links these colours already; only what it does not reach, such as `fill`, needs a rule. */
const browserDoesIt = /^color:(?:LinkText|VisitedText|ActiveText)$/;

/** Our own print rules set sizes and colours for the whole page at once; these still say something. */
const printKeeps = /^(?:display|page-break|content|border|top)/;

/** Declarations that say nothing inside a group with this prelude. */
function isNeedless(declaration: string, preludes: string): boolean {
  if (preludes.includes('forced-colors') && browserDoesIt.test(declaration)) return true;
  return preludes.includes('print') && !printKeeps.test(declaration);
}

const plainValue = /^[\w-]+:(?!-)[\w#%. -]+$/;
const propertyOf = (declaration: string) => declaration.slice(0, declaration.indexOf(':'));

/**
 * Drops a declaration that a later one of the same rule replaces. A later value with brackets or a vendor's prefix
 * may be unknown to a browser, so the earlier one stays as its fallback.
 */
function withoutReplaced(declarations: readonly string[]): string[] {
  return declarations.filter((declaration, index) => {
    const later = declarations.slice(index + 1);
    if (later.includes(declaration)) return false;
    if (declaration.includes('!important')) return true;
    return !later.some((each) => propertyOf(each) === propertyOf(declaration) && plainValue.test(each));
  });
}

function simplifyRule(node: Extract<CssNode, { kind: 'rule' }>, preludes: string): CssNode[] {
  const kept = splitAtLevel(node.body, ';').filter((declaration) => !isNeedless(declaration, preludes));
  return kept.length === 0 ? [] : [{ ...node, body: withoutReplaced(kept).join(';') }];
}

/**
 * Removes what no browser of today needs, without changing what it shows.
 * @param preludes conditions of the groups around these nodes.
 */
export function simplifyCss(nodes: readonly CssNode[], preludes = ''): CssNode[] {
  return nodes.flatMap((node): CssNode[] => {
    if (node.kind === 'other') return [node];
    if (node.kind === 'rule') return simplifyRule(node, preludes);
    const prelude = node.prelude.replace(/,\s*\(-ms-high-contrast: active\)/, '');
    if (neverWanted.some((pattern) => pattern.test(prelude))) return [];
    const children = simplifyCss(node.children, preludes + prelude);
    if (alwaysTrue.includes(prelude)) return children;
    return children.length === 0 ? [] : [{ ...node, prelude, children }];
  });
}
