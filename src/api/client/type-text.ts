import type { JsonSchema } from '../openapi/schema.ts';

/** A JSON Schema as a TypeScript type. What it does not know it calls `unknown`, never `any`. */
export function typeText(schema: JsonSchema): string {
  if (schema.$ref) return `Schemas[${quoted(schema.$ref.replace('#/components/schemas/', ''))}]`;
  if (schema.const !== undefined) return JSON.stringify(schema.const).replaceAll('"', "'");
  if (schema.enum) return schema.enum.map((each) => quoted(String(each))).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeText))].join(' | ');
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${typeText(schema.items ?? {})})[]`;
    case 'object':
      return objectText(schema);
    default:
      return 'unknown';
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function objectText({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const needed = new Set(required);
  const fields = Object.entries(properties).map(
    ([name, property]) =>
      `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}${needed.has(name) ? '' : '?'}: ${typeText(property)};`,
  );
  if (fields.length > 0) return `{ ${fields.join(' ')} }`;
  return typeof additionalProperties === 'object'
    ? `Record<string, ${typeText(additionalProperties)}>`
    : 'Record<string, unknown>';
}
