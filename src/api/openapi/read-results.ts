import { join } from 'node:path';
import ts from 'typescript';
import type { JsonSchema } from './schema.ts';

// Read off the program with the compiler, when the reference is written: what each verb answers, as it looks in JSON.

export interface Results {
  /** Schemas that have a name in the program. */
  schemas: Record<string, JsonSchema>;
  /** By the name of the verb. */
  results: Record<string, JsonSchema>;
}

/** Finds every `defineVerb` of the program in this checkout and describes what its `run` answers. */
export function readResults(root: string): Results {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const program = ts.createProgram([join(root, 'src/main.ts')], options);
  const reader: Reader = { checker: program.getTypeChecker(), schemas: {}, names: new Map() };
  const results: Record<string, JsonSchema> = {};
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes('node_modules') || file.fileName.includes('.test.'))
      continue;
    visit(file, (node) => {
      const found = verbOf(node);
      if (found) results[found.name] = resultOf(reader, found.run);
    });
  }
  const sorted = <V>(record: Record<string, V>): Record<string, V> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { schemas: sorted(reader.schemas), results: sorted(results) };
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function verbOf(node: ts.Node): { name: string; run: ts.Expression | ts.MethodDeclaration } | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'defineVerb') return undefined;
  const [given] = node.arguments;
  if (!given || !ts.isObjectLiteralExpression(given)) return undefined;
  const property = (wanted: string) => given.properties.find((each) => each.name?.getText() === wanted);
  const name = property('name');
  const run = property('run');
  if (!name || !ts.isPropertyAssignment(name) || !ts.isStringLiteral(name.initializer)) return undefined;
  if (run && ts.isPropertyAssignment(run)) return { name: name.initializer.text, run: run.initializer };
  return run && ts.isMethodDeclaration(run) ? { name: name.initializer.text, run } : undefined;
}

interface Reader {
  checker: ts.TypeChecker;
  schemas: Record<string, JsonSchema>;
  names: Map<ts.Type, string>;
}

function resultOf(reader: Reader, run: ts.Expression | ts.MethodDeclaration): JsonSchema {
  const { checker } = reader;
  const [signature] = checker.getTypeAtLocation(run).getCallSignatures();
  const returned = signature && checker.getReturnTypeOfSignature(signature);
  const awaited = returned && (checker.getAwaitedType(returned) ?? returned);
  return awaited ? schemaOf(reader, awaited) : {};
}

function schemaOf(reader: Reader, type: ts.Type): JsonSchema {
  const { checker } = reader;
  const simple = simpleSchema(type);
  if (simple) return simple;
  if (type.isUnion()) return unionOf(reader, type);
  if (type.symbol?.name === 'Date') return { type: 'string', format: 'date-time' };
  if (checker.isTupleType(type) || checker.isArrayType(type) || isReadonlyArray(type)) {
    const items = checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: items.length === 1 && items[0] ? schemaOf(reader, items[0]) : {} };
  }
  return named(reader, type) ?? objectOf(reader, type);
}

/** A type of ours with a name is described once and referred to. */
function named(reader: Reader, type: ts.Type): JsonSchema | undefined {
  const { schemas, names } = reader;
  const symbol = type.aliasSymbol ?? type.symbol;
  const declared = symbol?.declarations?.[0]?.getSourceFile();
  const isOurs = declared !== undefined && !declared.fileName.includes('node_modules');
  const isNamed = symbol && /^[A-Z][A-Za-z]+$/.test(symbol.name) && !type.aliasTypeArguments?.length;
  if (!isOurs || !isNamed) return undefined;
  const known = names.get(type);
  if (known) return { $ref: `#/components/schemas/${known}` };
  const name = Object.hasOwn(schemas, symbol.name) ? `${symbol.name}${names.size}` : symbol.name;
  names.set(type, name);
  schemas[name] = {};
  schemas[name] = objectOf(reader, type);
  return { $ref: `#/components/schemas/${name}` };
}

function unionOf(reader: Reader, type: ts.UnionType): JsonSchema {
  const parts = type.types.filter(
    (part) => (part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) === 0,
  );
  const literals = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : [])).sort();
  if (literals.length === parts.length) return { type: 'string', enum: literals };
  const rest = unique(parts.filter((part) => !part.isStringLiteral()).map((part) => schemaOf(reader, part)));
  const all = [...(literals.length > 0 ? [{ type: 'string', enum: literals }] : []), ...rest];
  return all.length === 1 ? (all[0] ?? {}) : { anyOf: all };
}

function objectOf(reader: Reader, type: ts.Type): JsonSchema {
  const { checker } = reader;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const property of checker.getPropertiesOfType(type)) {
    const of = checker.getTypeOfSymbol(property);
    if (of.getCallSignatures().length > 0) continue;
    properties[property.name] = schemaOf(reader, of);
    if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name);
  }
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required: required.sort() } : {}),
    ...(index ? { additionalProperties: schemaOf(reader, index) } : {}),
  };
}

const isReadonlyArray = (type: ts.Type): boolean => type.symbol?.name === 'ReadonlyArray';

const unique = (schemas: readonly JsonSchema[]): JsonSchema[] => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
];

function simpleSchema(type: ts.Type): JsonSchema | undefined {
  const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (is(ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (is(ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
  if (is(ts.TypeFlags.StringLike)) return { type: 'string' };
  if (is(ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) return { type: 'number' };
  if (is(ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return { type: 'null' };
  return undefined;
}
