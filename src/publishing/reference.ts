import { z } from 'zod';
import { claimCatalogue } from './core/catalogue.ts';
import type { Claim } from './core/claim.ts';

const introduction = `# Claims

Generated from \`src/publishing/core/claims/\`; do not edit. To write it anew:
\`npx tsx src/publishing/write-reference.ts\`

A claim is a figure in an update. It is written as a token, \`{{claim key parameter=value}}\`; a value with spaces stands in
double quotes. On approval the token becomes words, with the time it was true at. Days are London days
(\`2026-04-27\`); instants may be given as \`2026-04-27T10:30\`, London time.

How each figure is worked out, with examples: [docs/algorithms/claims.md](../algorithms/claims.md).
`;

const parameterSchema = z.object({
  properties: z
    .record(
      z.string(),
      z.object({
        description: z.string().default(''),
        default: z.union([z.string(), z.number()]).optional(),
        enum: z.array(z.string()).optional(),
      }),
    )
    .default({}),
  required: z.array(z.string()).default([]),
});

/** The text of \`docs/reference/claims.md\`. */
export const claimsReference = (): string =>
  `${introduction}\n${claimCatalogue.map(section).join('\n')}`.replace(/\n{3,}/g, '\n\n');

function section(claim: Claim): string {
  return `## ${claim.key}

${claim.summary}.

- Write: \`${claim.sentence}\`
- Reads, in place of the token: "${claim.example}"
- How: ${claim.formula}
- Holds while ${claim.holdsWhile}

${parameterTable(claim)}
`;
}

function parameterTable(claim: Claim): string {
  const schema = parameterSchema.parse(
    z.toJSONSchema(claim.parameters, { io: 'input', unrepresentable: 'any' }),
  );
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const meaning = property.enum
      ? `${property.enum.join(' or ')}. ${property.description}`
      : property.description;
    const standard = schema.required.includes(name) ? 'needed' : String(property.default ?? '');
    return `| \`${name}\` | ${standard} | ${meaning} |`;
  });
  if (rows.length === 0) return 'It takes no parameters.';
  return ['| parameter | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
