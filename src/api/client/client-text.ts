import { z } from 'zod';
import type { Verb } from '#platform/verbs';
import type { KnownResults } from '../openapi/document.ts';
import type { JsonSchema } from '../openapi/schema.ts';
import { typeText } from './type-text.ts';

/** The types of the client, made from the same schemas as the OpenAPI document. */
export function clientTypes(verbs: readonly Verb[], { schemas, results }: KnownResults): string {
  const types = Object.entries(schemas).map(([name, schema]) => `  ${name}: ${typeText(schema)};`);
  const entries = verbs.map((verb) => {
    const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    const input =
      Object.keys(schema.properties ?? {}).length === 0 ? 'Record<string, never>' : typeText(schema);
    return `  /** ${verb.summary.replace(/\.$/, '')}. */\n  '${verb.name}': { input: ${input}; result: ${typeText(results[verb.name] ?? {})} };`;
  });
  return [
    '// Made from the program by `npx tsx src/app/write-api.ts`. Do not edit.',
    '',
    '/** What answers are made of, as it looks in JSON: instants are texts. */',
    `export interface Schemas {\n${types.join('\n')}\n}`,
    '',
    '/** The input and the result of each verb. */',
    `export interface Verbs {\n${entries.join('\n')}\n}`,
    '',
  ].join('\n');
}
