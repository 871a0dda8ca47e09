import ts from 'typescript';
import { isTest, lineOf, parse, visit } from './syntax.ts';
import type { Tree, TreeFile } from './tree.ts';

export interface Sized {
  name: string;
  lines: number;
}

export interface Spread {
  median: number;
  p90: number;
  max: number;
}

export interface Measures {
  /** Lines of test code among all lines of TypeScript, 0 to 1. */
  testShare: number;
  /** Shipped files (`src/` without tests), in lines. */
  files: Spread;
  /** Named functions and methods of shipped files, in lines; callbacks count inside the function that holds them. */
  functions: Spread;
  longestFiles: Sized[];
  longestFunctions: Sized[];
}

/** Size figures of the tree's TypeScript; hints for readers, not limits. */
export function measure(tree: Tree, options: { top: number }): Measures {
  const code = tree.filter(({ path }) => /\.tsx?$/.test(path) && /^(src|test)\//.test(path));
  const shipped = code.filter(({ path }) => !isTest(path));
  const files = shipped.map((file) => ({ name: file.path, lines: countLines(file.text) }));
  const functions = shipped.flatMap(functionsOf);
  return {
    testShare: share(code),
    files: spread(files),
    functions: spread(functions),
    longestFiles: longest(files, options.top),
    longestFunctions: longest(functions, options.top),
  };
}

/** The measures as a table like the one in the style guide, and the longest functions and files. */
export function describeMeasures(measures: Measures): string {
  const row = ({ median, p90, max }: Spread): string => `${median} / ${p90} / ${max}`;
  const list = (items: readonly Sized[]): string =>
    items.map(({ name, lines }) => `  ${lines}  ${name}`).join('\n');
  return [
    'test share | file median / p90 / max | function median / p90 / max',
    `${Math.round(measures.testShare * 100)}% | ${row(measures.files)} | ${row(measures.functions)}`,
    `Longest functions:\n${list(measures.longestFunctions)}`,
    `Longest files:\n${list(measures.longestFiles)}`,
  ].join('\n');
}

/** Median, 90th percentile (nearest rank) and maximum; zeros for nothing. */
export function spread(items: readonly Sized[]): Spread {
  const lines = items.map((item) => item.lines).sort((a, b) => a - b);
  const rank = (portion: number): number => lines[Math.max(0, Math.ceil(portion * lines.length) - 1)] ?? 0;
  return { median: rank(0.5), p90: rank(0.9), max: rank(1) };
}

/** Functions with a name and a body: declarations, methods, and arrow functions given to a name or a property. */
export function functionsOf(file: TreeFile): Sized[] {
  const found: Sized[] = [];
  visit(file, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const name = functionName(node);
    if (name) found.push({ name: `${name} (${file.path}:${lineOf(node)})`, lines: lineSpan(file, node) });
  });
  return found;
}

function functionName(node: ts.SignatureDeclaration): string | undefined {
  if (node.name) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const holder = node.parent;
  return ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)
    ? holder.name.getText()
    : undefined;
}

function lineSpan(file: TreeFile, node: ts.Node): number {
  const end = parse(file).getLineAndCharacterOfPosition(node.getEnd()).line + 1;
  return end - lineOf(node) + 1;
}

function share(code: Tree): number {
  const lines = (files: Tree): number => files.reduce((sum, { text }) => sum + countLines(text), 0);
  const all = lines(code);
  return all === 0 ? 0 : lines(code.filter(({ path }) => isTest(path))) / all;
}

const countLines = (text: string): number => (text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);

const longest = (items: readonly Sized[], top: number): Sized[] =>
  [...items].sort((a, b) => b.lines - a.lines).slice(0, top);
