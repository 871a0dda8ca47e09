import { z } from 'zod';
import { type AuditEntry, audit, type ChainFault, searchAudit, verifyChain } from '../audit/index.ts';
import { parseLondon } from '../clock/index.ts';
import type { Context } from '../context/index.ts';
import { inTransaction } from '../db/index.ts';
import { AllclearError, parseInput } from '../errors/index.ts';
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

const verifyInput = z
  .strictObject({
    position: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Of a head that was written down before: the chain must still pass through it'),
    sha256: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .optional()
      .describe('The seal that was written down with it'),
  })
  .meta({ title: 'A known head, or nothing' });

/** What following the chain showed, once it was found whole. */
export interface VerifiedChain {
  holds: true;
  rows: number;
  /** To be written down elsewhere: with it, rows that are cut off the end later are missed. */
  position: number;
  sha256: string;
  checkpoint: { position: number; sha256: string; removedAt: Date; removedBy: string } | null;
  text: string;
}

/**
 * Follows the whole chain of the audit trail, and records that somebody did. Throws `audit.broken` with the first row that does
 * not fit; that is recorded as well.
 */
export async function verifyAudit(
  context: Context,
  given: z.input<typeof verifyInput> = {},
): Promise<VerifiedChain> {
  authorise(context.actor, mayReadAudit);
  const { position, sha256 } = parseInput(verifyInput, given, 'input of audit.verify');
  if ((position === undefined) !== (sha256 === undefined))
    throw new AllclearError('input.invalid', 'A head is its position and its seal. Nothing was checked.', {
      faults: [{ field: position === undefined ? 'position' : 'sha256', reason: 'is missing' }],
    });
  const known = position !== undefined && sha256 !== undefined ? { position, sha256 } : undefined;
  const { rows, head, checkpoint, fault } = await verifyChain(context.db, known);
  await inTransaction(context, (tx) =>
    audit(tx, {
      verb: 'audit.verify',
      subject: `audit:${head.position}`,
      data: { holds: fault === null, rows, ...head, ...(fault ? { fault: { ...fault } } : {}) },
    }),
  );
  if (fault) throw brokenChain(fault);
  return {
    holds: true,
    rows,
    ...head,
    checkpoint: checkpoint && {
      position: checkpoint.position,
      sha256: checkpoint.sha256,
      removedAt: checkpoint.removedAt,
      removedBy: checkpoint.removedBy,
    },
    text: `The chain holds: ${rows} rows were followed${checkpoint ? `, from the checkpoint at ${checkpoint.position}` : ''}. Its head is at position ${head.position}, seal ${head.sha256}.`,
  };
}

function brokenChain({ position, auditId, reason }: ChainFault): AllclearError {
  const where = [
    ...(position === null ? [] : [`position ${position}`]),
    ...(auditId === null ? [] : [`row ${auditId}`]),
  ].join(', ');
  return new AllclearError(
    'audit.broken',
    `The audit trail does not hold. The first that does not fit: ${where}.`,
    {
      faults: [{ field: auditId === null ? `position ${position}` : `row ${auditId}`, reason }],
      remedy: 'Keep the database as it is, compare it with a backup, and find out who could write to it.',
    },
  );
}

export const auditVerbs: Verb[] = [
  defineVerb({
    name: 'audit.verify',
    summary: 'Check that nothing in the audit trail was changed, taken out or put in',
    input: verifyInput,
    run: verifyAudit,
  }),
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
