import { z } from 'zod';

interface Property {
  type?: string;
}

/**
 * The input of a verb from a query string, where everything is text: numbers, booleans and lists become what the verb's
 * own schema asks for. What cannot be turned stays text, so that the schema refuses it in its own words.
 */
export function inputFromQuery(
  verb: { input: z.ZodObject },
  query: URLSearchParams,
): Record<string, unknown> {
  const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' });
  const properties = (schema.properties ?? {}) as Record<string, Property>;
  const entries = [...new Set(query.keys())].map((name) => {
    const values = query.getAll(name);
    const type = properties[name]?.type;
    if (type === 'array' || values.length > 1) return [name, values];
    return [name, convert(values[0] ?? '', type)];
  });
  return Object.fromEntries(entries);
}

function convert(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = (type === 'number' || type === 'integer') && text.trim() !== '';
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text;
}
