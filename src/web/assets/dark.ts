import type { CssNode } from './css-tree.ts';
import { splitAtLevel } from './css-tree.ts';

// The design system has no dark theme. Ours is made from its own sheet: every declaration that has to do with colour is
// written a second time, in the same order, with the colours of the dark theme. So nothing is forgotten and every rule
// still wins over the same others. docs/decisions/0008-dark-theme.md says why.

type Role = 'ink' | 'paper' | 'line';

/** Each colour of the design system in the dark, by what it is used for. A colour that is not named stays as it is. */
const dark: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  ink: {
    '#212b32': '#eef2f4',
    '#4c6272': '#b8c4cb',
    '#768692': '#a3b0b8',
    '#005eb8': '#8cc4ff',
    '#003087': '#cfe5ff',
    '#002f5c': '#cfe5ff',
    '#330072': '#cdb8ff',
    '#7c2855': '#ff9fcf',
    '#d5281b': '#ff9389',
    '#007f3b': '#7fe0a5',
    '#000': '#fff',
  },
  paper: {
    '#fff': '#1e272e',
    '#f0f4f5': '#10161a',
    '#d8dde0': '#2b363e',
    '#dbe0e3': '#2b363e',
    '#e0e4e6': '#2b363e',
    '#e8edee': '#2b363e',
    '#fff9c4': '#332e17',
    // A secondary button under the pointer.
    '#d9e7f4': '#24384a',
    '#c7dcef': '#2d465c',
    '#ccdff1': '#2d465c',
    '#d9d9d9': '#2b363e',
    '#b3b3b3': '#3a464f',
  },
  line: {
    '#212b32': '#eef2f4',
    '#4c6272': '#b8c4cb',
    '#768692': '#a3b0b8',
    '#aeb7bd': '#5f6e78',
    '#d8dde0': '#46545e',
    '#005eb8': '#8cc4ff',
    '#d5281b': '#ff9389',
    '#007f3b': '#7fe0a5',
    '#ffeb3b': '#ffeb3b',
  },
};

const inks = /^(?:color|fill|stroke|text-decoration|text-decoration-color|-webkit-text-fill-color)$/;
const papers = /^background(?:-color|-image)?$/;
const lines = /^(?:border(?!-(?:radius|collapse|spacing|.*-radius))[\w-]*|outline(?:-color)?|box-shadow)$/;

function roleOf(property: string): Role | undefined {
  if (inks.test(property)) return 'ink';
  if (papers.test(property)) return 'paper';
  return lines.test(property) ? 'line' : undefined;
}

/** What has the focus is black on yellow in any light; tags and solid buttons carry their own paper. */
const keepsItsColours =
  /:focus|:active|nhsuk-tag|nhsuk-skip-link|allclear-chart|nhsuk-button(?!--secondary)(?![\w-]*secondary)/;
/** A rule for what has not the focus is not one for what has. */
const isKept = (selector: string): boolean => keepsItsColours.test(selector.replace(/:not\([^)]*\)/g, ''));
const yellowPaper = /background(?:-color)?:#ffeb3b/;

/** Groups in which colours are not ours to choose, or which are about paper. */
const notOnDarkScreens = /forced-colors|print/;

function darkBody(body: string, keeps: boolean): string {
  return splitAtLevel(body, ';')
    .flatMap((declaration) => {
      const at = declaration.indexOf(':');
      const role = roleOf(declaration.slice(0, at));
      if (role === undefined) return [];
      if (keeps) return [declaration];
      return [
        declaration.replace(/#[0-9a-f]{3,6}\b/gi, (colour) => dark[role][colour.toLowerCase()] ?? colour),
      ];
    })
    .join(';');
}

function darkNodes(nodes: readonly CssNode[]): CssNode[] {
  return nodes.flatMap((node): CssNode[] => {
    if (node.kind === 'other') return [];
    if (node.kind === 'group') {
      if (notOnDarkScreens.test(node.prelude)) return [];
      const children = darkNodes(node.children);
      return children.length === 0 ? [] : [{ ...node, children }];
    }
    return [false, true].flatMap((keeps): CssNode[] => {
      const selectors = node.selectors.filter((selector) => isKept(selector) === keeps);
      if (selectors.length === 0) return [];
      const body = darkBody(node.body, keeps || yellowPaper.test(node.body));
      return body === '' ? [] : [{ kind: 'rule', selectors, body }];
    });
  });
}

/** The dark theme of a whole sheet, to stand behind it: in force where people have chosen dark screens. */
export const darkTheme = (nodes: readonly CssNode[]): CssNode => ({
  kind: 'group',
  prelude: '@media (prefers-color-scheme: dark)',
  children: [{ kind: 'rule', selectors: [':root'], body: 'color-scheme:dark' }, ...darkNodes(nodes)],
});
