import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type ErrorCode, errorCodes } from '#platform/errors';
import type { Verb } from '#platform/verbs';
import { intakeOperations } from './intake-operations.ts';
import type { JsonSchema, Operation } from './schema.ts';

export interface OpenApiDocument {
  openapi: '3.1.1';
  info: object;
  servers: object[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    securitySchemes: object;
    schemas: Record<string, JsonSchema>;
    responses: Record<string, object>;
  };
  security: object[];
}

/** What each verb answers: read off the program by `write-api.ts`, kept beside this file, and tested to be fresh. */
export interface KnownResults {
  schemas: Record<string, JsonSchema>;
  results: Record<string, JsonSchema>;
}

export const loadResults = (): KnownResults =>
  JSON.parse(readFileSync(new URL('results.json', import.meta.url), 'utf8')) as KnownResults;

/**
 * The API as an OpenAPI 3.1 document, made from the verbs' own schemas: what the server refuses, the document forbids.
 */
export function openApiDocument(verbs: readonly Verb[], known: KnownResults): OpenApiDocument {
  const groups = [...new Set(verbs.map(groupOf))].sort();
  const paths: OpenApiDocument['paths'] = { ...intakeOperations(errorResponses) };
  for (const verb of verbs) {
    const operation = verbOperation(verb, known);
    paths[`/api/v1/verbs/${verb.name}`] = {
      ...(verb.changes ? {} : { get: readingOperation(verb, known) }),
      post: operation,
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Allclear API',
      version: '1',
      summary: 'Everything that people can do in the console, for programs.',
      description:
        'Each operation is one verb of the product, with the same input, permissions and refusals as on the command line and in the console. An answer to a change is sent after it is stored.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that gave this document.' }],
    tags: [
      { name: 'intake', description: 'Readings, calls and estate files, in bulk.' },
      ...groups.map((name) => ({ name, description: `What can be done about: ${name}.` })),
    ],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token made with `allclear token create`. What it may do follows from its roles.',
        },
      },
      schemas: { Error: errorSchema, Fault: faultSchema, ...known.schemas },
      responses: Object.fromEntries(
        errorStatuses().map(([status, codes]) => [`Error${status}`, errorResponse(codes)]),
      ),
    },
    security: [{ token: [] }],
  };
}

const groupOf = (verb: Verb): string => verb.name.split('.')[0] ?? verb.name;

/** `update.publish` is `updatePublish`. */
export const operationIdOf = (name: string): string =>
  name.replace(/[.-]([a-z])/g, (_, letter: string) => letter.toUpperCase());

const inputSchema = (verb: Verb): JsonSchema => {
  const { $schema: _, ...schema } = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' });
  return schema as JsonSchema;
};

const answers = (verb: Verb, { results }: KnownResults): Record<string, object> => ({
  200: {
    description: verb.changes ? 'It is done and stored.' : 'What was asked for.',
    content: { 'application/json': { schema: results[verb.name] ?? {} } },
  },
  ...errorResponses,
});

function verbOperation(verb: Verb, known: KnownResults): Operation {
  const schema = inputSchema(verb);
  return {
    operationId: operationIdOf(verb.name),
    summary: verb.summary.replace(/\.$/, ''),
    tags: [groupOf(verb)],
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: exampleOf(schema) } },
    },
    responses: answers(verb, known),
  };
}

function readingOperation(verb: Verb, known: KnownResults): Operation {
  const schema = inputSchema(verb);
  const needed = new Set(schema.required ?? []);
  return {
    operationId: `${operationIdOf(verb.name)}ByQuery`,
    summary: verb.summary.replace(/\.$/, ''),
    tags: [groupOf(verb)],
    parameters: Object.entries(schema.properties ?? {}).map(([name, { description, ...property }]) => ({
      name,
      in: 'query',
      required: needed.has(name),
      ...(description === undefined ? {} : { description }),
      schema: property,
    })),
    responses: answers(verb, known),
  };
}

const words: Readonly<Record<string, unknown>> = {
  incident: 'practice-network-april-2026',
  site: 'G99001-1',
  practice: 'G99001',
  number: 1,
  feed: 'acme-networks',
  source: 'service desk',
};

/** An input with everything that is needed and nothing else. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if (Object.hasOwn(words, name)) return words[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((each) => [each, exampleOf(schema.properties?.[each] ?? {}, each)]),
      );
    case 'array':
      return [exampleOf(schema.items ?? {}, name.replace(/s$/, ''))];
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return schema.format === 'date-time' ? '2026-04-29T10:00:00+01:00' : name || 'text';
    default:
      return name;
  }
}

const faultSchema: JsonSchema = {
  type: 'object',
  description: 'One thing that is wrong with an input.',
  properties: {
    line: { type: 'integer', description: 'In a file, counted from 1 with the header.' },
    field: { type: 'string', description: 'The column, or the dotted path in a JSON body.' },
    reason: { type: 'string' },
  },
  required: ['reason'],
};

const errorSchema: JsonSchema = {
  type: 'object',
  description: 'Why nothing was done.',
  properties: {
    code: { type: 'string', enum: Object.keys(errorCodes), description: 'Stable: programs may rely on it.' },
    message: { type: 'string' },
    remedy: { type: 'string', description: 'What to do next.' },
    faults: { type: 'array', items: { $ref: '#/components/schemas/Fault' }, description: 'The first 100.' },
    faultCount: { type: 'integer' },
  },
  required: ['code', 'message', 'faults', 'faultCount'],
};

/** The codes of each HTTP status that the API answers with. */
function errorStatuses(): [status: number, codes: ErrorCode[]][] {
  const codes = (Object.keys(errorCodes) as ErrorCode[]).filter(
    (code) => code !== 'settings.invalid' && code !== 'data-directory.in-use',
  );
  return [...Map.groupBy(codes, (code) => errorCodes[code].httpStatus as number)].sort(([a], [b]) => a - b);
}

const errorResponse = (codes: readonly ErrorCode[]): object => ({
  description: `Refused: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Error' },
      example: { code: codes[0], message: 'Nothing was changed.', faults: [], faultCount: 0 },
    },
  },
});

const errorResponses: Record<string, object> = Object.fromEntries(
  errorStatuses().map(([status]) => [String(status), { $ref: `#/components/responses/Error${status}` }]),
);
