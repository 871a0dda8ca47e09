import { z } from 'zod';
import { type ErrorCode, errorCodes } from '#platform/errors';
import type { Verb } from '#platform/verbs';
import { allVerbs } from './verbs.ts';

interface Property {
  type?: string;
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Property[];
}

/** The reference of every verb and error, as Markdown, made from the program itself. */
export function verbReference(verbs: readonly Verb[] = allVerbs): string {
  const groups = Map.groupBy(verbs, (verb) => verb.name.split('.')[0] ?? '');
  const parts = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, members]) => groupText(group, members));
  return `${head}\n${parts.join('\n')}\n${errorText()}`;
}

const head = `# Verbs

Made from the program by \`npx tsx src/app/write-reference.ts\`. Do not edit.

Each verb can be called in two ways, with the same input and the same permissions:

- \`POST /api/v1/verbs/<name>\` with a JSON body and \`Authorization: Bearer <token>\`; one that changes nothing also with GET and a query;
- \`npx allclear <group> <action> --option value\`; options are the fields below, written with hyphens (\`plannedFor\` is \`--planned-for\`).

Readings, calls and estate files also have routes of their own, for JSON and CSV: \`POST /api/v1/readings\`, \`POST /api/v1/calls\`,
\`POST /api/v1/estate?file=NAME\`. Instants are ISO 8601 with an offset. Fields marked * are needed.
`;

function groupText(group: string, verbs: readonly Verb[]): string {
  return `## ${group}\n\n${verbs.map(verbText).join('\n')}`;
}

function verbText(verb: Verb): string {
  const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' });
  const needed = new Set(schema.required ?? []);
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Property>).map(
    ([name, property]) => {
      const mark = needed.has(name) ? '*' : '';
      return `| \`${name}\`${mark} | ${typeText(property)} | ${escaped(property.description ?? '')} |`;
    },
  );
  const table =
    fields.length === 0 ? ['No input.'] : ['| field | type | meaning |', '|---|---|---|', ...fields];
  const reads = verb.changes ? '' : ' Changes nothing.';
  return `### \`${verb.name}\`\n\n${verb.summary.replace(/\.$/, '')}.${reads}\n\n${table.join('\n')}\n`;
}

function typeText(property: Property): string {
  if (property.enum) return escaped(property.enum.map((each) => `\`${String(each)}\``).join(', '));
  if (property.anyOf) return [...new Set(property.anyOf.map(typeText))].join(' or ');
  return property.format === 'date-time' ? 'instant' : (property.type ?? 'any');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function errorText(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  const lines = codes.map(
    (code) => `| \`${code}\` | ${errorCodes[code].httpStatus} | ${errorCodes[code].exitCode} |`,
  );
  return `## Errors\n\nEvery refusal has one of these codes, a message, and where it can the faults with their line or field.\n
| code | HTTP status | exit code |\n|---|---|---|\n${lines.join('\n')}\n`;
}
