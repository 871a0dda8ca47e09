import type { CssNode } from './css-tree.ts';

/** Class names that the markup can contain. A prefix stands for every name that begins with it. */
export interface UsedClasses {
  names: ReadonlySet<string>;
  prefixes: readonly string[];
}

const classInSource = /(?:nhsuk|allclear)-[a-z0-9_-]*(\$\{)?/g;

/**
 * Finds the class names written in source texts. A name cut short by `${` is a prefix. Class names must therefore
 * be written whole or begin whole: `nhsuk-tag--${colour}` is seen, `${base}--numeric` is not.
 */
export function findUsedClasses(sources: readonly string[]): UsedClasses {
  const names = new Set<string>();
  const prefixes = new Set<string>();
  for (const [found = '', cut] of sources.flatMap((source) => [...source.matchAll(classInSource)])) {
    if (cut) prefixes.add(found.slice(0, -2));
    else names.add(found);
  }
  return { names, prefixes: [...prefixes] };
}

/** Whether the markup can contain this class. */
export function isUsed(used: UsedClasses, name: string): boolean {
  return used.names.has(name) || used.prefixes.some((prefix) => name.startsWith(prefix));
}

const className = /\.(-?[a-z_][\w-]*)/gi;
const negation = /:not\([^()]*(?:\([^()]*\)[^()]*)*\)/g;

/** Cuts out `:is(…)` and `:where(…)`, whose branches are alternatives and need not all be used. */
const alternatives = /:(?:is|where)\([^()]*(?:\([^()]*\)[^()]*)*\)/g;

/** A selector can match only when every class it asks for can occur. What it excludes does not matter. */
function canMatch(selector: string, isKept: (name: string) => boolean): boolean {
  const asked = selector.replace(negation, '').replace(alternatives, '');
  return [...asked.matchAll(className)].every(([, name = '']) => isKept(name));
}

/**
 * Drops selectors that ask for a class `isKept` refuses or that `isWanted` refuses, then rules and groups left
 * empty. The order of what remains does not change, so the cascade does not.
 */
export function purgeCss(
  nodes: readonly CssNode[],
  isKept: (className: string) => boolean,
  isWanted: (selector: string) => boolean = () => true,
): CssNode[] {
  return nodes.flatMap((node): CssNode[] => {
    if (node.kind === 'other') return [node];
    if (node.kind === 'group') {
      const children = purgeCss(node.children, isKept, isWanted);
      return children.length === 0 ? [] : [{ ...node, children }];
    }
    const selectors = node.selectors.filter((selector) => canMatch(selector, isKept) && isWanted(selector));
    return selectors.length === 0 ? [] : [{ ...node, selectors }];
  });
}

/** Joins neighbouring groups with the same condition, and neighbouring rules with the same selectors. */
export function joinNeighbours(nodes: readonly CssNode[]): CssNode[] {
  const joined: CssNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.kind === 'group' && last?.kind === 'group' && last.prelude === node.prelude) {
      joined[joined.length - 1] = { ...last, children: joinNeighbours([...last.children, ...node.children]) };
    } else if (
      node.kind === 'rule' &&
      last?.kind === 'rule' &&
      String(last.selectors) === String(node.selectors)
    ) {
      joined[joined.length - 1] = { ...last, body: `${last.body};${node.body}` };
    } else {
      joined.push(node.kind === 'group' ? { ...node, children: joinNeighbours(node.children) } : node);
    }
  }
  return joined;
}
