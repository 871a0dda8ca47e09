import ts from 'typescript';
import { isCode, lineOf, parse, visit } from '../syntax.ts';
import type { Tree, TreeFile } from '../tree.ts';
import { lineAt, type Violation } from '../violation.ts';

/** `any`, and comments that silence the compiler, turn the strictest settings off for everything they touch. */
export function weakTypes(tree: Tree): Violation[] {
  return tree.filter(isCode).flatMap((file) => [...explicitAny(file), ...silencedCompiler(file)]);
}

function explicitAny(file: TreeFile): Violation[] {
  const found: Violation[] = [];
  visit(file, (node) => {
    if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
    found.push({
      path: file.path,
      line: lineOf(node),
      message: 'uses any: say unknown and parse it, or name the type.',
    });
  });
  return found;
}

function silencedCompiler(file: TreeFile): Violation[] {
  const texts = literalSpans(file);
  const found: Violation[] = [];
  for (const match of file.text.matchAll(/@ts-(ignore|nocheck|expect-error)([^\n]*)/g)) {
    if (texts.some(([from, to]) => match.index >= from && match.index < to)) continue;
    const [, kind, rest = ''] = match;
    if (kind === 'expect-error' && /\w{3}/.test(rest)) continue;
    const message =
      kind === 'expect-error'
        ? 'gives no reason.'
        : 'hides whatever comes later: use @ts-expect-error with a reason.';
    found.push({ path: file.path, line: lineAt(file.text, match.index), message: `@ts-${kind} ${message}` });
  }
  return found;
}

/** Where strings and templates stand: what they hold is no comment. */
function literalSpans(file: TreeFile): [number, number][] {
  const spans: [number, number][] = [];
  visit(file, (node) => {
    const literal =
      ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node);
    if (literal || ts.isJsxText(node)) spans.push([node.getStart(parse(file)), node.getEnd()]);
  });
  return spans;
}
