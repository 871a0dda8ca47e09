import ts from 'typescript';
import { domainOf } from '../layout.ts';
import { dottedName, isCode, isTest, lineOf, sqlText, visit } from '../syntax.ts';
import type { Tree, TreeFile } from '../tree.ts';
import type { Violation } from '../violation.ts';

const clockNames = new Set([
  'Date.now',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
  'process.hrtime.bigint',
  'process.uptime',
  'DateTime.now',
]);

/** `DateTime.utc()` of luxon is the current time when called with nothing. */
const clockCalls = new Set(['Date', 'DateTime.local', 'DateTime.utc']);

const sqlClock =
  /\b(now\s*\(\s*\)|(clock|statement|transaction)_timestamp\s*\(|current_(timestamp|date|time)\b|localtime(stamp)?\b)/i;

const randomNames = new Set([
  'randomBytes',
  'randomUUID',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'getRandomValues',
]);

const sqlRandom = /\b(random|gen_random_uuid|uuidv7|uuidv4)\s*\(/i;

/** What runs in a browser has the browser's clock, and none of ours. */
const inBrowsers = ['src/web/client/', 'src/web/assets/dist/'];

/** Only `src/platform/clock` reads the time; a simulated clock cannot move code that reads its own. */
export function clockReads(tree: Tree): Violation[] {
  const message = 'reads the clock: take the time from context.clock, or as an argument.';
  return inSource(tree, ['src/platform/clock/', ...inBrowsers], (node, { path }) => {
    const sql = domainOf(path) === 'platform' ? undefined : sqlText(node);
    return readsClock(node) || (sql !== undefined && sqlClock.test(sql)) ? message : undefined;
  });
}

/** Only `platform/auth` (secrets) and `platform/db` (passwords, names of scratch databases) draw random numbers. */
export function randomDraws(tree: Tree): Violation[] {
  const message = 'draws a random number: take it, or a seeded generator, as an argument.';
  return inSource(tree, ['src/platform/auth/', 'src/platform/db/'], (node, { path }) => {
    const sql = domainOf(path) === 'platform' ? undefined : sqlText(node);
    return drawsRandom(node) || (sql !== undefined && sqlRandom.test(sql)) ? message : undefined;
  });
}

/** Shipped code logs through `context.log` or writes to a stream it was given. */
export function consoleUses(tree: Tree): Violation[] {
  const message = 'uses console: write to context.log, or to the stream the command was given.';
  return inSource(tree, [], (node) => (isAccessOf(node, 'console') ? message : undefined));
}

/** Tests use the real database and real modules; a mocked module tests the mock. */
export function moduleMocks(tree: Tree): Violation[] {
  const message = 'mocks a module: pass a fake in as an argument, at the edge of the system only.';
  return inCode(tree, (node) =>
    ts.isCallExpression(node) && /^vi\.(do)?[mM]ock$/.test(dottedName(node.expression) ?? '')
      ? message
      : undefined,
  );
}

/** SQL of a domain stands in its `store.ts` (`store-readings.ts` and the like beside it once that is too long). */
export function sqlOutsideStore(tree: Tree): Violation[] {
  return inSource(tree, ['src/platform/'], (node, { path }) => {
    if (isTest(path) || /\/store(-[\w-]+)?\.ts$|\/store\/[^/]+\.ts$/.test(path)) return undefined;
    return importsSql(node)
      ? `holds SQL: move the query to src/${domainOf(path)}/store.ts and call it.`
      : undefined;
  });
}

function readsClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return dottedName(node.expression) === 'Date' && !node.arguments?.length;
  if (ts.isCallExpression(node) && node.arguments.length === 0) {
    if (clockCalls.has(dottedName(node.expression) ?? '')) return true;
  }
  return ts.isPropertyAccessExpression(node) && isClockName(dottedName(node) ?? '');
}

const isClockName = (name: string): boolean =>
  clockNames.has(name.replace(/^globalThis\./, '')) || name.startsWith('Temporal.Now');

function drawsRandom(node: ts.Node): boolean {
  if (ts.isImportSpecifier(node)) return randomNames.has((node.propertyName ?? node.name).text);
  if (!ts.isPropertyAccessExpression(node)) return false;
  return randomNames.has(node.name.text) || dottedName(node) === 'Math.random';
}

const isAccessOf = (node: ts.Node, name: string): boolean =>
  ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;

/** `import { sql } from 'kysely'`, or any use of the driver: each way to send SQL. Types are free to use. */
function importsSql(node: ts.Node): boolean {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return false;
  if (node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  if (node.moduleSpecifier.text === 'pg') return true;
  const names = node.importClause?.namedBindings;
  if (node.moduleSpecifier.text !== 'kysely' || !names) return false;
  if (!ts.isNamedImports(names)) return true;
  return names.elements.some(
    (element) => (element.propertyName ?? element.name).text === 'sql' && !element.isTypeOnly,
  );
}

type Judge = (node: ts.Node, file: TreeFile) => string | undefined;

function inSource(tree: Tree, exempt: readonly string[], judge: Judge): Violation[] {
  const files = tree.filter(
    ({ path }) => path.startsWith('src/') && !exempt.some((folder) => path.startsWith(folder)),
  );
  return inCode(files, judge);
}

function inCode(tree: Tree, judge: Judge): Violation[] {
  return tree.filter(isCode).flatMap((file) => {
    const found = new Map<number, Violation>();
    visit(file, (node) => {
      const message = judge(node, file);
      if (message) found.set(lineOf(node), { path: file.path, line: lineOf(node), message });
    });
    return [...found.values()];
  });
}
