import { z } from 'zod';
import { type AuditEntry, searchAudit } from '../audit/index.ts';
import { parseLondon } from '../clock/index.ts';
import type { Context } from '../context/index.ts';
import { parseInput } from '../errors/index.ts';
import { defineVerb, type Verb } from '../verbs/index.ts';
import { authorise, type Rule } from './policy.ts';

export const mayReadAudit: Rule = {
  sentence: 'An administrator, an incident lead or a reviewer may read the audit trail',
  roles: ['administrator', 'incident lead', 'reviewer'],
};

const instant = z
  .string()
  .meta({ format: 'date-time' })
  .transform((value, context): Date => {
    const parsed = parseLondon(value);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'is not a date and time' });
    return z.NEVER;
  });

const text = z.string().trim().min(1).max(200);

const auditInput = z.strictObject({
  text: text.optional().describe('Found in the person, the action, the subject or the details'),
  actor: text.optional().describe('The whole name of the person or program'),
  verb: text.optional().describe("How the action begins: 'update.' finds all that was done with updates"),
  subject: text.optional().describe("How the subject begins: 'incident:'"),
  from: instant.optional(),
  to: instant.optional(),
  before: z.coerce.number().int().min(1).optional().describe('Entries older than this one'),
  limit: z.coerce.number().int().min(1).max(50_000).default(100),
});

/** Entries of the audit trail, newest first. */
export async function listAudit(context: Context, given: z.input<typeof auditInput>): Promise<AuditEntry[]> {
  authorise(context.actor, mayReadAudit);
  return searchAudit(context.db, parseInput(auditInput, given, 'search of the audit trail'));
}

export const auditVerbs: Verb[] = [
  defineVerb({
    name: 'audit.list',
    summary: 'Search the audit trail, newest first',
    changes: false,
    input: auditInput,
    run: (context, { from, to, ...input }) =>
      listAudit(context, {
        ...input,
        ...(from ? { from: from.toISOString() } : {}),
        ...(to ? { to: to.toISOString() } : {}),
      }),
  }),
];
