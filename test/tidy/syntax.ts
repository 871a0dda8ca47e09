import ts from 'typescript';
import type { TreeFile } from './tree.ts';

/** An import, a re-export, a type import or a dynamic import, as written. */
export interface Import {
  specifier: string;
  line: number;
  /** True when the compiler erases it: nothing is loaded at run time. */
  typeOnly: boolean;
}

const parsed = new WeakMap<TreeFile, ts.SourceFile>();

export const isCode = (file: TreeFile): boolean => /\.(tsx?|m?js)$/.test(file.path);

/** Test code: tests, what stands under `test/`, and material that only tests use (`test-support.ts` beside them). */
export const isTest = (path: string): boolean =>
  path.startsWith('test/') || /\.test\.tsx?$/.test(path) || /(^|\/)test-support\.tsx?$/.test(path);

/** The syntax tree of a file; parsed once. */
export function parse(file: TreeFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

/** Calls `look` on every node of a file. */
export function visit(file: TreeFile, look: (node: ts.Node) => void): void {
  const down = (node: ts.Node): void => {
    look(node);
    ts.forEachChild(node, down);
  };
  down(parse(file));
}

/** The line, from 1, on which a node begins. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** Everything a file imports, in the order written. */
export function importsOf(file: TreeFile): Import[] {
  const found: Import[] = [];
  visit(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier) found.push({ specifier: specifier.text, line: lineOf(node), typeOnly: isErased(node) });
  });
  return found;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  let named: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) named = node.argument.literal;
  else if (ts.isExternalModuleReference(node)) named = node.expression;
  else if (ts.isCallExpression(node) && isLoader(node.expression)) named = node.arguments[0];
  return named && ts.isStringLiteralLike(named) ? named : undefined;
}

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function isErased(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || allTypes(node.exportClause);
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const clause = node.importClause;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  return clause.name === undefined && allTypes(clause.namedBindings);
}

/** `{ type A, type B }`: each name is a type. */
function allTypes(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (!names || !(ts.isNamedImports(names) || ts.isNamedExports(names)) || names.elements.length === 0)
    return false;
  return names.elements.every((element) => element.isTypeOnly);
}

/** `a.b` as text when it is a plain chain of names, otherwise undefined. */
export function dottedName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const left = dottedName(node.expression);
  return left && `${left}.${node.name.text}`;
}

/** The SQL of a template written with Kysely's `sql` tag, each value in it as `?`, or undefined for any other node. */
export function sqlText(node: ts.Node): string | undefined {
  if (!ts.isTaggedTemplateExpression(node) || dottedName(node.tag) !== 'sql') return undefined;
  const { template } = node;
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return [template.head.text, ...template.templateSpans.map((span) => span.literal.text)].join('?');
}
